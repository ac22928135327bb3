'use client';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { AppFrame } from '@/components/layout/app-frame';
import { crumbsOf } from '@/components/layout/breadcrumbs';
import { Skeleton } from '@/components/layout/skeleton';
import { Toaster } from '@/components/ui/toaster';
import { SessionUnknown, SignedOut, SignInPage } from '@/features/session/sign-in-page';
import { type Person, useSession } from '@/lib/api/session';
import { ApiProblem } from '@/lib/api-client';
import { clusterOf, matchRoute, type Route, usePathname } from '@/lib/router';
import { LiveProvider } from '@/realtime';
import { Dialogs } from './dialogs';
import { LedgerNews } from './ledger-news';
import { RoutePage } from './route-page';
import { SessionWatch } from './session-watch';

/** The whole site, in the browser. Without one, the layout it will have. */
export function App() {
  const [queries] = useState(newQueryClient);
  const path = usePathname();
  const route = useMemo(() => (path === null ? null : matchRoute(path)), [path]);
  if (route === null) return <Skeleton />;
  return (
    // Styles reach the page by its stylesheet only; the policy it is served with blocks style elements.
    <CSPProvider disableStyleElements>
      <title>{titleOf(route)}</title>
      <QueryClientProvider client={queries}>
        {route.page === 'sign-in' ? <SignInPage /> : <WithSession route={route} />}
        <Toaster />
      </QueryClientProvider>
    </CSPProvider>
  );
}

/** What tells this tab from the others first, then where it is: `checkout · prod-eu-1 · Binnacle`. */
function titleOf(route: Route): string {
  const last = crumbsOf(route).at(-1)?.title ?? '';
  const cluster = clusterOf(route);
  return [last, ...(cluster === null || cluster === last ? [] : [cluster]), 'Binnacle'].join(' · ');
}

function WithSession({ route }: { route: Route }) {
  const session = useSession();
  if (session.data === null) return <SignedOut />;
  if (session.data === undefined) {
    return session.isError ? (
      <SessionUnknown error={session.error} retry={() => void session.refetch()} />
    ) : (
      <Skeleton />
    );
  }
  return <SignedIn route={route} person={session.data} />;
}

function SignedIn({ route, person }: { route: Route; person: Person }) {
  return (
    <LiveProvider>
      <SessionWatch />
      <LedgerNews />
      <AppFrame route={route} person={person}>
        <RoutePage route={route} />
      </AppFrame>
      <Dialogs route={route} />
    </LiveProvider>
  );
}

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A machine without a network still reaches Binnacle on itself; whether it answers is found out by asking.
        networkMode: 'always',
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.problem.status < 500),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
