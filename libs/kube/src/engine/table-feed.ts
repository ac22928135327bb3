import type { Freshness } from '@binnacle/shared/clusters';
import { MARK_INTERVAL_MS } from '@binnacle/shared/realtime';
import type { Row, View } from '@binnacle/shared/views';
import {
  type Clock,
  type KubeObject,
  type ListWatch,
  type Random,
  Reflector,
  type ReflectorStore,
  type Replacement,
} from '../reflector/index.js';
import { type Change, RowTable } from '../table/index.js';
import { TableTopic } from '../topic/index.js';
import { freshnessOf } from './freshness.js';
import { Ticker, tickInterval } from './ticker.js';

/** A watch nobody reads is ended after this long: short absences should not cost a relist. */
const LINGER_MS = 10 * 60_000;
/** More changes at once than this are sent as a snapshot: it is smaller, and large ones are shared by URL. */
const SNAPSHOT_ABOVE_CHANGES = 2_000;

export interface TableFeedOptions {
  view: View;
  key: string;
  epoch: string;
  snapshotUrl: string;
  listWatch: ListWatch;
  clock: Clock;
  random: Random;
  /** Watched from the start and for good; others from the first reader until ten minutes after the last. */
  pinned: boolean;
  /** Newest rows kept; the oldest are forgotten. */
  rowLimit?: number;
  project(object: KubeObject): Row;
  onUnauthorized(): Promise<void>;
  emit(seq: number, text: string): void;
  /** Each change of the live stream; a relist is told as a whole by `onReloaded`. */
  onChange(change: Change): void;
  onReloaded(): void;
  onRemoved?(object: KubeObject): void;
  onProblem(message: string): void;
}

/** One view of one cluster: exactly one upstream watch, its table, and the numbered topic that readers follow. */
export class TableFeed implements ReflectorStore {
  readonly table: RowTable;
  readonly topic: TableTopic;
  readonly reflector: Reflector;
  private readonly ticker: Ticker;
  private readers = 0;
  private pending = 0;
  private lastSent = Number.NEGATIVE_INFINITY;
  private cancelLinger: (() => void) | undefined;
  private running = false;

  constructor(private readonly options: TableFeedOptions) {
    this.table = new RowTable(options.view);
    this.topic = new TableTopic(this.table, { key: options.key, epoch: options.epoch, url: options.snapshotUrl });
    this.reflector = new Reflector(options.listWatch, this, {
      clock: options.clock,
      random: options.random,
      onUnauthorized: options.onUnauthorized,
      onStatus: () => this.sendMark(),
      onProblem: (problem) => options.onProblem(problem),
      ...(options.rowLimit === undefined ? {} : { initial: 'list' as const, maxInitial: options.rowLimit }),
    });
    this.ticker = new Ticker(() => this.flush(), { clock: options.clock, interval: () => tickInterval(this.readers) });
  }

  get freshness(): Freshness {
    return freshnessOf(this.reflector.status);
  }

  /** Starts the watch if it is not running; it stays for as long as somebody reads, and ten minutes more. */
  demand(): void {
    this.cancelLinger?.();
    this.cancelLinger = undefined;
    if (!this.running) {
      this.running = true;
      this.reflector.start();
    }
    if (this.readers === 0) this.linger();
  }

  setReaders(count: number): void {
    this.readers = count;
    if (count === 0) {
      this.linger();
      return;
    }
    this.demand();
    // What changed between a reader's first frames and this call has not been sent to anyone.
    if (this.pending > 0) this.ticker.touch();
  }

  /** Brings the topic's number up to date before a reader is handed a snapshot or a catch-up. */
  settle(): void {
    this.flush();
  }

  /** Says that the topic is alive, if nothing else did lately. Called every {@link MARK_INTERVAL_MS}. */
  mark(): void {
    if (this.options.clock.monotonic() - this.lastSent >= MARK_INTERVAL_MS * 0.9) this.sendMark();
  }

  stop(): void {
    this.cancelLinger?.();
    this.ticker.stop();
    this.reflector.stop();
    this.running = false;
  }

  beginReplace(): Replacement {
    // Rows, not objects, are staged: an object is garbage as soon as it is projected.
    let rows: Row[] = [];
    return {
      add: (object) => rows.push(this.options.project(object)),
      commit: () => {
        for (const change of this.table.replaceAll(rows)) this.note(change);
        rows = [];
        this.evict();
        this.options.onReloaded();
      },
      abandon: () => {
        rows = [];
      },
    };
  }

  upsert(object: KubeObject): void {
    this.put(this.options.project(object));
    this.evict();
  }

  remove(object: KubeObject): void {
    this.options.onRemoved?.(object);
    const change = this.table.remove(object.metadata.namespace ?? null, object.metadata.name);
    if (change !== null) this.changed(change);
  }

  /** Stores a row that was made elsewhere (a node joined with its lease). */
  put(row: Row): void {
    for (const change of this.table.upsert(row)) this.changed(change);
  }

  private changed(change: Change): void {
    this.note(change);
    this.options.onChange(change);
  }

  private note(change: Change): void {
    this.topic.note(change);
    this.pending += 1;
    if (this.readers > 0) this.ticker.touch();
  }

  private evict(): void {
    const limit = this.options.rowLimit;
    if (limit === undefined) return;
    for (const id of this.table.ids()) {
      if (this.table.size <= limit) return;
      const row = this.table.row(id);
      const change = row && this.table.remove((row.namespace as string | null) ?? null, String(row.name));
      if (change) this.note(change);
    }
  }

  private flush(): void {
    if (this.pending === 0) return;
    const many = this.pending > SNAPSHOT_ABOVE_CHANGES;
    this.pending = 0;
    const delta = this.topic.flush();
    if (this.readers === 0 || delta === null) return;
    this.send(many ? this.topic.snapshot(this.freshness, { sort: this.options.view.defaultSort, limit: 100 }) : delta);
  }

  private sendMark(): void {
    if (this.readers === 0) return;
    this.flush();
    this.send(this.topic.mark(this.freshness));
  }

  private send(text: string): void {
    this.lastSent = this.options.clock.monotonic();
    this.options.emit(this.topic.seq, text);
  }

  private linger(): void {
    if (this.options.pinned || !this.running || this.cancelLinger !== undefined) return;
    this.cancelLinger = this.options.clock.after(LINGER_MS, () => this.stop());
  }
}
