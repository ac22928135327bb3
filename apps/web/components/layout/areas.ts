import { Activity, BookText, Box, Hexagon, Layers, LayoutGrid, type LucideIcon, Server } from 'lucide-react';
import { paths, type Route } from '@/lib/router';

export interface Area {
  id: 'fleet' | 'overview' | 'nodes' | 'workloads' | 'pods' | 'events' | 'ledger';
  title: string;
  icon: LucideIcon;
  /** Where it is; null while it needs a cluster and none is chosen. */
  href: (cluster: string | null) => string | null;
  /** The keys that jump there. */
  keys: string;
}

const inCluster = (path: (cluster: string) => string) => (cluster: string | null) =>
  cluster === null ? null : path(cluster);

/** The areas of the site, in the order of the rail. */
export const AREAS: readonly Area[] = [
  { id: 'fleet', title: 'Fleet', icon: Layers, href: () => paths.fleet(), keys: 'g f' },
  { id: 'overview', title: 'Overview', icon: LayoutGrid, href: inCluster(paths.overview), keys: 'g o' },
  { id: 'nodes', title: 'Nodes', icon: Server, href: inCluster(paths.nodes), keys: 'g n' },
  {
    id: 'workloads',
    title: 'Workloads',
    icon: Box,
    href: inCluster((cluster) => paths.workloads(cluster)),
    keys: 'g d',
  },
  { id: 'pods', title: 'Pods', icon: Hexagon, href: inCluster(paths.pods), keys: 'g p' },
  { id: 'events', title: 'Events', icon: Activity, href: inCluster(paths.events), keys: 'g e' },
  { id: 'ledger', title: 'Ledger', icon: BookText, href: () => paths.ledger(), keys: 'g l' },
];

/** The area a page belongs to. */
export function areaOf(route: Route): Area['id'] | null {
  switch (route.page) {
    case 'object':
      return route.resource === 'nodes' ? 'nodes' : route.resource === 'pods' ? 'pods' : 'workloads';
    case 'ledger-row':
      return 'ledger';
    case 'sign-in':
    case 'not-found':
      return null;
    default:
      return route.page;
  }
}
