'use client';
import { columnOf, parseFilter, type Row, type ViewId } from '@binnacle/shared/views';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useReportFreshness } from '@/components/layout/page-freshness';
import { FreshnessNote } from '@/components/status/freshness';
import { Empty, InsteadOf } from '@/components/status/view-states';
import { duration } from '@/lib/format/duration';
import { count } from '@/lib/format/quantity';
import { useShortcuts } from '@/lib/keyboard';
import { navigate, objectPath, useQueryParam } from '@/lib/router';
import { isRead, type Shown, type TableStore, useFreshness, useTable } from '@/realtime';
import { useColumns } from './columns';
import { keyOf } from './row-key';
import { TableFooter } from './table-footer';
import { type GridHandle, TableGrid } from './table-grid';
import { PROBLEMS, TableToolbar } from './table-toolbar';
import { useCursor } from './use-cursor';
import { useTableOrder } from './use-table-order';

interface DataTableProps {
  cluster: string;
  view: ViewId;
  /** The row whose drawer is open, as {@link keyOf} names it. */
  selected?: string | null;
  /** A click on a row; without it, the row's page opens. */
  onSelect?: (row: Row) => void;
  /** The cursor came to a row by the keyboard. */
  onCursor?: (row: Row) => void;
  /** `x` on the current row. */
  onAct?: (row: Row) => void;
  /** The page of a row; null for rows without one. */
  hrefOf?: (namespace: string | null, name: string) => string | null;
  /** Beside the rows, which stay alive. */
  drawer?: ReactNode;
}

/** A live view: filter, rows, and their sum. Its state is in the address bar, so that a link shows the same. */
export function DataTable({
  cluster,
  view: viewId,
  selected = null,
  onSelect,
  onCursor,
  onAct,
  hrefOf: givenHrefOf,
  drawer,
}: DataTableProps) {
  const [text, setText] = useQueryParam('q');
  const [askedSort, setSort] = useQueryParam('sort');
  const [problems, setProblems] = useQueryParam('problems');
  const [held, setHeld] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const grid = useRef<GridHandle | null>(null);
  const store = useTable(cluster, viewId, askedSort ?? undefined);
  const view = store.view;
  const sort = validSort(store, askedSort);
  const shown = useFreshness(store);
  useReportFreshness(shown);

  const parse = useCallback((typed: string) => parseFilter(typed, view), [view]);
  const wanted = problems === null ? (text ?? '') : `${text ?? ''} ${PROBLEMS}`.trim();
  const filter = useMemo(() => parse(wanted), [parse, wanted]);
  const order = useTableOrder(store, sort, filter, held);
  const { shown: columns } = useColumns(view);

  const ownHrefOf = useCallback(
    (namespace: string | null, name: string) =>
      objectPath(cluster, { apiVersion: view.apiVersion, kind: view.kind, namespace, name }),
    [cluster, view],
  );
  const hrefOf = givenHrefOf ?? ownHrefOf;
  const open = useCallback(
    (row: Row, part = '') => {
      const href = hrefOf(typeof row.namespace === 'string' ? row.namespace : null, String(row.name));
      if (href !== null) navigate(href + part);
    },
    [hrefOf],
  );
  const withRow = (id: number | null, act: ((row: Row) => void) | undefined) => {
    const row = id === null ? undefined : store.replica.row(id);
    if (row !== undefined) act?.(row);
  };
  const keyAt = (id: number) => keyOf(store.replica.cell(id, 'namespace'), store.replica.cell(id, 'name'));
  const cursor = useCursor(order.ids, {
    onMove: (id) => withRow(id, onCursor),
    startAt: () => (selected === null ? -1 : order.ids.findIndex((id) => keyAt(id) === selected)),
  });
  const goTo = (index: number | null) => index !== null && grid.current?.scrollTo(index);
  // From anywhere on the page; what comes next, Enter say, is then for the rows.
  const stepTo = (by: number) => {
    grid.current?.focus();
    goTo(cursor.step(by));
  };
  useShortcuts({
    '/': () => input.current?.focus(),
    j: () => stepTo(1),
    k: () => stepTo(-1),
    x: () => withRow(cursor.current, onAct),
    y: () => withRow(cursor.current, (row) => open(row, '?tab=yaml')),
  });
  const onKey = (event: KeyboardEvent, page: number) => {
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
    const index = cursor.moveByKey(event, page);
    if (index !== null) goTo(index);
    else if (event.key === 'Enter') withRow(cursor.current, open);
    else if (event.key === ' ') withRow(cursor.current, onSelect);
    else return;
    event.preventDefault();
  };
  const onRow = (index: number, event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a') !== null) return;
    cursor.moveTo(index);
    withRow(order.ids[index] ?? null, onSelect ?? open);
  };
  const nothing =
    shown.state === 'forbidden' || shown.state === 'error' || (!isRead(shown) && store.replica.size === 0);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <TableToolbar
        view={view}
        cluster={cluster}
        sort={sort}
        text={text ?? ''}
        onText={setText}
        filter={filter}
        parse={parse}
        problems={problems !== null}
        onProblems={(on) => setProblems(on ? '1' : null)}
        inputRef={input}
      />
      <div className="flex min-h-0 flex-1">
        <div className="relative flex min-w-0 flex-1 flex-col">
          {nothing ? (
            <div className="flex-1 px-4 py-2">
              <InsteadOf shown={shown} what={view.title.toLowerCase()} rows={14} />
            </div>
          ) : (
            <>
              <div className="px-4 py-2 empty:hidden">
                <FreshnessNote shown={shown} extra={store.bodyProblem !== null && <span> {store.bodyProblem}</span>} />
              </div>
              <TableGrid
                store={store}
                ids={order.ids}
                columns={columns}
                sort={sort}
                onSort={setSort}
                current={cursor.current}
                selected={selected}
                stale={shown.state === 'stale'}
                label={view.title}
                hrefOf={hrefOf}
                onKey={onKey}
                onRow={onRow}
                onHover={setHeld}
                handle={grid}
              />
              {order.ids.length === 0 && (
                <Nothing
                  store={store}
                  shown={shown}
                  filter={wanted}
                  onClear={() => {
                    setText(null);
                    setProblems(null);
                  }}
                />
              )}
              {order.waiting > 0 && (
                <button
                  type="button"
                  className="pill absolute top-9 left-1/2 z-3 -translate-x-1/2 bg-float"
                  onClick={order.release}
                >
                  {count(order.waiting)} {order.waiting === 1 ? 'change' : 'changes'} waiting
                </button>
              )}
            </>
          )}
        </div>
        {drawer}
      </div>
      {!nothing && (
        <TableFooter
          store={store}
          listed={order.ids.length}
          sorted={sortWords(store, sort)}
          filtered={wanted !== ''}
          stale={shown.state === 'stale'}
        />
      )}
    </div>
  );
}

