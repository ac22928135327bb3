import { OrderBook, RowStore } from '../columns/index.js';
import { type View, wireColumns } from '../views/index.js';
import { ColumnarReader } from './columnar.js';
import type { Columnar, DeltaFrame } from './protocol.js';

/** What one frame did to the rows. */
export class Batch {
  readonly ids = new Set<number>();
  reordered = false;
}

/** How rows of a frame are taken in. */
export interface Taking {
  /** Rows that are not among them are gone. */
  readonly whole?: boolean;
  /** Rows that are not held are left out: their other columns may be missing. */
  readonly heldOnly?: boolean;
  /** When the change was seen, milliseconds; absent where rows are only made known, not changed. */
  readonly at?: number;
}

/** The rows of a replica with a version for each and the orders that are looked at. */
export class ReplicaRows {
  store: RowStore;
  orders: OrderBook;
  private versions = new Map<number, number>();
  private times = new Map<number, number>();
  private lastVersion = 1;
  /** The version of rows that did not change since they were made known. */
  private firstVersion = 1;

  constructor(private readonly view: View) {
    this.store = new RowStore(wireColumns(view));
    this.orders = new OrderBook(view, this.store);
  }

  /** Forgets everything: row numbers mean other rows from here on. */
  reset(batch: Batch): void {
    for (const id of this.store.ids()) batch.ids.add(id);
    batch.reordered = true;
    this.store = new RowStore(wireColumns(this.view));
    this.orders = new OrderBook(this.view, this.store);
    this.versions.clear();
    this.times.clear();
    this.lastVersion += 1;
    this.firstVersion = this.lastVersion;
  }

  version(id: number): number {
    return this.versions.get(id) ?? (this.store.has(id) ? this.firstVersion : 0);
  }

  changedAt(id: number): number | undefined {
    return this.times.get(id);
  }

  takeColumnar(columnar: Columnar, batch: Batch, taking: Taking): void {
    const reader = new ColumnarReader(columnar);
    if (taking.whole) {
      const kept = new Set(reader.ids);
      for (const id of this.store.ids()) if (!kept.has(id)) this.remove(id, batch);
    }
    const width = this.store.columns.length;
    reader.ids.forEach((id, index) => {
      const slot = this.slotFor(id, batch, taking);
      if (slot === undefined) return;
      for (let column = 0; column < width; column++) {
        if (this.store.write(slot, column, reader.cell(index, column))) this.changed(id, column, batch, taking);
      }
    });
  }

  takeDelta(frame: DeltaFrame, batch: Batch, taking: Taking): void {
    // Removals first: a key may have come back under another number in the same frame.
    for (const id of frame.del ?? []) this.remove(id, batch);
    if (frame.rows !== undefined) this.takeColumnar(frame.rows, batch, taking);
    for (const entry of frame.up ?? []) {
      const id = Number(entry[0]);
      const slot = this.slotFor(id, batch, taking);
      if (slot === undefined) continue;
      for (let at = 1; at + 1 < entry.length; at += 2) {
        const column = Number(entry[at]);
        if (this.store.write(slot, column, entry[at + 1] ?? null)) this.changed(id, column, batch, taking);
      }
    }
  }

  private slotFor(id: number, batch: Batch, taking: Taking): number | undefined {
    const held = this.store.slotOf(id);
    if (held !== undefined || taking.heldOnly) return held;
    const slot = this.store.add(id);
    this.orders.cameOrWent(id);
    batch.reordered = true;
    // Rows that are merely made known share one version: a first snapshot costs no entry a row.
    if (taking.at === undefined) batch.ids.add(id);
    else this.stamp(id, batch, taking);
    return slot;
  }

  private changed(id: number, column: number, batch: Batch, taking: Taking): void {
    if (this.orders.changed(id, column)) batch.reordered = true;
    if (!batch.ids.has(id)) this.stamp(id, batch, taking);
  }

  private stamp(id: number, batch: Batch, taking: Taking): void {
    batch.ids.add(id);
    this.lastVersion += 1;
    this.versions.set(id, this.lastVersion);
    if (taking.at !== undefined) this.times.set(id, taking.at);
  }

  private remove(id: number, batch: Batch): void {
    if (!this.store.remove(id)) return;
    this.orders.cameOrWent(id);
    this.versions.delete(id);
    this.times.delete(id);
    batch.ids.add(id);
    batch.reordered = true;
  }
}
