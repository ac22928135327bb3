import { Buffer } from 'node:buffer';
import {
  type Cell,
  compareCells,
  compareText,
  type FilterError,
  parseFilter,
  parseSort,
  type Row,
  type Sort,
} from '@binnacle/shared/views';
import type { RowTable } from './row-table.js';

/** A cursor that this table did not give out, or gave out for another order. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}

/** A filter text with mistakes in it; `errors` says where and what. */
export class InvalidFilterError extends Error {
  override readonly name = 'InvalidFilterError';
  constructor(readonly errors: readonly FilterError[]) {
    super(errors.map((error) => `At ${error.position + 1}: ${error.message}`).join(' '));
  }
}

export interface TableQuery {
  /** Text of {@link parseFilter}; empty passes every row. */
  filter: string;
  /** `id` or `-id`. */
  sort: string;
  /** Only rows of these namespaces; none named is all. A wish of the reader, not a right: rights are checked elsewhere. */
  namespaces: readonly string[];
  limit: number;
  /** `nextCursor` of the page before; null for the first. */
  cursor: string | null;
  /** Seconds since 1970, for ages in the filter. */
  now: number;
}

export interface TablePage {
  /** Wire columns only. */
  items: Row[];
  /** Rows that pass filter and namespaces, on all pages. */
  total: number;
  nextCursor: string | null;
}

/** Where a page ended: the sort's value, namespace and name of its last row. */
type Place = readonly [value: Cell, namespace: string | null, name: string];

/**
 * One page of a table. The cursor holds the place and not a count, so pages stay right while rows come and go: no row
 * that stays is skipped or repeated unless its own place changes. Throws {@link InvalidCursorError},
 * {@link InvalidFilterError} and InvalidSortError.
 */
export function query(table: RowTable, asked: TableQuery): TablePage {
  const sort = parseSort(table.view, asked.sort);
  const passes = predicate(table, asked);
  const ids = table.order(asked.sort);
  const first = asked.cursor === null ? 0 : firstAfter(table, ids, sort, decodeCursor(asked.cursor, asked.sort));
  const page: number[] = [];
  let total = 0;
  let more = false;
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] ?? 0;
    if (!passes(id)) continue;
    total += 1;
    if (at < first) continue;
    if (page.length < asked.limit) page.push(id);
    else more = true;
  }
  const last = page.at(-1);
  return {
    items: page.map((id) => table.wireRow(id) ?? {}),
    total,
    nextCursor: more && last !== undefined ? encodeCursor(asked.sort, placeOf(table, sort, last)) : null,
  };
}

function predicate(table: RowTable, asked: TableQuery): (id: number) => boolean {
  const filter = parseFilter(asked.filter, table.view);
  if (!filter.ok) throw new InvalidFilterError(filter.errors);
  const namespaces = asked.namespaces.length === 0 ? undefined : new Set<Cell>(asked.namespaces);
  const { store } = table;
  return (id) =>
    (namespaces === undefined || namespaces.has(store.cell(id, 'namespace'))) &&
    (filter.terms.length === 0 || filter.test((columnId) => store.cell(id, columnId), asked.now));
}

function placeOf(table: RowTable, sort: Sort, id: number): Place {
  const { store } = table;
  const namespace = store.cell(id, 'namespace');
  return [
    store.cell(id, sort.column.id),
    namespace === null ? null : String(namespace),
    String(store.cell(id, 'name')),
  ];
}

function comparePlaces(sort: Sort, a: Place, b: Place): number {
  return compareCells(sort, a[0], b[0]) || compareText(a[1] ?? '', b[1] ?? '') || compareText(a[2], b[2]);
}

function firstAfter(table: RowTable, ids: readonly number[], sort: Sort, place: Place): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comparePlaces(sort, placeOf(table, sort, ids[middle] ?? 0), place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function encodeCursor(sort: string, place: Place): string {
  return Buffer.from(JSON.stringify([sort, ...place])).toString('base64url');
}

function decodeCursor(cursor: string, sort: string): Place {
  const parts = parseJson(Buffer.from(cursor, 'base64url').toString());
  const [madeFor, value, namespace, name] = Array.isArray(parts) && parts.length === 4 ? (parts as unknown[]) : [];
  const isPlace =
    (value === null || typeof value === 'string' || typeof value === 'number') &&
    (namespace === null || typeof namespace === 'string') &&
    typeof name === 'string';
  if (typeof madeFor !== 'string' || !isPlace) {
    throw new InvalidCursorError('The cursor is none of ours: pass nextCursor of the page before, unchanged.');
  }
  if (madeFor !== sort) {
    throw new InvalidCursorError(`The cursor belongs to the order "${madeFor}", not "${sort}": begin without one.`);
  }
  return [value, namespace, name];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