function Nothing({
  store,
  shown,
  filter,
  onClear,
}: {
  store: TableStore;
  shown: Shown;
  filter: string;
  onClear: () => void;
}) {
  if (!store.replica.complete) return null;
  const nouns = store.view.title.toLowerCase();
  const seconds = store.evidence().heardAt;
  return (
    <div className="pointer-events-none absolute inset-0 top-16 flex justify-start px-4">
      <div className="pointer-events-auto">
        {filter === '' ? (
          <Empty title={`No ${nouns} here`}>
            {shown.state === 'live' &&
              seconds !== null &&
              `Loaded and complete, ${duration(Math.max(0, (Date.now() - seconds) / 1_000))} ago. `}
            {store.view.whenEmpty}
          </Empty>
        ) : (
          <Empty
            title={`None of ${count(store.replica.total)} ${nouns} matches`}
            actions={
              <button type="button" className="btn" onClick={onClear}>
                Clear the filter
              </button>
            }
          >
            The filter is <span className="mono">{filter}</span>
          </Empty>
        )}
      </div>
    </div>
  );
}

function validSort(store: TableStore, asked: string | null): string {
  const { view } = store;
  const column = asked === null ? undefined : columnOf(view, asked.replace(/^-/, ''));
  return asked !== null && column !== undefined && column.internal !== true ? asked : view.defaultSort;
}

function sortWords(store: TableStore, sort: string): string {
  const column = columnOf(store.view, sort.replace(/^-/, ''));
  const name = column?.id === 'state' ? 'status' : (column?.title.toLowerCase() ?? sort);
  return sort.startsWith('-') ? `${name}, reversed` : name;
}
