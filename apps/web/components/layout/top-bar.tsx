'use client';
import { useQueryClient } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { FreshnessPill } from '@/components/status/freshness';
import { OnDemand } from '@/components/ui/on-demand';
import { type Person, signOut } from '@/lib/api/session';
import { ask } from '@/lib/intent';
import type { Route } from '@/lib/router';
import { toast } from '@/lib/toast';
import { Breadcrumbs } from './breadcrumbs';
import { usePageFreshness } from './page-freshness';
import { PersonButton } from './person-button';

/** Where you are, how fresh it is, and the way to everything else. */
export function TopBar({ route, person }: { route: Route; person: Person }) {
  const freshness = usePageFreshness();
  const queries = useQueryClient();
  const leave = () => {
    signOut().then(
      () => queries.resetQueries(),
      (error: Error) => toast(`Not signed out: ${error.message}`),
    );
  };
  return (
    <header className="flex min-w-0 items-center gap-2.5 border-line border-b px-4 max-desk:px-3">
      <Breadcrumbs route={route} />
      <span className="flex-1" />
      {freshness !== null && <FreshnessPill shown={freshness.shown} verdict={freshness.verdict} />}
      <button
        type="button"
        className="flex h-7 w-70 flex-none items-center gap-2 rounded-md border border-line bg-surface px-2 text-ink-3 max-wide:w-44 max-desk:w-7 max-desk:justify-center max-desk:px-0"
        onClick={() => ask({ type: 'palette' })}
        aria-keyshortcuts="Meta+K Control+K"
      >
        <Search size={14} aria-hidden="true" className="shrink-0" />
        <span className="flex-1 truncate text-left max-desk:sr-only">Search or run a command</span>
        <span className="kbd max-desk:hidden" aria-hidden="true">
          {/Mac|iP(hone|ad)/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}
        </span>
      </button>
      <OnDemand
        load={() => import('./person-menu').then((module) => module.PersonMenu)}
        props={{ person, onSignOut: leave }}
        placeholder={(reach) => <PersonButton label={person.label} {...reach} />}
      />
    </header>
  );
}
