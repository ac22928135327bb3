import { type Filter, parseSort, type View } from '../views/index.js';
import type { RowStore } from './row-store.js';
import { SortedIds } from './sorted-ids.js';

/** Orders kept at a time; the one asked for longest ago goes first. Each costs 8 bytes a row. */
export const ORDERS_KEPT = 4;

/** A filter with the time it is to be judged by, in seconds since 1970. */
export interface Filtered {
  readonly filter: Filter;
  readonly now: number;
}

interface Entry {
  readonly ids: SortedIds;
  /** Column numbers whose change can move a row, or let it pass the filter or not. */
  readonly columns: ReadonlySet<number>;
}

/** The orders of a table that somebody looks at, repaired rather than made again when rows change. */
export class OrderBook {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly view: View,
    private readonly store: RowStore,
  ) {}

  /**
   * Row numbers in this order, those that pass the filter. The array never changes afterwards, and is the same one for
   * as long as the order is the same. Throws {@link InvalidSortError}.
   */
  order(sort: string, filtered?: Filtered): readonly number[] {
    const key = filtered === undefined ? sort : orderKey(sort, filtered);
    let entry = this.entries.get(key);
    if (entry === undefined) entry = this.make(sort, filtered);
    else this.entries.delete(key);
    this.entries.set(key, entry);
    const [oldest] = this.entries.keys();
    if (this.entries.size > ORDERS_KEPT && oldest !== undefined) this.entries.delete(oldest);
    return entry.ids.current();
  }

  /** A cell of a row changed. True when a kept order may be another now. */
  changed(id: number, column: number): boolean {
    let moved = false;
    for (const entry of this.entries.values()) {
      if (!entry.columns.has(column)) continue;
      entry.ids.touch(id);
      moved = true;
    }
    return moved;
  }

  /** A row came or went. */
  cameOrWent(id: number): void {
    for (const entry of this.entries.values()) entry.ids.touch(id);
  }

  /** Everything changed. */
  clear(): void {
    this.entries.clear();
  }

  private make(sort: string, filtered: Filtered | undefined): Entry {
    const parsed = parseSort(this.view, sort);
    const { store } = this;
    const columns = new Set<number>();
    for (const id of [parsed.column.id, ...(filtered?.filter.columns ?? [])]) {
      const number = store.numberOf(id);
      if (number !== undefined) columns.add(number);
    }
    const compare = slotOrder(store, parsed.column.id, parsed.descending);
    const includes = (id: number) =>
      filtered === undefined || filtered.filter.test((columnId) => store.cell(id, columnId), filtered.now);
    return { ids: new SortedIds({ store, compare, includes }), columns };
  }
}

function orderKey(sort: string, { filter, now }: Filtered): string {
  return `${sort}\n${filter.usesNow ? now : ''}\n${filter.text}`;
}

/** The order of {@link compareRows}, on slots. */
function slotOrder(store: RowStore, columnId: string, descending: boolean): (a: number, b: number) => number {
  const first = store.stores[store.numberOf(columnId) ?? -1];
  const namespace = store.stores[store.numberOf('namespace') ?? -1];
  const name = store.stores[store.numberOf('name') ?? -1];
  return (a, b) =>
    first?.compare(a, b, descending) || namespace?.compare(a, b, false) || name?.compare(a, b, false) || 0;
}
