import { DictionaryStore, isNumeric, OrderBook, RowStore } from '@binnacle/shared/columns';
import { STATES, type State } from '@binnacle/shared/health';
import { type Cell, type Row, type View, wireColumns } from '@binnacle/shared/views';
import { flatten } from './flatten.js';
import { KeyIndex } from './key-index.js';
import { ValueIndex } from './value-index.js';

/** What happened to one row. Arrays are shared: read only. */
export interface Change {
  readonly id: number;
  readonly kind: 'added' | 'changed' | 'removed';
  /** Wire column numbers that changed: all for `added`, none when only internal columns did, none for `removed`. */
  readonly columns: readonly number[];
  /** The row as it was, all columns; absent for `added`. */
  readonly before?: Row;
}

/** A row that does not fit its view: a bug in a projection, not a state of the cluster. Nothing was stored of it. */
export class InvalidRowError extends Error {
  override readonly name = 'InvalidRowError';
  constructor(view: View, row: Row, problem: string) {
    super(`A row of ${view.id} (${row.namespace ?? '-'}/${row.name ?? '-'}) cannot be stored: ${problem}`);
  }
}

export interface RowTableOptions {
  /** Text columns that {@link RowTable.byColumn} can look up besides those that repeat. Default: uid and ownerUid. */
  indexed?: readonly string[];
}

const NOTHING: readonly Change[] = [];
const NO_COLUMNS: readonly number[] = [];

/**
 * The rows of one view of one cluster. A row's number is never given to another object within the life of the table,
 * not even to one of the same name: a changed `uid` is a removal and an addition.
 */
export class RowTable {
  /** The cells, for encoding. Written only here. */
  readonly store: RowStore;
  private readonly orders: OrderBook;
  private readonly keys = new KeyIndex();
  private readonly states = new Map<State, Set<number>>(STATES.map((state) => [state, new Set()]));
  private readonly indexes = new Map<number, ValueIndex>();
  /** By wire number, the column's number in {@link store}. */
  readonly wireColumns: readonly number[];
  /** Wire number of each column; -1 for internal ones. */
  private readonly wire: readonly number[];
  private readonly allWire: readonly number[];
  private nextId = 1;

  constructor(
    readonly view: View,
    options: RowTableOptions = {},
  ) {
    this.store = new RowStore(view.columns, { keep: flatten, dictionaries: options.indexed ?? ['uid', 'ownerUid'] });
    this.orders = new OrderBook(view, this.store);
    const sent = wireColumns(view);
    this.wire = view.columns.map((column) => sent.indexOf(column));
    this.wireColumns = sent.map((column) => view.columns.indexOf(column));
    this.allWire = sent.map((_, number) => number);
  }

  get size(): number {
    return this.store.size;
  }

  /**
   * Stores a row; columns it lacks are null, and so are empty texts and numbers that are not finite. Returns no change
   * when it was there like that, one when it is new or differs, and two (removed, added) when it is another object under
   * the same name. Throws {@link InvalidRowError}.
   */
  upsert(row: Row): readonly Change[] {
    this.check(row);
    return this.put(row);
  }

  /** Null when there is no such row. */
  remove(namespace: string | null, name: string): Change | null {
    const id = this.keys.find(namespace, name);
    return id === undefined ? null : this.drop(id);
  }

  /**
   * Takes a complete list: stores all rows, and removes what is not among them. Rows that are the same keep their
   * number and cause no change. Throws {@link InvalidRowError} before anything is changed.
   */
  replaceAll(rows: Iterable<Row>): Change[] {
    const all = [...rows];
    for (const row of all) this.check(row);
    const listed = new Set<number>();
    const changes: Change[] = [];
    for (const row of all) {
      for (const change of this.put(row)) changes.push(change);
      const id = this.keys.find(this.namespaceOf(row), String(row.name));
      if (id !== undefined) listed.add(id);
    }
    for (const id of this.store.ids()) if (!listed.has(id)) changes.push(this.drop(id));
    return changes;
  }

  find(namespace: string | null, name: string): number | undefined {
    return this.keys.find(namespace, name);
  }

  /** All columns, internal ones too. */
  row(id: number): Row | undefined {
    return this.store.row(id);
  }

  /** The columns that may leave the server. */
  wireRow(id: number): Row | undefined {
    const slot = this.store.slotOf(id);
    if (slot === undefined) return undefined;
    const row: Row = {};
    this.view.columns.forEach((column, number) => {
      if (!column.internal) row[column.id] = this.store.read(slot, number);
    });
    return row;
  }

  /** Null when the row is not there. Throws RangeError for a column that the view does not have. */
  cell(id: number, columnId: string): Cell {
    this.columnNumber(columnId);
    return this.store.cell(id, columnId);
  }

  /** Row numbers, the longest held first. Rows may be removed while iterating. */
  ids(): MapIterator<number> {
    return this.store.ids();
  }

  /** Rows by state, kept rather than counted; a row without a state is `unknown`. */
  counts(): Record<State, number> {
    return this.store.counts();
  }

