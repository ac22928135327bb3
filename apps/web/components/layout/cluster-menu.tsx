'use client';
import { StateMark } from '@/components/status/state-mark';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { useClusters } from '@/lib/api/queries';
import { navigate, paths } from '@/lib/router';
import { ClusterButton } from './cluster-menu-button';

/** Goes to another cluster. */
export function ClusterMenu({ title, about, defaultOpen }: { title: string; about: string; defaultOpen: boolean }) {
  const clusters = useClusters();
  return (
    <Menu trigger={<ClusterButton title={title} about={about} />} defaultOpen={defaultOpen}>
      {(clusters.data?.items ?? []).map((cluster) => (
        <MenuItem key={cluster.name} onSelect={() => navigate(paths.overview(cluster.name))}>
          <StateMark
            state={cluster.state === 'reachable' ? 'ok' : cluster.state === 'connecting' ? 'progressing' : 'unknown'}
          />
          <span className="min-w-0 flex-1 truncate">{cluster.name}</span>
          <span className="text-12 text-ink-3">{cluster.version ?? cluster.state}</span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => navigate(paths.fleet())}>All clusters</MenuItem>
    </Menu>
  );
}
