import type { Freshness } from '../clusters/index.js';
import type { Filtered } from '../columns/index.js';
import type { State } from '../health/index.js';
import type { Cell, Row, View } from '../views/index.js';
import type { DeltaFrame, MarkFrame, ServerFrame, SnapshotBody, SnapshotFrame } from './protocol.js';
import { Batch, ReplicaRows } from './replica-rows.js';

/** What a frame changed. */
export interface ReplicaChange {
  /** Rows that came, changed or went. */
  readonly ids: readonly number[];
  /** Whether an order that is looked at may be another now. */
  readonly reordered: boolean;
}

/**
 * What became of a frame: `gap` means that frames are missing, and the reader has to subscribe again with
 * `resume: {epoch, seq}`; `ignored` that there was nothing new in it.
 */
export type Applied = 'applied' | 'gap' | 'ignored';

export interface ReplicaOptions {
  /** Milliseconds, for {@link Replica.changedAt}. */
  now?: () => number;
}

/** Changed rows that are kept while the whole table is being fetched; with more, what is missing is asked for again. */
const HELD_BACK_MAX_ROWS = 50_000;

/**
 * A reader's copy of a table, kept equal to the server's by frames. It takes frames in any state and any number of
 * times; whatever is lost, doubled or cut off, it never shows a mixture: it says `gap` and stays as it was.
 *
 * A large table arrives in two parts: first rows with the snapshot, the whole by {@link load}. Meanwhile `complete` is
 * false and `total` and `counts` are those of the frame. Rows of the same epoch that were held before stay until then,
 * so that a table does not empty under the reader's eyes.
 */
export class Replica {
  private readonly rows: ReplicaRows;
  private readonly now: () => number;
  private readonly listeners = new Set<(change: ReplicaChange) => void>();
  private at: { epoch: string; seq: number } | undefined;
  private whole = false;
  private snapshotUrl: string | null = null;
  private announced: { total: number; counts: Record<State, number> } | undefined;
  private fresh: Freshness | null = null;
  private heldBack: DeltaFrame[] = [];
  private heldBackRows = 0;
  /** The server said that the past is gone: the next snapshot counts, whatever its number. */
  private begunAnew = false;

  constructor(
    readonly view: View,
    options: ReplicaOptions = {},
  ) {
    this.rows = new ReplicaRows(view);
    this.now = options.now ?? Date.now;
  }

  /** Null until the first snapshot. With {@link seq} it is what to resume from. */
  get epoch(): string | null {
    return this.at?.epoch ?? null;
  }
  get seq(): number {
    return this.at?.seq ?? 0;
  }
  /** Rows held. */
  get size(): number {
    return this.rows.store.size;
  }
  /** Rows of the table, held or not. */
  get total(): number {
    return this.whole ? this.size : (this.announced?.total ?? this.size);
  }
  /** Rows of the table by state, held or not. */
  get counts(): Readonly<Record<State, number>> {
    return this.whole || this.announced === undefined ? this.rows.store.counts() : this.announced.counts;
  }
  get complete(): boolean {
    return this.whole;
  }
  /** Where the whole table is to be fetched from and given to {@link load}; null when nothing is to be fetched. */
  get url(): string | null {
    return this.snapshotUrl;
  }
  get freshness(): Freshness | null {
    return this.fresh;
  }

  /** Takes a frame about this table. */
  apply(frame: ServerFrame): Applied {
    switch (frame.t) {
      case 'snapshot':
        return this.applySnapshot(frame);
      case 'delta':
        return this.applyDelta(frame);
      case 'mark':
        return this.applyMark(frame);
      case 'gap':
        this.begunAnew = true;
        return 'ignored';
      default:
        return 'ignored';
    }
  }

  /**
   * Takes the whole table from {@link url}, and then the deltas that came while it was fetched. `gap` when it is of
   * another epoch (then nothing is taken) or too old to go on from (then it is taken; resume from its number).
   */
  load(body: SnapshotBody): Applied {
    if (this.at === undefined || body.epoch !== this.at.epoch) return 'gap';
    if (this.whole) return 'ignored';
    const target = this.at.seq;
    const batch = new Batch();
    this.rows.takeColumnar(body.rows, batch, { whole: true });
    this.at.seq = body.seq;
    const heldBack = this.heldBack;
    this.becomeWhole();
    for (const frame of heldBack) {
      if (frame.to <= this.at.seq) continue;
      if (frame.from > this.at.seq) break;
      this.rows.takeDelta(frame, batch, { at: this.now() });
      this.at.seq = frame.to;
    }
    batch.reordered = true;
    this.tell(batch);
    return this.at.seq < target ? 'gap' : 'applied';
  }

