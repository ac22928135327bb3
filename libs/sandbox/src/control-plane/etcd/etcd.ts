import type { Clock } from '../../clock.js';
import type { KubeObject } from '../../object.js';
import { compactRegularly } from './auto-compaction.js';
import type { LogEntry } from './disk/log-content.js';
import { LogFile } from './disk/log-file.js';
import { RevisionConflict, StoreClosedError } from './errors.js';
import { stamped } from './frozen.js';
import { History } from './history.js';
import type { Change, Range, RangeOptions, Store, Stored } from './store.js';
import { type Listener, Watchers } from './watchers.js';

export interface EtcdOptions {
  clock: Clock;
  /** Where to keep everything; in memory only when missing. */
  folder?: string;
  /** `false` for tests: a crash of the process loses nothing, a power cut may. */
  fsync?: boolean;
  /** Bytes of compacted history the file may hold before it is rewritten; 4 MiB when missing. */
  slack?: number;
  /** Told what was repaired at the start, of listeners that throw, and of a disk that fails. */
  notice?: Notice;
}

type Notice = (message: string, error?: unknown) => void;

/**
 * @throws FolderInUseError
 * @throws CorruptLogError
 */
export async function openEtcd(options: EtcdOptions): Promise<Store> {
  const { folder, fsync = true, slack = 4 * 2 ** 20, notice = () => undefined } = options;
  const { log, history } =
    folder === undefined ? { log: null, history: new History() } : await LogFile.open(folder, { fsync, slack, notice });
  const watchers = new Watchers((error) => notice('A listener of the store failed', error));
  return new Etcd(history, log, watchers, options.clock, notice);
}

/** A change on its way to the disk, and who waits for it. */
interface Pending {
  readonly entry: LogEntry;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

class Etcd implements Store {
  readonly #history: History;
  readonly #log: LogFile | null;
  readonly #watchers: Watchers;
  readonly #notice: Notice;
  readonly #stopCompacting: () => void;
  /** The newest revision given out; those after `revision` are on their way to the disk. */
  #head: number;
  /** Of each key the newest change on its way, and when it arrives. */
  readonly #underway = new Map<string, { readonly change: Change; readonly shown: Promise<void> }>();
  #queue: Pending[] = [];
  /** The writing that goes on now; never rejects. */
  #writing: Promise<void> | null = null;
  #closed: StoreClosedError | null = null;
  #closing: Promise<void> | null = null;

  constructor(history: History, log: LogFile | null, watchers: Watchers, clock: Clock, notice: Notice) {
    this.#notice = notice;
    this.#history = history;
    this.#log = log;
    this.#watchers = watchers;
    this.#head = history.revision;
    this.#stopCompacting = compactRegularly(this, clock);
  }

  get revision(): number {
    return this.#history.revision;
  }

  get compacted(): number {
    return this.#history.compacted;
  }

  get(key: string): Stored | undefined {
    return this.#history.get(key);
  }

  range(prefix: string, options?: RangeOptions): Range {
    return this.#history.range(prefix, options);
  }

  async put(key: string, object: KubeObject, expected: number): Promise<Stored> {
    const { revision, object: kept } = await this.#change('put', key, object, expected);
    return { key, revision, object: kept };
  }

  async delete(key: string, expected: number, last: KubeObject): Promise<number> {
    return (await this.#change('delete', key, last, expected)).revision;
  }

  watch(prefix: string, after: number, listener: Listener): () => void {
    return this.#watchers.add(prefix, after, this.#history.since(after), listener);
  }

  compact(revision: number): void {
    if (revision <= this.compacted || this.#closed !== null) return;
    this.#history.compact(revision);
    // Nobody waits: a compaction that a crash forgets leaves more history, never less.
    this.#enqueue({ entry: { type: 'compact', revision }, done: () => undefined, failed: () => undefined });
  }

  close(): Promise<void> {
    this.#closed ??= new StoreClosedError('The store has been closed.');
    this.#stopCompacting();
    this.#closing ??= (this.#writing ?? Promise.resolve()).then(() => this.#log?.close());
    return this.#closing;
  }

  async #change(type: Change['type'], key: string, object: KubeObject, expected: number): Promise<Change> {
    if (this.#closed !== null) throw this.#closed;
    const underway = this.#underway.get(key);
    const actual = underway === undefined ? (this.get(key)?.revision ?? 0) : revisionAfter(underway.change);
    if (actual !== expected || (type === 'delete' && actual === 0)) {
      await underway?.shown;
      throw new RevisionConflict(key, expected, actual);
    }
    const revision = this.#head + 1;
    const change: Change = { type, key, revision, object: stamped(object, revision) };
    this.#head = revision;
    const shown = new Promise<void>((done, failed) => this.#enqueue({ entry: change, done, failed }));
    this.#underway.set(key, { change, shown });
    await shown;
    return change;
  }

  #enqueue(pending: Pending): void {
    this.#queue.push(pending);
    this.#writing ??= this.#write();
  }

  /** Writes until nothing waits: one write and one sync for all that came while the write before went on. */
  async #write(): Promise<void> {
    let batch: Pending[] = [];
    try {
      // What follows in this turn belongs to the same write.
      await (this.#log === null ? undefined : new Promise((resolve) => setImmediate(resolve)));
      while (this.#queue.length > 0) {
        batch = this.#queue;
        this.#queue = [];
        await this.#log?.append(batch.map(({ entry }) => entry));
        for (const { entry } of batch) if (entry.type !== 'compact') this.#show(entry);
        for (const { done } of batch) done();
        if (this.#log?.grown && batch.some(({ entry }) => entry.type === 'compact'))
          await this.#log.rewrite(this.#history);
      }
    } catch (error) {
      this.#fail(error, batch);
    } finally {
      this.#writing = null;
    }
  }

  #show(change: Change): void {
    if (this.#underway.get(change.key)?.change === change) this.#underway.delete(change.key);
    this.#watchers.publish(this.#history.apply(change));
  }

  /** After a failed write nobody knows what the disk holds: the next start finds out. Until then only reads. */
  #fail(cause: unknown, batch: readonly Pending[]): void {
    const message = 'The disk failed; the store can only be read until it is started again.';
    this.#closed ??= new StoreClosedError(message, { cause });
    this.#stopCompacting();
    this.#notice(message, cause);
    for (const { failed } of [...batch, ...this.#queue]) failed(this.#closed);
    this.#queue = [];
  }
}

/** What a key is at after the change; 0 when it does not exist. */
function revisionAfter(change: Change): number {
  return change.type === 'put' ? change.revision : 0;
}
