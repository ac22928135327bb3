'use client';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Person } from '@/lib/api/session';
import { ask } from '@/lib/intent';
import { useShortcuts } from '@/lib/keyboard';
import { navigate, type Route, usePathname } from '@/lib/router';
import { AREAS } from './areas';
import { ConnectionBanner } from './connection-banner';
import { PhoneBar } from './phone-bar';
import { Rail } from './rail';
import { TopBar } from './top-bar';
import { useCurrentCluster } from './use-current-cluster';

/** The frame around every page: rail, top bar, and on a phone the bar below. */
export function AppFrame({ route, person, children }: { route: Route; person: Person; children: ReactNode }) {
  const cluster = useCurrentCluster(route);
  const path = usePathname();
  const jumps = AREAS.flatMap((area) => {
    const href = area.href(cluster);
    return href === null ? [] : [[area.keys, () => navigate(href)] as const];
  });
  useShortcuts({
    ...Object.fromEntries(jumps),
    'mod+k': () => ask({ type: 'palette' }),
    '?': () => ask({ type: 'help' }),
  });
  const main = useRef<HTMLElement>(null);
  const page = useRef(path);
  useEffect(() => {
    if (page.current === path) return;
    page.current = path;
    // Another page: the keyboard goes on in its content, not at the link that is gone or in the rail.
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <div className="grid h-dvh grid-cols-[var(--rail)_minmax(0,1fr)] overflow-hidden max-desk:grid-cols-1">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-float p-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <Rail route={route} cluster={cluster} />
      <div className="grid min-h-0 min-w-0 grid-rows-[var(--bar)_minmax(0,1fr)] max-desk:grid-rows-[var(--bar)_minmax(0,1fr)_52px]">
        <TopBar route={route} person={person} />
        <main ref={main} id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-col outline-none">
          <ConnectionBanner />
          {children}
        </main>
        <PhoneBar route={route} cluster={cluster} />
      </div>
    </div>
  );
}
