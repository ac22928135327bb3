import type { Freshness } from '@binnacle/shared/clusters';
import { INLINE_SNAPSHOT_MAX_ROWS } from '@binnacle/shared/realtime';
import type { Cell } from '@binnacle/shared/views';
import type { Change, RowTable } from '../table/index.js';
import { encodeColumnar } from './columnar.js';
import { Tombstones } from './tombstones.js';

export interface TableTopicOptions {
  key: string;
  /** Names this numbering; row numbers and sequence numbers mean nothing outside it. */
  epoch: string;
  /** Where readers fetch a table that is too large to come inline; without it, every table comes inline. */
  url?: string;
  /** Tables of more rows do not come inline. */
  inlineUpTo?: number;
  /** Removals remembered for {@link TableTopic.catchUp}. */
  forgetAfter?: number;
}

const REMEMBERED_REMOVALS = 65_536;
const DEFAULT_WINDOW = 100;
/** Encoded parts kept until the next delta: readers who return together ask for the same few. */
const ENCODED_PARTS_KEPT = 16;

/**
 * What happens to a row at the next flush. An `added` row that no reader can have seen needs no word when it goes again,
 * and no nulls; `shown` is one that went out with a snapshot before it was flushed. An array holds the changed columns.
 */
type Pending = 'added' | 'shown' | 'removed' | number[];

/**
 * Numbers the changes of a table for its readers. Frames hold values, never differences, so that a reader may meet one
 * that tells what it knows already. Snapshots and catch-ups show the table as it is at the moment of the call, which
 * may be ahead of {@link seq}: flush first where that matters.
 */
export class TableTopic {
  private readonly pending = new Map<number, Pending>();
  private readonly tombstones: Tombstones;
  /** By slot, the number of the frame that last changed its row. */
  private changedIn = new Float64Array(0);
  private readonly encoded = new Map<string, string>();
  private readonly head: string;
  private lastSeq = 0;

  constructor(
    private readonly table: RowTable,
    private readonly options: TableTopicOptions,
  ) {
    this.tombstones = new Tombstones(options.forgetAfter ?? REMEMBERED_REMOVALS);
    this.head = `"key":${JSON.stringify(options.key)},"epoch":${JSON.stringify(options.epoch)}`;
  }

  /** The number of the latest delta. */
  get seq(): number {
    return this.lastSeq;
  }

  /** Takes down what happened to a row, in the order in which the table told it. */
  note(change: Change): void {
    const noted = this.pending.get(change.id);
    switch (change.kind) {
      case 'added':
        this.pending.set(change.id, 'added');
        break;
      case 'removed':
        if (noted === 'added') this.pending.delete(change.id);
        else this.pending.set(change.id, 'removed');
        break;
      case 'changed':
        if (noted === undefined && change.columns.length > 0) this.pending.set(change.id, [...change.columns]);
        if (Array.isArray(noted)) for (const column of change.columns) if (!noted.includes(column)) noted.push(column);
        break;
    }
  }

  /** One delta of everything noted since the last, with one entry a row; null when there is nothing to say. */
  flush(): string | null {
    if (this.pending.size === 0) return null;
    const seq = this.lastSeq + 1;
    const up: string[] = [];
    const del: number[] = [];
    for (const [id, noted] of this.pending) {
      if (noted === 'removed') {
        del.push(id);
        this.tombstones.add(id, seq);
        continue;
      }
      const entry = this.entry(id, noted);
      if (entry === null) continue;
      up.push(entry);
      this.stamp(id, seq);
    }
    this.pending.clear();
    this.encoded.clear();
    this.lastSeq = seq;
    const changed = up.length === 0 ? '' : `,"up":[${up.join(',')}]`;
    const gone = del.length === 0 ? '' : `,"del":[${del.join(',')}]`;
    return `{"t":"delta",${this.head},"from":${seq - 1},"to":${seq}${changed}${gone}}`;
  }

