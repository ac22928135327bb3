'use client';
import type { Column } from '@binnacle/shared/views';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useId, useRef } from 'react';
import { ROW_HEIGHT, useDensity } from '@/lib/preferences';
import { usePhone } from '@/lib/preferences/media';
import type { TableStore } from '@/realtime';
import { tracksOf } from './columns';
import { TableHeader } from './table-header';
import { TableRow } from './table-row';

/** Two lines of text and their padding; the same as `h-13` of the rows. */
const PHONE_ROW = 52;

export interface GridHandle {
  scrollTo: (index: number) => void;
  focus: () => void;
}

interface GridProps {
  store: TableStore;
  ids: readonly number[];
  columns: readonly Column[];
  sort: string;
  onSort: (sort: string) => void;
  current: number | null;
  /** The row whose drawer is open; it looks current whatever the cursor is. */
  selected: string | null;
  stale: boolean;
  label: string;
  hrefOf: (namespace: string | null, name: string) => string | null;
  onKey: (event: KeyboardEvent, page: number) => void;
  onRow: (index: number, event: MouseEvent) => void;
  onHover: (over: boolean) => void;
  handle: { current: GridHandle | null };
}

/** The rows that can be seen, and nothing more, whatever their number. */
export function TableGrid(props: GridProps) {
  const { store, ids, columns, sort, onSort, current, selected, stale, label, hrefOf, onKey, onRow, onHover, handle } =
    props;
  const phone = usePhone();
  const [density] = useDensity();
  const rowHeight = phone ? PHONE_ROW : ROW_HEIGHT[density];
  const scroller = useRef<HTMLTableElement>(null);
  const domId = useId();
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 8,
    scrollPaddingStart: 30,
  });
  // The height is kept per key; a new density measures anew.
  const measured = useRef(rowHeight);
  if (measured.current !== rowHeight) {
    measured.current = rowHeight;
    virtual.measure();
  }
  handle.current = {
    scrollTo: (index) => virtual.scrollToIndex(index),
    focus: () => scroller.current?.focus(),
  };
  const { template, minWidth } = tracksOf(store.view, columns);
  const items = virtual.getVirtualItems();
  const isCurrentShown = items.some((item) => ids[item.index] === current);
  const rowOf = (target: EventTarget) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
    return row === null ? null : Number(row.dataset.index);
  };
  return (
    <table
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: ARIA lets a table that one moves about in be a grid
      role="grid"
      aria-label={label}
      aria-rowcount={ids.length + 1}
      aria-colcount={phone ? 1 : columns.length}
      aria-activedescendant={current !== null && isCurrentShown ? `${domId}-${current}` : undefined}
      tabIndex={0}
      className={`block min-h-0 min-w-0 flex-1 overflow-auto outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 ${stale ? 'grid-stale' : ''}`}
      onKeyDown={(event) =>
        onKey(event, Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1))
      }
      onClick={(event) => {
        const index = rowOf(event.target);
        if (index !== null) onRow(index, event);
      }}
      onPointerOver={(event) => {
        if (event.pointerType === 'mouse') onHover(rowOf(event.target) !== null);
      }}
      onPointerLeave={() => onHover(false)}
    >
      {!phone && <TableHeader columns={columns} template={template} minWidth={minWidth} sort={sort} onSort={onSort} />}
      <tbody
        className="relative block"
        style={{ height: virtual.getTotalSize(), minWidth: phone ? undefined : minWidth }}
      >
        {items.map((item) => {
          const id = ids[item.index];
          return id === undefined ? null : (
            <TableRow
              key={item.key}
              store={store}
              id={id}
              index={item.index}
              top={item.start}
              domId={`${domId}-${id}`}
              current={id === current}
              selected={selected}
              columns={columns}
              template={template}
              stale={stale}
              phone={phone}
              hrefOf={hrefOf}
            />
          );
        })}
      </tbody>
    </table>
  );
}
