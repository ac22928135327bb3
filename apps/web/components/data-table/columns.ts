import type { Column, View } from '@binnacle/shared/views';
import { usePreference } from '@/lib/preferences';

/** Least width in pixels, and the share of what is left over. */
interface Width {
  min: number;
  grow: number;
}

/** By column, or by view and column. A first screen of 1440 pixels holds every view, pods also beside their drawer. */
const BY_ID: Record<string, Width> = {
  name: { min: 180, grow: 2.4 },
  namespace: { min: 100, grow: 1 },
  status: { min: 178, grow: 1.2 },
  'events.status': { min: 110, grow: 0 },
  because: { min: 220, grow: 2 },
  node: { min: 96, grow: 1 },
  images: { min: 180, grow: 1.6 },
  message: { min: 260, grow: 3.4 },
  reason: { min: 150, grow: 0.6 },
  labels: { min: 220, grow: 2 },
  objectName: { min: 160, grow: 1.2 },
  objectKind: { min: 96, grow: 0 },
  source: { min: 110, grow: 0.6 },
  roles: { min: 110, grow: 1 },
};
const RIGHT: ReadonlySet<Column['type']> = new Set(['number', 'time', 'bytes', 'millicores']);

export function isRight(column: Column): boolean {
  return RIGHT.has(column.type);
}

function widthOf(view: View, column: Column): Width {
  const known = BY_ID[`${view.id}.${column.id}`] ?? BY_ID[column.id];
  if (known !== undefined) return known;
  if (!isRight(column)) return { min: 110, grow: 1 };
  // Wide enough for the title with its arrow.
  return { min: Math.max(66, 32 + column.title.length * 6.5), grow: 0 };
}

/** The grid's column track list, and the least width at which it holds. */
export function tracksOf(view: View, columns: readonly Column[]): { template: string; minWidth: number } {
  const widths = columns.map((column) => widthOf(view, column));
  return {
    template: widths.map(({ min, grow }) => (grow === 0 ? `${min}px` : `minmax(${min}px, ${grow}fr)`)).join(' '),
    minWidth: widths.reduce((sum, { min }) => sum + min, 12),
  };
}

/** Columns one may choose from: all that are sent. `containers` is shown inside `ready`. */
export function choosable(view: View): readonly Column[] {
  return view.columns.filter(
    (column) => column.internal !== true && column.id !== 'state' && column.id !== 'containers',
  );
}

/** The columns shown, and a switch for each; remembered per view. The name is always shown. */
export function useColumns(view: View): {
  shown: readonly Column[];
  toggle: (id: string, on: boolean) => void;
  reset: () => void;
} {
  const [stored, store] = usePreference(`columns.${view.id}`);
  const all = choosable(view);
  const chosen = stored === null ? null : new Set(stored.split(','));
  const isShown = (column: Column) => (chosen === null ? column.hidden !== true : chosen.has(column.id));
  const shown = all.filter((column) =>
    column.id === 'name' ? view.id !== 'events' || isShown(column) : isShown(column),
  );
  return {
    shown,
    toggle: (id, on) => {
      const next = new Set(shown.map((column) => column.id));
      if (on) next.add(id);
      else next.delete(id);
      store([...next].join(','));
    },
    reset: () => store(null),
  };
}

/** A word of evidence sorts by how bad it is, not by its letters. */
function sortIdOf(column: Column): string {
  return column.id === 'status' ? 'state' : column.id;
}

/** The state of sorting as ARIA says it. */
export function ariaSort(column: Column, sort: string): 'ascending' | 'descending' | 'none' {
  const id = sortIdOf(column);
  return sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : 'none';
}

/** What a click on a column's title sorts by next: ascending, then descending; times newest first. */
export function nextSort(column: Column, sort: string): string {
  const id = sortIdOf(column);
  const first = column.type === 'time' || column.id === 'restarts' ? `-${id}` : id;
  const second = first.startsWith('-') ? id : `-${id}`;
  return sort === first ? second : first;
}
