'use client';
import type { Overview } from '@binnacle/shared/realtime';
import { OnDemand } from '@/components/ui/on-demand';
import { useClusters } from '@/lib/api/queries';
import { count, plural } from '@/lib/format/quantity';
import { Link, paths, type Route } from '@/lib/router';
import { useDocument } from '@/realtime';
import { AREAS, type Area, areaOf } from './areas';
import { BrandMark } from './brand';
import { ClusterButton } from './cluster-menu-button';

/** Clusters and areas, with how many there are of each. */
export function Rail({ route, cluster }: { route: Route; cluster: string | null }) {
  return (
    <nav
      aria-label="Areas"
      className="flex min-h-0 flex-col gap-0.5 overflow-y-auto border-line border-r bg-sunken p-2 max-desk:hidden"
    >
      <Link href={paths.fleet()} className="mb-1.5 flex h-8 flex-none items-center gap-2 px-2 font-semibold text-14">
        <BrandMark />
        Binnacle
      </Link>
      <Scope route={route} cluster={cluster} />
      <div className="flex flex-col gap-0.5">
        <AreaLink area={AREAS[0] as Area} route={route} cluster={cluster} />
        {cluster !== null && (
          <>
            <p className="px-2 pt-3 pb-1 font-medium text-11 text-ink-3">Cluster</p>
            <ClusterAreas route={route} cluster={cluster} />
          </>
        )}
        <p className="px-2 pt-3 pb-1 font-medium text-11 text-ink-3">Team</p>
        <AreaLink area={AREAS.at(-1) as Area} route={route} cluster={cluster} />
      </div>
    </nav>
  );
}

function Scope({ route, cluster }: { route: Route; cluster: string | null }) {
  const clusters = useClusters();
  const summary = clusters.data?.items.find((item) => item.name === cluster);
  const all = !('cluster' in route);
  const total = clusters.data?.items.length;
  const title = all || cluster === null ? 'All clusters' : cluster;
  const about = all
    ? total === undefined
      ? 'reading the fleet'
      : plural(total, 'cluster')
    : (summary?.version ?? summary?.state ?? (total === undefined ? 'reading the fleet' : 'not in the fleet'));
  return (
    <OnDemand
      load={() => import('./cluster-menu').then((module) => module.ClusterMenu)}
      props={{ title, about }}
      placeholder={(reach) => <ClusterButton title={title} about={about} {...reach} />}
    />
  );
}

function ClusterAreas({ route, cluster }: { route: Route; cluster: string }) {
  const { body, shown } = useDocument({ type: 'overview', cluster });
  return AREAS.slice(1, -1).map((area) => (
    <AreaLink
      key={area.id}
      area={area}
      route={route}
      cluster={cluster}
      number={numberOf(area, body)}
      known={shown.state === 'live'}
    />
  ));
}

function numberOf(area: Area, overview: Overview | null): number | null {
  if (overview === null) return null;
  switch (area.id) {
    case 'overview':
      return overview.findingsTotal === 0 ? null : overview.findingsTotal;
    case 'nodes':
      return overview.nodes?.total ?? null;
    case 'workloads':
      return overview.deployments?.total ?? null;
    case 'pods':
      return overview.pods?.total ?? null;
    default:
      return null;
  }
}

function AreaLink({
  area,
  route,
  cluster,
  number = null,
  known = true,
}: {
  area: Area;
  route: Route;
  cluster: string | null;
  number?: number | null;
  known?: boolean;
}) {
  const href = area.href(cluster);
  if (href === null) return null;
  const Icon = area.icon;
  const bad = area.id === 'overview' && known;
  return (
    <Link href={href} className="nav-item" aria-current={areaOf(route) === area.id ? 'page' : undefined}>
      <Icon size={14} strokeWidth={1.6} aria-hidden="true" />
      {area.title}
      {number !== null && (
        <span className={`mono ml-auto ${bad ? 's-failing text-state' : 'text-ink-3'}`}>
          {count(number)}
          {area.id === 'overview' && <span className="sr-only"> findings</span>}
        </span>
      )}
    </Link>
  );
}
