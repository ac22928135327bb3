'use client';
import type { View } from '@binnacle/shared/views';
import { Menu, MenuCheck, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { choosable, useColumns } from './columns';

/** Which columns are shown. Loaded when first asked for, and then opens at once. */
export function ColumnsMenu({ view, defaultOpen }: { view: View; defaultOpen: boolean }) {
  const { shown, toggle, reset } = useColumns(view);
  const on = new Set(shown.map((column) => column.id));
  return (
    <Menu
      align="end"
      defaultOpen={defaultOpen}
      trigger={
        <button type="button" className="btn btn-quiet">
          Columns
        </button>
      }
    >
      {choosable(view)
        .filter((column) => column.id !== 'name' || view.id === 'events')
        .map((column) => (
          <MenuCheck key={column.id} checked={on.has(column.id)} onChange={(next) => toggle(column.id, next)}>
            {column.title}
          </MenuCheck>
        ))}
      <MenuSeparator />
      <MenuItem onSelect={reset}>
        <span className="w-3.5" />
        As it was
      </MenuItem>
    </Menu>
  );
}
