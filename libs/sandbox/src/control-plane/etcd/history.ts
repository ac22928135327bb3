import { CompactedError, FutureRevisionError } from './errors.js';
import { KeyIndex } from './key-index.js';
import type { Change, Range, RangeOptions, Stored, StoreEvent } from './store.js';

/** The real etcd begins here too. Never 0: as a resourceVersion that means "any". */
const FIRST_REVISION = 1;

interface Deleted {
  readonly key: string;
  readonly revision: number;
  readonly object: null;
}

/** A key and what it held since the last compaction, oldest first, never empty. */
interface Versions {
  readonly key: string;
  readonly all: (Stored | Deleted)[];
}

/** What every key held at every revision since the last compaction. In memory, synchronous, knows no disk. */
export class History {
  readonly #keys = new KeyIndex<Versions>();
  /** The change of revision `#base + 1`, then of each one after it. */
  #events: StoreEvent[] = [];
  #base = FIRST_REVISION;
  #revision = FIRST_REVISION;
  #compacted = 0;
  #size = 0;

  /** Versions of keys that are held: one of each key that exists, and those that only the history needs. */
  get size(): number {
    return this.#size;
  }

  get revision(): number {
    return this.#revision;
  }

  get compacted(): number {
    return this.#compacted;
  }

  get(key: string): Stored | undefined {
    const newest = this.#keys.get(key)?.all.at(-1);
    return newest === undefined || newest.object === null ? undefined : newest;
  }

  range(prefix: string, options: RangeOptions = {}): Range {
    const { at = this.#revision, after, limit = Number.POSITIVE_INFINITY } = options;
    if (at < this.#compacted) throw new CompactedError(at, this.#compacted);
    if (at > this.#revision) throw new FutureRevisionError(at, this.#revision);
    const items: Stored[] = [];
    let remaining = 0;
    for (const versions of this.#keys.startingWith(prefix, after)) {
      const version = versionAt(versions.all, at);
      if (version === undefined || version.object === null) continue;
      if (items.length < limit) items.push(version);
      else remaining += 1;
    }
    return { items, more: remaining > 0, remaining };
  }

  /** The events after `revision`, oldest first. @throws CompactedError */
  since(revision: number): StoreEvent[] {
    if (revision < this.#compacted) throw new CompactedError(revision, this.#compacted);
    return this.#events.slice(Math.max(0, revision - this.#base));
  }

  /** Takes the next revision's change. @returns the change with what it replaced */
  apply({ type, key, revision, object }: Change): StoreEvent {
    if (revision !== this.#revision + 1)
      throw new RangeError(`Revision ${revision} does not follow ${this.#revision}.`);
    const previous = this.get(key)?.object ?? null;
    this.#add(type === 'put' ? { key, revision, object } : { key, revision, object: null });
    this.#revision = revision;
    const event = { type, key, revision, object, previous };
    this.#events.push(event);
    return event;
  }

  /** @throws FutureRevisionError */
  compact(revision: number): void {
    if (revision > this.#revision) throw new FutureRevisionError(revision, this.#revision);
    if (revision <= this.#compacted) return;
    const dropped = this.#events.splice(0, Math.max(0, revision - this.#base));
    this.#base = Math.max(this.#base, revision);
    this.#compacted = revision;
    for (const { key } of dropped) {
      const all = this.#keys.get(key)?.all;
      if (all === undefined) continue;
      // Kept is what the key held at that revision: its last version until then, unless that is a deletion.
      const newest = all.findLastIndex((version) => version.revision <= revision);
      if (newest >= 0) this.#size -= all.splice(0, all[newest]?.object === null ? newest + 1 : newest).length;
      if (all.length === 0) this.#keys.remove(key);
    }
  }

  /** Begins, empty, with what the keys held at a compacted revision. The changes after it are then applied. */
  static from(compacted: number, kept: Iterable<Stored>): History {
    const history = new History();
    for (const stored of kept) history.#add(stored);
    history.#compacted = compacted;
    history.#base = Math.max(FIRST_REVISION, compacted);
    history.#revision = history.#base;
    return history;
  }

  #add(version: Stored | Deleted): void {
    const versions = this.#keys.get(version.key);
    if (versions === undefined) this.#keys.add({ key: version.key, all: [version] });
    else versions.all.push(version);
    this.#size += 1;
  }
}

/** What a key held at a revision; read for every key of a range, hence without a closure. */
function versionAt(all: readonly (Stored | Deleted)[], revision: number): Stored | Deleted | undefined {
  let index = all.length - 1;
  while (index > 0 && (all[index]?.revision ?? 0) > revision) index -= 1;
  const version = all[index];
  return version !== undefined && version.revision <= revision ? version : undefined;
}