  /** Row numbers, in the order in which the rows came. */
  ids(): IterableIterator<number> {
    return this.rows.store.ids();
  }
  /** A copy of a row. */
  row(id: number): Row | undefined {
    return this.rows.store.row(id);
  }
  /** Null also for a row or column that is not there. */
  cell(id: number, columnId: string): Cell {
    return this.rows.store.cell(id, columnId);
  }
  /**
   * Row numbers in an order, those that pass the filter: the same array until something moves, repaired then. Up to
   * four orders are kept. Throws {@link InvalidSortError}.
   */
  order(sort: string, filtered?: Filtered): readonly number[] {
    return this.rows.orders.order(sort, filtered);
  }
  /** A number that is another whenever the row is another; 0 when it is not held. */
  version(id: number): number {
    return this.rows.version(id);
  }
  /** When a held row last came or changed, by the clock of the options; undefined if it did not since it was made known. */
  changedAt(id: number): number | undefined {
    return this.rows.changedAt(id);
  }
  /** Calls back after each frame that changed something (rows, totals or freshness); the returned function ends it. */
  subscribe(listener: (change: ReplicaChange) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private applySnapshot(frame: SnapshotFrame): Applied {
    const known = !this.begunAnew && this.at?.epoch === frame.epoch;
    if (known && frame.seq < this.seq) return 'ignored';
    const batch = new Batch();
    this.fresh = frame.freshness;
    if (!known || frame.seq > this.seq || !this.whole) this.takeSnapshot(frame, batch);
    this.tell(batch);
    return 'applied';
  }

  private takeSnapshot(frame: SnapshotFrame, batch: Batch): void {
    if (this.at?.epoch !== frame.epoch) this.rows.reset(batch);
    this.begunAnew = false;
    this.at = { epoch: frame.epoch, seq: frame.seq };
    if (frame.rows !== undefined) {
      this.rows.takeColumnar(frame.rows, batch, { whole: true });
      this.becomeWhole();
      return;
    }
    if (frame.window !== undefined) this.rows.takeColumnar(frame.window, batch, {});
    this.announced = { total: frame.total, counts: { ...emptyCounts(), ...frame.counts } };
    this.whole = false;
    this.snapshotUrl = frame.url ?? null;
    this.heldBack = [];
    this.heldBackRows = 0;
    batch.reordered = true;
  }

  private becomeWhole(): void {
    this.whole = true;
    this.snapshotUrl = null;
    this.announced = undefined;
    this.heldBack = [];
    this.heldBackRows = 0;
  }

  private applyDelta(frame: DeltaFrame): Applied {
    if (this.at === undefined || frame.epoch !== this.at.epoch || frame.from > this.at.seq) return 'gap';
    if (frame.to <= this.at.seq) return 'ignored';
    if (!this.whole) this.holdBack(frame);
    const batch = new Batch();
    this.rows.takeDelta(frame, batch, { at: this.now(), heldOnly: !this.whole });
    this.at.seq = frame.to;
    this.tell(batch);
    return 'applied';
  }

  private holdBack(frame: DeltaFrame): void {
    this.heldBack.push(frame);
    this.heldBackRows += rowsIn(frame);
    while (this.heldBackRows > HELD_BACK_MAX_ROWS) {
      const dropped = this.heldBack.shift();
      this.heldBackRows -= dropped === undefined ? this.heldBackRows : rowsIn(dropped);
    }
  }

  private applyMark(frame: MarkFrame): Applied {
    if (this.at === undefined || frame.epoch !== this.at.epoch || frame.seq > this.at.seq) return 'gap';
    if (frame.seq < this.at.seq) return 'ignored';
    this.fresh = frame.freshness;
    this.tell(new Batch());
    return 'applied';
  }

  private tell(batch: Batch): void {
    const change: ReplicaChange = { ids: [...batch.ids], reordered: batch.reordered };
    for (const listener of this.listeners) listener(change);
  }
}

function rowsIn(frame: DeltaFrame): number {
  return (frame.up?.length ?? 0) + (frame.rows?.ids.length ?? 0) + (frame.del?.length ?? 0) + 1;
}

function emptyCounts(): Record<State, number> {
  return { failing: 0, warning: 0, unknown: 0, progressing: 0, paused: 0, ok: 0 };
}
