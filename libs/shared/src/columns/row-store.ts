import { STATES, type State } from '../health/index.js';
import type { Cell, Column, Row } from '../views/index.js';
import { type CellStore, DictionaryStore, isNumeric, NumberStore, TextStore } from './cell-store.js';
import type { KeepText } from './dictionary.js';

export interface RowStoreOptions {
  /** Makes the copy of each text that is kept. */
  keep?: KeepText;
  /** Columns to be held through a dictionary although their values seldom repeat, to be looked up by value. */
  dictionaries?: readonly string[];
}

/** The largest row number there is: they are 32-bit. */
export const MAX_ROW_ID = 2 ** 32 - 1;

/**
 * Rows held column by column: about 300 bytes a pod instead of 1,500 as objects, and nothing for the garbage collector
 * to walk. Rows are known by number; where a row's cells lie (its slot) is reused once the row is gone.
 */
export class RowStore {
  readonly stores: readonly CellStore[];
  private readonly slots = new Map<number, number>();
  private readonly free: number[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly tally = new Map<State, number>(STATES.map((state) => [state, 0]));
  private readonly stateColumn: number;
  private allotted = 0;
  private capacity = 0;

  constructor(
    readonly columns: readonly Column[],
    options: RowStoreOptions = {},
  ) {
    const keep = options.keep ?? ((text: string) => text);
    this.stores = columns.map((column) => {
      if (isNumeric(column)) return new NumberStore(column);
      const repeats = column.repeats === true || options.dictionaries?.includes(column.id) === true;
      return repeats ? new DictionaryStore(column, keep) : new TextStore(keep);
    });
    columns.forEach((column, number) => {
      this.numbers.set(column.id, number);
    });
    this.stateColumn = this.numbers.get('state') ?? -1;
  }

  get size(): number {
    return this.slots.size;
  }

  /** Row numbers, in the order in which the rows came. Rows may be removed while iterating. */
  ids(): MapIterator<number> {
    return this.slots.keys();
  }

  has(id: number): boolean {
    return this.slots.has(id);
  }

  slotOf(id: number): number | undefined {
    return this.slots.get(id);
  }

  /** A column's position in {@link columns}. */
  numberOf(columnId: string): number | undefined {
    return this.numbers.get(columnId);
  }

  /** Rows by state; a row without a known state counts as unknown. */
  counts(): Record<State, number> {
    return Object.fromEntries(this.tally) as Record<State, number>;
  }

  /** Makes room for a row that is not there yet; all its cells are null. Returns its slot. */
  add(id: number): number {
    if (id > MAX_ROW_ID) throw new RangeError(`Row numbers end at ${MAX_ROW_ID}: start a new epoch.`);
    const slot = this.free.pop() ?? this.allotted++;
    if (slot >= this.capacity) {
      this.capacity = Math.max(64, Math.ceil(this.capacity * 1.5));
      for (const store of this.stores) store.grow(this.capacity);
    }
    this.slots.set(id, slot);
    this.count(null, 1);
    return slot;
  }

  /** Forgets a row. False when it is not there. */
  remove(id: number): boolean {
    const slot = this.slots.get(id);
    if (slot === undefined) return false;
    this.count(this.stores[this.stateColumn]?.get(slot) ?? null, -1);
    for (const store of this.stores) store.set(slot, null);
    this.slots.delete(id);
    this.free.push(slot);
    return true;
  }

  read(slot: number, column: number): Cell {
    return this.stores[column]?.get(slot) ?? null;
  }

  /** Puts a value into a cell. False when it was there already. */
  write(slot: number, column: number, value: Cell): boolean {
    const store = this.stores[column];
    if (store === undefined || store.holds(slot, value)) return false;
    if (column === this.stateColumn) {
      this.count(store.get(slot), -1);
      this.count(value, 1);
    }
    store.set(slot, value);
    return true;
  }

  cell(id: number, columnId: string): Cell {
    const slot = this.slots.get(id);
    const column = this.numbers.get(columnId);
    return slot === undefined || column === undefined ? null : this.read(slot, column);
  }

  /** A copy of a row with all columns. */
  row(id: number): Row | undefined {
    const slot = this.slots.get(id);
    if (slot === undefined) return undefined;
    const row: Row = {};
    for (let number = 0; number < this.columns.length; number++) {
      const column = this.columns[number];
      if (column !== undefined) row[column.id] = this.read(slot, number);
    }
    return row;
  }

  private count(state: Cell, by: number): void {
    const known = this.tally.has(state as State) ? (state as State) : 'unknown';
    this.tally.set(known, (this.tally.get(known) ?? 0) + by);
  }
}
