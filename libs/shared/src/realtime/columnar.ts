import type { Cell } from '../views/index.js';
import type { Columnar } from './protocol.js';

/** Reads cells out of rows that were sent column by column. Columns that were not sent read as null. */
export class ColumnarReader {
  private readonly readers: Array<(index: number) => Cell>;

  constructor(private readonly columnar: Columnar) {
    this.readers = columnar.columns.map((column) => {
      if ('cells' in column) return (index) => column.cells[index] ?? null;
      const { dict, at } = column;
      return (index) => dict[at[index] ?? -1] ?? null;
    });
  }

  get ids(): readonly number[] {
    return this.columnar.ids;
  }

  /** The cell of the row at a position of {@link ids}. */
  cell(index: number, column: number): Cell {
    return this.readers[column]?.(index) ?? null;
  }
}
