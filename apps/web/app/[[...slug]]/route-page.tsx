'use client';
import { lazy, Suspense } from 'react';
import { Empty, LoadingRows } from '@/components/status/view-states';
import { Link, paths, type Route } from '@/lib/router';

const FleetPage = lazy(async () => ({ default: (await import('@/features/fleet/fleet-page')).FleetPage }));
const OverviewPage = lazy(async () => ({ default: (await import('@/features/overview/overview-page')).OverviewPage }));
const NodesPage = lazy(async () => ({ default: (await import('@/features/nodes/nodes-page')).NodesPage }));
const WorkloadsPage = lazy(async () => ({
  default: (await import('@/features/deployments/workloads-page')).WorkloadsPage,
}));
const PodsPage = lazy(async () => ({ default: (await import('@/features/pods/pods-page')).PodsPage }));
const EventsPage = lazy(async () => ({ default: (await import('@/features/events/events-page')).EventsPage }));
const ObjectPage = lazy(async () => ({ default: (await import('@/features/object/object-page')).ObjectPage }));
const LedgerPage = lazy(async () => ({ default: (await import('@/features/ledger/ledger-page')).LedgerPage }));
const LedgerRowPage = lazy(async () => ({
  default: (await import('@/features/ledger/ledger-row-page')).LedgerRowPage,
}));

/** Which page a route means. */
export function RoutePage({ route }: { route: Route }) {
  return (
    <Suspense
      fallback={
        <div className="px-5 py-4">
          <LoadingRows rows={8} />
        </div>
      }
    >
      <Chosen route={route} />
    </Suspense>
  );
}

function Chosen({ route }: { route: Route }) {
  switch (route.page) {
    case 'fleet':
      return <FleetPage />;
    case 'overview':
      return <OverviewPage key={route.cluster} cluster={route.cluster} />;
    case 'nodes':
      return <NodesPage cluster={route.cluster} />;
    case 'workloads':
      return <WorkloadsPage cluster={route.cluster} kind={route.kind} />;
    case 'pods':
      return <PodsPage cluster={route.cluster} />;
    case 'events':
      return <EventsPage cluster={route.cluster} />;
    case 'object':
      return (
        <ObjectPage cluster={route.cluster} resource={route.resource} namespace={route.namespace} name={route.name} />
      );
    case 'ledger':
      return <LedgerPage />;
    case 'ledger-row':
      return <LedgerRowPage id={route.id} />;
    case 'sign-in':
    case 'not-found':
      return (
        <div className="px-5">
          <h1 className="sr-only">Not found</h1>
          <Empty
            title="There is no such page"
            actions={
              <Link className="btn" href={paths.fleet()}>
                To the fleet
              </Link>
            }
          >
            Nothing is at <span className="mono">{route.page === 'not-found' ? route.path : ''}</span>
          </Empty>
        </div>
      );
  }
}
