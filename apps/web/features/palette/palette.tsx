'use client';
import { Dialog } from '@base-ui/react/dialog';
import type { State } from '@binnacle/shared/health';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { AREAS } from '@/components/layout/areas';
import { useCurrentCluster } from '@/components/layout/use-current-cluster';
import { StateMark } from '@/components/status/state-mark';
import { useClusters } from '@/lib/api/queries';
import { ask, type Intent, isScalable } from '@/lib/intent';
import { useTheme } from '@/lib/preferences';
import { navigate, paths, type Route } from '@/lib/router';
import { useLiveClient, useTable } from '@/realtime';
import { type Found, findObjects } from './find';
import { useChoice } from './use-choice';

const OBJECTS = 12;

/** Everything by name: pages, clusters, objects, actions. */
export function Palette({ route, onClose }: { route: Route; onClose: () => void }) {
  const cluster = useCurrentCluster(route);
  const [text, setText] = useState('');
  const [list, setList] = useState<HTMLElement | null>(null);
  const [chosen, choose] = useChoice(list);
  const run = (act: () => void) => {
    onClose();
    act();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim z-40" />
        <Dialog.Popup
          className="dialog fixed top-[12vh] left-1/2 z-50 max-h-[70vh]! w-[calc(100vw-32px)]! max-w-150 -translate-x-1/2"
          data-modal=""
          aria-label="Search or run a command"
        >
          <Command
            shouldFilter={false}
            label="Search or run a command"
            className="flex min-h-0 flex-col"
            loop
            value={chosen}
            onValueChange={choose}
          >
            <div className="flex items-center gap-2.5 border-line border-b px-4">
              <Search size={15} aria-hidden="true" className="text-ink-3" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="A page, a cluster, an object, an action"
                className="h-12 flex-1 bg-transparent text-14 outline-none placeholder:text-ink-3"
              />
              <span className="kbd max-desk:hidden">Esc</span>
            </div>
            <Command.List ref={setList} className="min-h-0 overflow-y-auto p-1.5">
              <Command.Empty className="px-2 py-6 text-center text-ink-3">
                Nothing of that name among what is loaded.
              </Command.Empty>
              <Choices text={text} cluster={cluster} run={run} />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Choices({ text, cluster, run }: { text: string; cluster: string | null; run: (act: () => void) => void }) {
  const clusters = useClusters();
  const [, setTheme] = useTheme();
  const query = useDeferredValue(text.trim().toLowerCase());
  const fits = (title: string) => query.split(/\s+/).every((word) => title.toLowerCase().includes(word));
  const pages = AREAS.flatMap((area) => {
    const href = area.href(cluster);
    const title =
      area.id === 'fleet' || area.id === 'ledger' || cluster === null ? area.title : `${area.title} of ${cluster}`;
    return href !== null && fits(title) ? [{ area, href, title }] : [];
  });
  const themes = (['light', 'dark', 'system'] as const).filter((theme) => query !== '' && fits(`theme ${theme}`));
  const known = (clusters.data?.items ?? []).filter(({ name }) => fits(`cluster ${name}`));
  return (
    <>
      {cluster !== null && query !== '' && <Objects query={query} cluster={cluster} run={run} />}
      <Group heading="Pages" show={pages.length > 0}>
        {pages.map(({ area, href, title }) => (
          <Item key={area.id} value={`page ${area.id}`} onSelect={() => run(() => navigate(href))}>
            <area.icon size={14} strokeWidth={1.6} aria-hidden="true" className="text-ink-3" />
            <span className="flex-1">{title}</span>
            <span className="kbd max-desk:hidden">{area.keys}</span>
          </Item>
        ))}
      </Group>
      <Group heading="Clusters" show={known.length > 0}>
        {known.map(({ name, version, state }) => (
          <Item key={name} value={`cluster ${name}`} onSelect={() => run(() => navigate(paths.overview(name)))}>
            <StateMark state={state === 'reachable' ? 'ok' : state === 'connecting' ? 'progressing' : 'unknown'} />
            <span className="flex-1">{name}</span>
            <span className="text-12 text-ink-3">{version ?? state}</span>
          </Item>
        ))}
      </Group>
      <Group heading="Preferences" show={themes.length > 0 || (query !== '' && fits('keyboard help'))}>
        {themes.map((theme) => (
          <Item key={theme} value={`theme ${theme}`} onSelect={() => run(() => setTheme(theme))}>
            Theme: {theme === 'system' ? 'as the system' : theme}
          </Item>
        ))}
        {query !== '' && fits('keyboard help') && (
          <Item value="help" onSelect={() => run(() => ask({ type: 'help' }))}>
            Keyboard
          </Item>
        )}
      </Group>
    </>
  );
}

/** Objects of the current cluster's tables, which are loaded while the palette is open, and of others that are loaded. */
function Objects({ query, cluster, run }: { query: string; cluster: string; run: (act: () => void) => void }) {
  const client = useLiveClient();
  useTable(cluster, 'deployments');
  useTable(cluster, 'nodes');
  useTable(cluster, 'pods');
  const found = useMemo(() => {
    const tables = client.tables().map((store) => ({ store, cluster: client.clusterOf(store) ?? '' }));
    return findObjects(tables, query, OBJECTS);
  }, [client, query]);
  const scalable = found.filter(({ store }) => isScalable(store.view.kind)).slice(0, 3);
  return (
    <>
      <Group heading="Objects" show={found.length > 0}>
        {found.map((each) => (
          <Item
            key={keyOf(each)}
            value={keyOf(each)}
            onSelect={() =>
              run(() => navigate(paths.object(each.cluster, each.store.view.resource, each.namespace, each.name)))
            }
          >
            <StateMark state={(each.state ?? 'unknown') as State} />
            <span className="mono min-w-0 flex-1 truncate">{each.name}</span>
            <span className="text-12 text-ink-3">
              {each.store.view.noun} {each.namespace !== null && `in ${each.namespace}`}
            </span>
          </Item>
        ))}
      </Group>
      <Group heading="Actions" show={scalable.length > 0}>
        {scalable.map((each) => (
          <Item key={keyOf(each)} value={`scale ${keyOf(each)}`} onSelect={() => run(() => ask(scaleOf(each)))}>
            <span className="flex-1">
              Scale <span className="mono">{each.name}</span>
            </span>
            <span className="text-12 text-ink-3">
              {each.store.view.noun} in {each.namespace}
            </span>
          </Item>
        ))}
      </Group>
    </>
  );
}

function keyOf({ cluster, store, namespace, name }: Found): string {
  return `${cluster}/${store.view.id}/${namespace ?? ''}/${name}`;
}

function scaleOf({ cluster, store, namespace, name }: Found): Intent {
  const { apiVersion, kind } = store.view;
  return {
    type: 'scale',
    cluster,
    target: { apiVersion, kind, name, ...(namespace === null ? {} : { namespace }) },
    replicas: null,
  };
}

function Group({ heading, show, children }: { heading: string; show: boolean; children: ReactNode }) {
  if (!show) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

function Item({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item value={value} onSelect={onSelect} className="menu-item min-h-8! gap-2.5!">
      {children}
    </Command.Item>
  );
}
