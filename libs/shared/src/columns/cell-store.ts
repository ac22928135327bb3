import { type Cell, type Column, compareText, compareValues } from '../views/index.js';
import { Dictionary, type KeepText } from './dictionary.js';

/** The cells of one column, by slot. Slots are small numbers that the {@link RowStore} gives out and takes back. */
export interface CellStore {
  get(slot: number): Cell;
  /** Whether the slot holds this value; `value` is of the column's kind. */
  holds(slot: number, value: Cell): boolean;
  set(slot: number, value: Cell): void;
  /** Ascending, by the column's type; nulls compare as greater than everything in either direction. */
  compare(a: number, b: number, descending: boolean): number;
  grow(capacity: number): void;
}

/** Whether a column's cells are numbers. */
export function isNumeric(column: Column): boolean {
  return column.type !== 'name' && column.type !== 'text' && column.type !== 'state';
}

/** Numbers, times and flags: 8 bytes a cell, NaN for null. */
export class NumberStore implements CellStore {
  private cells = new Float64Array(0);
  private readonly sign: number;

  constructor(column: Column) {
    this.sign = column.type === 'flag' ? -1 : 1;
  }

  get(slot: number): number | null {
    const value = this.cells[slot];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  holds(slot: number, value: Cell): boolean {
    return this.get(slot) === value;
  }

  set(slot: number, value: Cell): void {
    this.cells[slot] = value === null ? Number.NaN : Number(value);
  }

  compare(a: number, b: number, descending: boolean): number {
    const left = this.cells[a] ?? Number.NaN;
    const right = this.cells[b] ?? Number.NaN;
    if (left === right) return 0;
    if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
    if (Number.isNaN(right)) return -1;
    return (left < right ? -1 : 1) * (descending ? -this.sign : this.sign);
  }

  grow(capacity: number): void {
    const grown = new Float64Array(capacity).fill(Number.NaN, this.cells.length);
    grown.set(this.cells);
    this.cells = grown;
  }
}

/** Texts that seldom repeat. */
export class TextStore implements CellStore {
  private readonly cells: Array<string | null> = [];

  constructor(private readonly keep: KeepText) {}

  get(slot: number): string | null {
    return this.cells[slot] ?? null;
  }

  holds(slot: number, value: Cell): boolean {
    return this.get(slot) === value;
  }

  set(slot: number, value: Cell): void {
    // Slots are given out in order, so the array never gets holes.
    this.cells[slot] = value === null ? null : this.keep(String(value));
  }

  compare(a: number, b: number, descending: boolean): number {
    return compareTexts(this.get(a), this.get(b), descending);
  }

  grow(): void {
    // Ordinary arrays grow by themselves.
  }
}

/** Texts that repeat: 4 bytes a cell and each text once. */
export class DictionaryStore implements CellStore {
  readonly dictionary: Dictionary;
  private codes = new Uint32Array(0);

  constructor(
    private readonly column: Column,
    keep: KeepText,
  ) {
    this.dictionary = new Dictionary(keep);
  }

  /** The dictionary code of a cell; 0 for null. */
  code(slot: number): number {
    return this.codes[slot] ?? 0;
  }

  get(slot: number): string | null {
    return this.dictionary.textOf(this.codes[slot] ?? 0) ?? null;
  }

  holds(slot: number, value: Cell): boolean {
    return this.get(slot) === value;
  }

  set(slot: number, value: Cell): void {
    const before = this.codes[slot] ?? 0;
    this.codes[slot] = value === null ? 0 : this.dictionary.acquire(String(value));
    this.dictionary.release(before);
  }

  compare(a: number, b: number, descending: boolean): number {
    if (this.codes[a] === this.codes[b]) return 0;
    const left = this.get(a);
    const right = this.get(b);
    if (this.column.type !== 'state' || left === null || right === null) return compareTexts(left, right, descending);
    const ascending = compareValues('state', left, right);
    return descending ? -ascending : ascending;
  }

  grow(capacity: number): void {
    const grown = new Uint32Array(capacity);
    grown.set(this.codes);
    this.codes = grown;
  }
}

function compareTexts(a: string | null, b: string | null, descending: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return descending ? compareText(b, a) : compareText(a, b);
}
