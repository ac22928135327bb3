'use client';
import type { Column, View } from '@binnacle/shared/views';
import { memo } from 'react';
import { Age } from '@/components/ui/age';
import { type TableStore, useRow } from '@/realtime';
import { CellValue, StatusCell } from './cell';
import { isRight } from './columns';
import { useGlow } from './row-change';
import { keyOf } from './row-key';

interface RowProps {
  store: TableStore;
  id: number;
  /** Position in the order, from 0. */
  index: number;
  top: number;
  domId: string;
  current: boolean;
  selected: string | null;
  columns: readonly Column[];
  template: string;
  stale: boolean;
  phone: boolean;
  hrefOf: (namespace: string | null, name: string) => string | null;
}

/** One row; renders when it changes, moves, or becomes the current one, and on nothing else. */
export const TableRow = memo(function TableRow(props: RowProps) {
  const { store, id, index, top, domId, current, selected, columns, template, stale, phone, hrefOf } = props;
  const view: View = store.view;
  const row = useRow(store, id);
  const glow = useGlow(view, row);
  const namespace = typeof row?.namespace === 'string' ? row.namespace : null;
  const href = row === undefined ? null : hrefOf(namespace, String(row.name ?? ''));
  return (
    <tr
      id={domId}
      aria-rowindex={index + 2}
      aria-selected={selected === null ? current : keyOf(namespace, row?.name) === selected}
      className={phone ? 'grid-row h-13!' : 'grid-row'}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: phone ? '1fr' : template }}
      data-index={index}
      data-gone={row === undefined ? '' : undefined}
      data-glow={glow ?? undefined}
    >
      {row === undefined ? (
        <td className="grid-cell">gone</td>
      ) : phone ? (
        <PhoneCell {...props} href={href} />
      ) : (
        columns.map((column) => (
          <td key={column.id} className={`grid-cell ${isRight(column) ? 'text-right' : ''}`}>
            <CellValue column={column} row={row} view={view} href={href} stale={stale} />
          </td>
        ))
      )}
    </tr>
  );
});

/** Everything worth a look on two lines. */
function PhoneCell({ store, id, stale, href, columns }: RowProps & { href: string | null }) {
  const row = useRow(store, id);
  if (row === undefined) return null;
  const title = store.view.id === 'events' ? 'reason' : 'name';
  const titleColumn = columns.find((column) => column.id === title);
  const time = store.view.id === 'events' ? row.lastSeenAt : row.createdAt;
  const aside = store.view.id === 'events' ? row.message : row.namespace;
  return (
    <td className="grid-cell flex flex-col">
      <div className="flex min-w-0 gap-2">
        <span className="min-w-0 flex-1 truncate">
          {titleColumn === undefined ? (
            <span className="mono">{row.name}</span>
          ) : (
            <CellValue column={titleColumn} row={row} view={store.view} href={href} stale={stale} />
          )}
        </span>
        <span className="mono text-ink-3">
          <Age at={typeof time === 'number' ? time : null} cell />
        </span>
      </div>
      <div className="flex min-w-0 gap-3">
        <span className="max-w-1/2 flex-none">
          <StatusCell row={row} stale={stale} />
        </span>
        <span className="min-w-0 truncate text-ink-3">{aside}</span>
      </div>
    </td>
  );
}
