import { VIEWS } from '@binnacle/shared/views';

/** Every page there is, with what its path says. */
export type Route =
  | { page: 'fleet' }
  | { page: 'overview'; cluster: string }
  | { page: 'nodes'; cluster: string }
  | { page: 'workloads'; cluster: string; kind: 'deployments' | 'replicasets' }
  | { page: 'pods'; cluster: string }
  | { page: 'events'; cluster: string }
  | { page: 'object'; cluster: string; namespace: string | null; resource: string; name: string }
  | { page: 'ledger' }
  | { page: 'ledger-row'; id: string }
  | { page: 'sign-in' }
  | { page: 'not-found'; path: string };

/** Reads a path. Total: whatever is not known is `not-found`. */
export function matchRoute(pathname: string): Route {
  const parts = segments(pathname);
  const nowhere: Route = { page: 'not-found', path: pathname };
  if (parts === null) return nowhere;
  const [first, second, ...rest] = parts;
  if (first === undefined) return { page: 'fleet' };
  if (first === 'sign-in' && second === undefined) return { page: 'sign-in' };
  if (first === 'ledger' && rest.length === 0)
    return second === undefined ? { page: 'ledger' } : { page: 'ledger-row', id: second };
  if (first === 'c' && second !== undefined) return clusterRoute(second, rest) ?? nowhere;
  return nowhere;
}

function clusterRoute(cluster: string, [area, a, b, c, ...more]: string[]): Route | null {
  if (more.length > 0) return null;
  if (area === undefined) return { page: 'overview', cluster };
  if (area === 'ns') {
    if (a === undefined || b === undefined || c === undefined) return null;
    return { page: 'object', cluster, namespace: a, resource: b, name: c };
  }
  if (b !== undefined) return null;
  if (area === 'workloads') {
    if (a === undefined) return { page: 'workloads', cluster, kind: 'deployments' };
    return a === 'deployments' || a === 'replicasets' ? { page: 'workloads', cluster, kind: a } : null;
  }
  if (area === 'nodes') {
    return a === undefined
      ? { page: 'nodes', cluster }
      : { page: 'object', cluster, namespace: null, resource: 'nodes', name: a };
  }
  if ((area === 'pods' || area === 'events') && a === undefined) return { page: area, cluster };
  return null;
}

function segments(pathname: string): string[] | null {
  try {
    return pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

const seg = encodeURIComponent;

/** Where a page is. The only place that writes paths. */
export const paths = {
  fleet: () => '/',
  overview: (cluster: string) => `/c/${seg(cluster)}`,
  nodes: (cluster: string) => `/c/${seg(cluster)}/nodes`,
  workloads: (cluster: string, kind: 'deployments' | 'replicasets' = 'deployments') =>
    `/c/${seg(cluster)}/workloads/${kind}`,
  pods: (cluster: string) => `/c/${seg(cluster)}/pods`,
  events: (cluster: string) => `/c/${seg(cluster)}/events`,
  ledger: () => '/ledger',
  ledgerRow: (id: string) => `/ledger/${seg(id)}`,
  signIn: () => '/sign-in',
  object: (cluster: string, resource: string, namespace: string | null, name: string) =>
    namespace === null
      ? `/c/${seg(cluster)}/${seg(resource)}/${seg(name)}`
      : `/c/${seg(cluster)}/ns/${seg(namespace)}/${seg(resource)}/${seg(name)}`,
};

/** What an object's page needs to know of its kind; undefined for kinds that have no page yet. */
export function kindOfResource(
  resource: string,
): { apiVersion: string; kind: string; namespaced: boolean } | undefined {
  return Object.values(VIEWS).find((view) => view.resource === resource);
}

/** The page of an object, or null when its kind has none. */
export function objectPath(
  cluster: string,
  object: { apiVersion: string; kind: string; namespace?: string | null | undefined; name: string },
): string | null {
  const view = Object.values(VIEWS).find((v) => v.kind === object.kind && v.apiVersion === object.apiVersion);
  if (view === undefined || view.id === 'events') return null;
  return paths.object(cluster, view.resource, view.namespaced ? (object.namespace ?? null) : null, object.name);
}

/** The cluster a route is about. */
export function clusterOf(route: Route): string | null {
  return 'cluster' in route ? route.cluster : null;
}
