export { isCurrent, isRead, type Shown } from './freshness';
export { LiveProvider, useConnection, useLiveClient } from './live-context';
export type { TableStore } from './table-store';
export { useDocument, useFreshness, useRow, useTable, useTableSummary } from './use-live';