  /** Rows in a state. Not to be walked while rows change. */
  idsByState(state: State): Iterable<number> {
    return this.states.get(state) ?? [];
  }

  /** All row numbers in this order; the array never changes afterwards. Throws InvalidSortError. */
  order(sort: string): readonly number[] {
    return this.orders.order(sort);
  }

  /**
   * Rows with this value. The index is made when a column is first asked for, and kept up from then on. Throws
   * RangeError for a column that neither repeats nor was named at construction.
   */
  byColumn(columnId: string, value: string): number[] {
    const number = this.columnNumber(columnId);
    let index = this.indexes.get(number);
    if (index === undefined) {
      const store = this.store.stores[number];
      if (!(store instanceof DictionaryStore)) {
        throw new RangeError(`Column ${columnId} of ${this.view.id} is not indexed: name it when making the table.`);
      }
      index = new ValueIndex(store, this.store);
      this.indexes.set(number, index);
    }
    return index.find(value);
  }

  private put(row: Row): readonly Change[] {
    const known = this.keys.find(this.namespaceOf(row), String(row.name));
    if (known === undefined) return [this.insert(row)];
    const uid = row.uid ?? null;
    const knownUid = this.store.cell(known, 'uid');
    if (uid !== null && knownUid !== null && uid !== knownUid) {
      return [this.drop(known), this.insert(row)];
    }
    return this.overwrite(known, row);
  }

  private insert(row: Row): Change {
    const id = this.nextId;
    const slot = this.store.add(id);
    this.nextId += 1;
    this.view.columns.forEach((column, number) => {
      this.store.write(slot, number, normal(row[column.id]));
    });
    // The key is made of the texts that are kept anyway.
    this.keys.set(textOf(this.store.cell(id, 'namespace')), String(this.store.cell(id, 'name')), id);
    for (const index of this.indexes.values()) index.add(id, slot);
    this.states.get(this.stateAt(id))?.add(id);
    this.orders.cameOrWent(id);
    return { id, kind: 'added', columns: this.allWire };
  }

  private overwrite(id: number, row: Row): readonly Change[] {
    const slot = this.store.slotOf(id) ?? 0;
    const { columns } = this.view;
    const differing: number[] = [];
    for (let number = 0; number < columns.length; number++) {
      const store = this.store.stores[number];
      if (store?.holds(slot, normal(row[columns[number]?.id ?? ''])) === false) differing.push(number);
    }
    if (differing.length === 0) return NOTHING;
    const before = this.store.row(id) ?? {};
    const stateBefore = this.stateAt(id);
    for (const number of differing) this.overwriteCell(id, slot, number, normal(row[columns[number]?.id ?? '']));
    const state = this.stateAt(id);
    if (state !== stateBefore) {
      this.states.get(stateBefore)?.delete(id);
      this.states.get(state)?.add(id);
    }
    const sent = differing.map((number) => this.wire[number] ?? -1).filter((number) => number >= 0);
    return [{ id, kind: 'changed', columns: sent.length === 0 ? NO_COLUMNS : sent, before }];
  }

  private overwriteCell(id: number, slot: number, number: number, value: Cell): void {
    const index = this.indexes.get(number);
    index?.remove(id, slot);
    this.store.write(slot, number, value);
    index?.add(id, slot);
    this.orders.changed(id, number);
  }

  private drop(id: number): Change {
    const before = this.store.row(id) ?? {};
    const slot = this.store.slotOf(id) ?? 0;
    for (const index of this.indexes.values()) index.remove(id, slot);
    this.states.get(this.stateAt(id))?.delete(id);
    this.keys.delete(textOf(before.namespace), String(before.name));
    this.store.remove(id);
    this.orders.cameOrWent(id);
    return { id, kind: 'removed', columns: NO_COLUMNS, before };
  }

  /** Null in views of cluster-scoped kinds, whatever the row says. */
  private namespaceOf(row: Row): string | null {
    return this.view.namespaced ? textOf(row.namespace) : null;
  }

  private stateAt(id: number): State {
    const state = this.store.cell(id, 'state') as State;
    return this.states.has(state) ? state : 'unknown';
  }

  private columnNumber(columnId: string): number {
    const number = this.store.numberOf(columnId);
    if (number === undefined) throw new RangeError(`${this.view.id} has no column "${columnId}".`);
    return number;
  }

  private check(row: Row): void {
    if (typeof row.name !== 'string' || row.name === '') throw new InvalidRowError(this.view, row, 'it has no name.');
    for (const column of this.view.columns) {
      const value = row[column.id] ?? null;
      if (value !== null && typeof value !== (isNumeric(column) ? 'number' : 'string')) {
        throw new InvalidRowError(this.view, row, `column ${column.id} holds a ${typeof value}.`);
      }
    }
  }
}

/** Missing is null: never an empty text, never a number that JSON cannot carry. */
function normal(value: Cell | undefined): Cell {
  if (value === undefined || value === '') return null;
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function textOf(value: Cell | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
