import type { RowStore } from './row-store.js';

export interface SortedIdsOptions {
  readonly store: Pick<RowStore, 'ids' | 'slotOf' | 'size'>;
  /** Compares two slots. */
  readonly compare: (a: number, b: number) => number;
  readonly includes: (id: number) => boolean;
}

/** Up to this many changed rows are moved one by one; more are sorted by themselves and merged in. */
const MOVED_ONE_BY_ONE = 32;

/** Row numbers kept in order. Changed rows are noted and put in place when the order is next asked for. */
export class SortedIds {
  private ids: readonly number[] | undefined;
  private readonly touched = new Set<number>();

  constructor(private readonly options: SortedIdsOptions) {}

  /** The row came, went or changed. */
  touch(id: number): void {
    if (this.ids === undefined) return;
    this.touched.add(id);
    // Nobody asked for long: sorting again is cheaper than remembering numbers that may never come back.
    if (this.touched.size > Math.max(1_024, this.ids.length / 4)) this.forget();
  }

  /** All included row numbers in order; the same array for as long as nothing moves. */
  current(): readonly number[] {
    if (this.ids === undefined) {
      this.ids = this.sorted(this.options.store.ids());
    } else if (this.touched.size > 0) {
      this.ids = this.touched.size > MOVED_ONE_BY_ONE ? this.merged(this.ids) : this.repaired(this.ids);
    }
    this.touched.clear();
    return this.ids;
  }

  private forget(): void {
    this.ids = undefined;
    this.touched.clear();
  }

  private sorted(candidates: Iterable<number>): number[] {
    const slots: number[] = [];
    const idOf = new Map<number, number>();
    for (const id of candidates) {
      const slot = this.options.store.slotOf(id);
      if (slot === undefined || !this.options.includes(id)) continue;
      slots.push(slot);
      idOf.set(slot, id);
    }
    slots.sort(this.options.compare);
    return slots.map((slot) => idOf.get(slot) ?? 0);
  }

  private merged(old: readonly number[]): number[] {
    const moved = this.sorted(this.touched);
    const result: number[] = [];
    let next = 0;
    for (const id of old) {
      if (this.touched.has(id)) continue;
      for (; next < moved.length && this.compareIds(moved[next] ?? 0, id) < 0; next++) result.push(moved[next] ?? 0);
      result.push(id);
    }
    for (; next < moved.length; next++) result.push(moved[next] ?? 0);
    return result;
  }

  private repaired(old: readonly number[]): readonly number[] {
    if (this.allInPlace(old)) return old;
    const ids = old.slice();
    for (const id of this.touched) {
      const at = ids.indexOf(id);
      if (at >= 0) ids.splice(at, 1);
    }
    for (const id of this.touched) {
      if (this.isIn(id)) ids.splice(this.placeOf(id, ids), 0, id);
    }
    return ids;
  }

  /** Every touched row is still right where it was: then the whole is still in order. */
  private allInPlace(ids: readonly number[]): boolean {
    for (const id of this.touched) {
      const at = ids.indexOf(id);
      if (at < 0 !== !this.isIn(id)) return false;
      if (at < 0) continue;
      const before = ids[at - 1];
      const after = ids[at + 1];
      if (before !== undefined && this.compareIds(before, id) > 0) return false;
      if (after !== undefined && this.compareIds(id, after) > 0) return false;
    }
    return true;
  }

  private isIn(id: number): boolean {
    return this.options.store.slotOf(id) !== undefined && this.options.includes(id);
  }

  private placeOf(id: number, ids: readonly number[]): number {
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compareIds(ids[middle] ?? 0, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compareIds(a: number, b: number): number {
    return this.options.compare(this.options.store.slotOf(a) ?? 0, this.options.store.slotOf(b) ?? 0);
  }
}