  /**
   * What a new reader gets. Up to {@link INLINE_SNAPSHOT_MAX_ROWS} rows all of them; else the first of the asked order
   * (by default 100 of the view's) and where the rest is. Throws InvalidSortError.
   */
  snapshot(freshness: Freshness, window?: { sort: string; limit: number }): string {
    const { table } = this;
    const { url } = this.options;
    const inline = url === undefined || table.size <= (this.options.inlineUpTo ?? INLINE_SNAPSHOT_MAX_ROWS);
    const rows = inline
      ? `"rows":${this.part('rows', () => this.encode(table.ids()))}`
      : `"window":${this.firstRows(window ?? { sort: table.view.defaultSort, limit: DEFAULT_WINDOW })},"url":${JSON.stringify(url)}`;
    const totals = `"total":${table.size},"counts":${JSON.stringify(table.counts())}`;
    return `{"t":"snapshot",${this.head},"seq":${this.lastSeq},${totals},"freshness":${JSON.stringify(freshness)},${rows}}`;
  }

  /** The whole table, for `url`; encoded once for each number. */
  body(): string {
    return this.part(
      'body',
      () =>
        `{"epoch":${JSON.stringify(this.options.epoch)},"seq":${this.lastSeq},"rows":${this.encode(this.table.ids())}}`,
    );
  }

  /**
   * One delta from `seq` to now: whole rows that changed since, and the numbers of those that went. Null when some of
   * the removals are forgotten, or when this number was never given out: the reader then takes a snapshot.
   */
  catchUp(seq: number): string | null {
    if (!Number.isInteger(seq) || seq < this.tombstones.completeFrom || seq > this.lastSeq || seq < 0) return null;
    return this.part(`after ${seq}`, () => {
      const changed: number[] = [];
      for (const id of this.table.ids()) {
        if ((this.changedIn[this.table.store.slotOf(id) ?? -1] ?? 0) > seq) changed.push(id);
      }
      const rows = changed.length === 0 ? '' : `,"rows":${this.encode(changed)}`;
      const gone = this.tombstones.after(seq);
      const del = gone.length === 0 ? '' : `,"del":[${gone.join(',')}]`;
      return `{"t":"delta",${this.head},"from":${seq},"to":${this.lastSeq}${rows}${del}}`;
    });
  }

  /** Says that the topic stands where it stood. */
  mark(freshness: Freshness): string {
    return `{"t":"mark",${this.head},"seq":${this.lastSeq},"freshness":${JSON.stringify(freshness)}}`;
  }

  /** `[id, column, value, ...]`; null when the row is gone. */
  private entry(id: number, noted: 'added' | 'shown' | number[]): string | null {
    const { table } = this;
    const slot = table.store.slotOf(id);
    if (slot === undefined) return null;
    let text = `[${id}`;
    table.wireColumns.forEach((column, number) => {
      if (Array.isArray(noted) && !noted.includes(number)) return;
      const value = table.store.read(slot, column);
      if (noted === 'added' && value === null) return;
      text += `,${number},${jsonOf(value)}`;
    });
    return `${text}]`;
  }

  private stamp(id: number, seq: number): void {
    const slot = this.table.store.slotOf(id) ?? 0;
    if (slot >= this.changedIn.length) {
      const grown = new Float64Array(Math.max(64, Math.ceil(slot * 1.5)));
      grown.set(this.changedIn);
      this.changedIn = grown;
    }
    this.changedIn[slot] = seq;
  }

  private firstRows(window: { sort: string; limit: number }): string {
    return this.part(`first ${window.limit} by ${window.sort}`, () =>
      this.encode(this.table.order(window.sort).slice(0, window.limit)),
    );
  }

  private encode(ids: Iterable<number>): string {
    for (const [id, noted] of this.pending) if (noted === 'added') this.pending.set(id, 'shown');
    return JSON.stringify(encodeColumnar(this.table, ids));
  }

  /** A part as encoded since the last delta. What changed in between comes with the next one. */
  private part(name: string, encode: () => string): string {
    const known = this.encoded.get(name);
    if (known !== undefined) return known;
    const text = encode();
    const [oldest] = this.encoded.keys();
    if (this.encoded.size >= ENCODED_PARTS_KEPT && oldest !== undefined) this.encoded.delete(oldest);
    this.encoded.set(name, text);
    return text;
  }
}

function jsonOf(value: Cell): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
