import { CorruptLogError } from '../errors.js';
import { frozen } from '../frozen.js';
import { History } from '../history.js';
import type { Change, Stored } from '../store.js';
import { frame, readFrames } from './frame.js';

const FORMAT = 1;
/** Frames of a rewritten file are filled to about this, so that writing it never holds the event loop for long. */
const FRAME_ITEMS = 200;

/** What a write appends: changes in the order of their revisions, and compactions. */
export type LogEntry = Change | { readonly type: 'compact'; readonly revision: number };

/** The first frame: what the file began with, written before it took its name, so never cut off. */
interface Head {
  readonly format: number;
  readonly compacted: number;
  /** How many keys existed at `compacted`; they come next. */
  readonly keys: number;
  /** Up to which revision the changes after `compacted` were there from the beginning. */
  readonly revision: number;
}

/** The whole of a store as frames: what was at its compacted revision, then the changes since. */
export function* framesOf(history: History): Generator<Buffer, void, undefined> {
  const { compacted, revision } = history;
  // All is taken now: the history may be compacted while this is being written.
  const kept = compacted === 0 ? [] : history.range('', { at: compacted }).items;
  const events = history.since(compacted);
  const head: Head = { format: FORMAT, compacted, keys: kept.length, revision };
  yield frame(head);
  for (const items of portions(kept))
    yield frame(items.map(({ key, revision, object }) => ({ key, revision, object })));
  for (const portion of portions(events)) yield appended(portion);
}

/** One frame for entries written together. */
export function appended(entries: readonly LogEntry[]): Buffer {
  // Without `previous`, which the entry of the earlier change holds.
  return frame(
    entries.map((entry) => {
      if (entry.type === 'compact') return entry;
      const { type, key, revision, object } = entry;
      return { type, key, revision, object };
    }),
  );
}

export interface ReadLog {
  readonly history: History;
  /** Bytes that are good; less than the length of the file when the last write was cut off. */
  readonly end: number;
  /** Bytes the file began with. */
  readonly began: number;
}

/** @throws CorruptLogError */
export function readLog(content: Buffer, file: string): ReadLog {
  const { values, end } = readFrames(content, file);
  const first = values[0];
  if (first === undefined) throw new CorruptLogError(file, 0, 'its beginning is missing');
  const head = first.value as Head;
  if (head.format !== FORMAT)
    throw new CorruptLogError(file, 0, `it has format ${head.format}; this program reads format ${FORMAT}`);

  let next = 1;
  const kept: Stored[] = [];
  while (kept.length < head.keys) {
    const portion = values[next];
    if (portion === undefined) throw new CorruptLogError(file, end, 'it ends before the keys it announces');
    kept.push(...(portion.value as Stored[]).map((stored) => frozen(stored)));
    next += 1;
  }
  const history = History.from(head.compacted, kept);
  let began = values[next - 1]?.end ?? end;
  for (const { value, end: frameEnd } of values.slice(next)) {
    const follows = history.revision + 1;
    for (const entry of value as LogEntry[]) {
      if (entry.type === 'compact') history.compact(entry.revision);
      else if (entry.revision === history.revision + 1) history.apply({ ...entry, object: frozen(entry.object) });
      else throw new CorruptLogError(file, frameEnd, `revision ${follows} is missing in front of this place`);
    }
    if (history.revision <= head.revision) began = frameEnd;
  }
  if (history.revision < head.revision)
    throw new CorruptLogError(file, end, `it ends at revision ${history.revision}, but held revision ${head.revision}`);
  return { history, end, began };
}

function* portions<T>(items: readonly T[]): Generator<T[], void, undefined> {
  for (let from = 0; from < items.length; from += FRAME_ITEMS) yield items.slice(from, from + FRAME_ITEMS);
}
