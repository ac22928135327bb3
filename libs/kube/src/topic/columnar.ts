import { DictionaryStore } from '@binnacle/shared/columns';
import type { Columnar } from '@binnacle/shared/realtime';
import type { RowTable } from '../table/index.js';

/** The wire columns of these rows, column by column. Numbers that are no row's are left out. */
export function encodeColumnar(table: RowTable, ids: Iterable<number>): Columnar {
  const { store } = table;
  const sent: number[] = [];
  const slots: number[] = [];
  for (const id of ids) {
    const slot = store.slotOf(id);
    if (slot === undefined) continue;
    sent.push(id);
    slots.push(slot);
  }
  const columns: Columnar['columns'] = [];
  store.columns.forEach((column, number) => {
    if (column.internal) return;
    const cells = store.stores[number];
    if (cells === undefined) return;
    columns.push(
      cells instanceof DictionaryStore
        ? encodeRepeating(cells, slots)
        : { cells: slots.map((slot) => cells.get(slot)) },
    );
  });
  return { ids: sent, columns };
}

/** The table's dictionary holds every value of the whole table; what is sent holds those of the sent rows. */
function encodeRepeating(cells: DictionaryStore, slots: readonly number[]): { dict: string[]; at: number[] } {
  const dict: string[] = [];
  const sentAs = new Int32Array(cells.dictionary.limit).fill(-1);
  const at = slots.map((slot) => {
    const code = cells.code(slot);
    if (code === 0) return -1;
    const known = sentAs[code] ?? -1;
    if (known >= 0) return known;
    dict.push(cells.get(slot) ?? '');
    sentAs[code] = dict.length - 1;
    return dict.length - 1;
  });
  return { dict, at };
}
