import { STATES } from '../health/index.js';
import type { Cell, Column, ColumnType, Row, View } from './column.js';

/** A sort that names no column of the view. The message lists the columns that exist. */
export class InvalidSortError extends Error {
  override readonly name = 'InvalidSortError';
  constructor(
    readonly sort: string,
    /** Ids of the columns that can be sorted by. */
    readonly known: readonly string[],
    view: View,
  ) {
    super(
      `"${sort}" is no sort of ${view.id}: use one of ${known.join(', ')}, with a leading "-" for the other direction.`,
    );
  }
}

/** A parsed sort: the column, and whether its order is reversed. */
export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

/** Reads `id` or `-id`. Columns that stay on the server cannot be sorted by. Throws {@link InvalidSortError}. */
export function parseSort(view: View, sort: string): Sort {
  const descending = sort.startsWith('-');
  const id = descending ? sort.slice(1) : sort;
  const column = view.columns.find((candidate) => candidate.id === id && !candidate.internal);
  if (column === undefined) {
    const known = view.columns.filter((candidate) => !candidate.internal).map((candidate) => candidate.id);
    throw new InvalidSortError(sort, known, view);
  }
  return { column, descending };
}

/**
 * Compares by Unicode code point. JavaScript's own `<` compares UTF-16 units, which puts characters beyond U+FFFF
 * before U+E000..U+FFFF; other tools (`sort` in the C locale, Go, SQLite) do not.
 */
export function compareText(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    // Surrogates stand for code points above every other unit.
    if (left >= 0xd800 && right >= 0xd800)
      return (isSurrogate(left) ? 1 : 0) - (isSurrogate(right) ? 1 : 0) || left - right;
    return left - right;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

const SEVERITY = new Map<Cell, number>(STATES.map((state, index) => [state, index]));

/** Compares two cells of a column in ascending order; neither is null. */
export function compareValues(type: ColumnType, a: string | number, b: string | number): number {
  if (type === 'state') return (SEVERITY.get(a) ?? STATES.length) - (SEVERITY.get(b) ?? STATES.length);
  if (typeof a === 'number' && typeof b === 'number') return type === 'flag' ? b - a : a - b;
  return compareText(String(a), String(b));
}

/** Compares two cells with nulls last, whichever the direction. */
export function compareCells(sort: Sort, a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const ascending = compareValues(sort.column.type, a, b);
  return sort.descending ? -ascending : ascending;
}

/**
 * The order of a table, the same on the server and in the browser: by the column, nulls last in either direction, ties
 * by namespace and then name, always ascending. Total: 0 only for the same key. Throws {@link InvalidSortError}.
 */
export function compareRows(view: View, sort: string): (a: Row, b: Row) => number {
  const parsed = parseSort(view, sort);
  const id = parsed.column.id;
  return (a, b) =>
    compareCells(parsed, a[id] ?? null, b[id] ?? null) ||
    compareKeyPart(a.namespace ?? null, b.namespace ?? null) ||
    compareKeyPart(a.name ?? null, b.name ?? null);
}

function compareKeyPart(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return compareText(String(a), String(b));
}
