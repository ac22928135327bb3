'use client';
import type { Column } from '@binnacle/shared/views';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { ariaSort, isRight, nextSort } from './columns';

/** Titles that sort; the sorted one has an arrow and says so to assistive technology. */
export function TableHeader({
  columns,
  template,
  minWidth,
  sort,
  onSort,
}: {
  columns: readonly Column[];
  template: string;
  minWidth: number;
  sort: string;
  onSort: (sort: string) => void;
}) {
  return (
    <thead className="sticky top-0 z-2 block" style={{ minWidth }}>
      <tr className="grid-head" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        {columns.map((column) => {
          const direction = ariaSort(column, sort);
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={direction}
              className={`grid-head-cell ${isRight(column) ? 'justify-end' : ''}`}
              title={column.about}
            >
              <button type="button" onClick={() => onSort(nextSort(column, sort))}>
                {column.title}
                {direction === 'ascending' && <ArrowUp size={11} aria-hidden="true" />}
                {direction === 'descending' && <ArrowDown size={11} aria-hidden="true" />}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
