import type { DictionaryStore, RowStore } from '@binnacle/shared/columns';

/** Row numbers by the value of one dictionary column. Most values of a uid have one row: those cost no array. */
export class ValueIndex {
  private readonly rows: Array<number | number[] | undefined> = [];

  constructor(
    private readonly store: DictionaryStore,
    table: RowStore,
  ) {
    for (const id of table.ids()) this.add(id, table.slotOf(id) ?? 0);
  }

  /** A copy: rows may be removed while walking it. */
  find(value: string): number[] {
    const code = this.store.dictionary.codeOf(value);
    const found = code === undefined ? undefined : this.rows[code];
    if (found === undefined) return [];
    return typeof found === 'number' ? [found] : found.slice();
  }

  /** After the cell was written. */
  add(id: number, slot: number): void {
    const code = this.store.code(slot);
    if (code === 0) return;
    const there = this.rows[code];
    if (there === undefined) this.rows[code] = id;
    else if (typeof there === 'number') this.rows[code] = [there, id];
    else there.push(id);
  }

  /** Before the cell is overwritten. */
  remove(id: number, slot: number): void {
    const code = this.store.code(slot);
    const there = this.rows[code];
    if (there === id) this.rows[code] = undefined;
    if (!Array.isArray(there)) return;
    const at = there.lastIndexOf(id);
    const last = there.pop();
    if (at >= 0 && at < there.length && last !== undefined) there[at] = last;
    if (there.length === 0) this.rows[code] = undefined;
  }
}
