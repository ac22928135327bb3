'use client';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { Person } from '@/lib/api/session';
import { ask } from '@/lib/intent';
import { useDensity, useTheme } from '@/lib/preferences';
import { PersonButton } from './person-button';

/** Who is signed in, how the page looks, and the way out. */
export function PersonMenu({
  person,
  onSignOut,
  defaultOpen,
}: {
  person: Person;
  onSignOut: () => void;
  defaultOpen: boolean;
}) {
  const [theme, setTheme] = useTheme();
  const [density, setDensity] = useDensity();
  return (
    <Menu align="end" defaultOpen={defaultOpen} trigger={<PersonButton label={person.label} />}>
      <div className="px-2 py-1.5">
        <div className="b">{person.label}</div>
        <div className="text-12 text-ink-3">{person.role}</div>
      </div>
      <MenuSeparator />
      <MenuChoice
        label="Theme"
        value={theme}
        onChange={setTheme}
        options={[
          ['light', 'Light'],
          ['dark', 'Dark'],
          ['system', 'As the system'],
        ]}
      />
      <MenuChoice
        label="Rows"
        value={density}
        onChange={setDensity}
        options={[
          ['compact', 'Compact'],
          ['standard', 'Standard'],
          ['comfortable', 'Comfortable'],
        ]}
      />
      <MenuSeparator />
      <MenuItem onSelect={() => ask({ type: 'help' })}>
        Keyboard <span className="flex-1" /> <span className="kbd">?</span>
      </MenuItem>
      <MenuItem onSelect={onSignOut}>Sign out</MenuItem>
    </Menu>
  );
}
