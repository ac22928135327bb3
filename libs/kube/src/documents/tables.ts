import type { State } from '@binnacle/shared/health';
import type { Finding } from '@binnacle/shared/realtime';
import type { Cell, Row, ViewId } from '@binnacle/shared/views';

/** What documents need of a table: `RowTable` offers it, specs use a fake. Ids are the table's own and stable while a row lives. */
export interface TableReader {
  readonly size: number;
  ids(): Iterable<number>;
  /** Kept by the table, so that a cluster in which all is well costs nothing to look through. */
  idsByState(state: State): Iterable<number>;
  row(id: number): Row | undefined;
  /** Null when the row or the column is not there. Internal columns can be read, too. */
  cell(id: number, columnId: string): Cell;
  find(namespace: string | null, name: string): number | undefined;
  counts(): Record<State, number>;
  byColumn(columnId: string, value: string): readonly number[];
}

/**
 * The tables of one cluster. `byColumn` is asked for: pods by `ownerUid` and `node`, replica sets by `ownerUid`,
 * events by `objectName`.
 */
export type Tables = Readonly<Record<ViewId, TableReader>>;

export type ObjectRef = Finding['object'];

export function textCell(table: TableReader, id: number, columnId: string): string | null {
  const cell = table.cell(id, columnId);
  return typeof cell === 'string' ? cell : null;
}

export function numberCell(table: TableReader, id: number, columnId: string): number | null {
  const cell = table.cell(id, columnId);
  return typeof cell === 'number' ? cell : null;
}

export function rowText(row: Row, columnId: string): string | null {
  const cell = row[columnId];
  return typeof cell === 'string' ? cell : null;
}

export function rowNumber(row: Row, columnId: string): number | null {
  const cell = row[columnId];
  return typeof cell === 'number' ? cell : null;
}

/** Rows of ids; ids that are gone in the meantime are left out. */
export function rowsOf(table: TableReader, ids: Iterable<number>): Row[] {
  const rows: Row[] = [];
  for (const id of ids) {
    const row = table.row(id);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

/** Ids of rows that need somebody, or might. */
export function* notOk(table: TableReader): Iterable<number> {
  for (const state of ['failing', 'warning', 'unknown'] as const) yield* table.idsByState(state);
}
