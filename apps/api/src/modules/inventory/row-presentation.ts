import type { Cell, Column, Row, View } from '@binnacle/shared/views';
import { wireColumns } from '@binnacle/shared/views';

/** A row as REST shows it: times RFC 3339 UTC, flags booleans, missing null; columns that are internal are left out. */
export function presentedRow(view: View, row: Row): Record<string, string | number | boolean | null> {
  return Object.fromEntries(wireColumns(view).map((column) => [column.id, presented(column, row[column.id] ?? null)]));
}

function presented(column: Column, cell: Cell): string | number | boolean | null {
  if (cell === null) return null;
  if (column.type === 'time' && typeof cell === 'number') return new Date(cell * 1000).toISOString();
  if (column.type === 'flag') return cell === 1;
  return cell;
}

/** A spreadsheet runs text that begins so as a formula; a leading apostrophe keeps it text. */
const FORMULA = /^[=+\-@\t\r]/;

function csvField(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180 text with a header of column ids. */
export function csvOf(view: View, rows: readonly Row[]): string {
  const columns = wireColumns(view);
  const lines = rows.map((row) => {
    const shown = presentedRow(view, row);
    return columns.map((column) => csvField(shown[column.id] ?? null)).join(',');
  });
  return `${[columns.map((column) => column.id).join(','), ...lines].join('\r\n')}\r\n`;
}
