import { RESOURCES, type Resource } from '../../../kinds/kind.js';

/** The groups and their versions, in the order in which they are told of; the core is the group without name. */
function versionsByGroup(): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { group, version } of RESOURCES) groups.set(group, [...new Set([...(groups.get(group) ?? []), version])]);
  return groups;
}

const inVersion = (group: string, version: string) =>
  RESOURCES.filter((resource) => resource.group === group && resource.version === version);

/** What `/api` answers; `address` is where the server can be reached, as `host:port`. */
export function coreVersions(address: string): object {
  const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: address }];
  return { kind: 'APIVersions', versions: versionsByGroup().get(''), serverAddressByClientCIDRs };
}

function groupOf(name: string, versions: readonly string[]): object {
  const told = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: told, preferredVersion: told[0] };
}

/** What `/apis` answers. */
export function groupList(): object {
  const groups = [...versionsByGroup()].filter(([name]) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(([name, versions]) => groupOf(name, versions)) };
}

/** What `/apis/apps` answers; undefined for a group that is not served. */
export function group(name: string): object | undefined {
  const versions = name === '' ? undefined : versionsByGroup().get(name);
  return versions && { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(name, versions) };
}

function listed(resource: Resource): object[] {
  const { resource: name, singularResource, scope, responseKind, verbs, shortNames, categories } = resource;
  const namespaced = scope === 'Namespaced';
  const names = { ...(shortNames && { shortNames }), ...(categories && { categories }) };
  const own = { name, singularName: singularResource, namespaced, kind: responseKind.kind, verbs, ...names };
  const below = (resource.subresources ?? []).map((one) => {
    const { group: otherGroup, version, kind } = one.responseKind;
    const other = otherGroup === '' ? {} : { group: otherGroup, version };
    return { name: `${name}/${one.subresource}`, singularName: '', namespaced, ...other, kind, verbs: one.verbs };
  });
  return [own, ...below];
}

/** What `/api/v1` and `/apis/apps/v1` answer; undefined for a version that is not served. */
export function resourceList(groupName: string, version: string): object | undefined {
  const resources = inVersion(groupName, version);
  if (resources.length === 0) return undefined;
  const told = { resources: resources.flatMap(listed) };
  if (groupName === '') return { kind: 'APIResourceList', groupVersion: version, ...told };
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${groupName}/${version}`, ...told };
}

/** The type that `/api` and `/apis` answer with when they are asked for everything at once. */
export const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Everything at once: of the core for `/api`, of all other groups for `/apis`. */
export function aggregatedDiscovery(root: '/api' | '/apis'): object {
  const groups = [...versionsByGroup()].filter(([name]) => (name === '') === (root === '/api'));
  const items = groups.map(([name, versions]) => ({
    metadata: name === '' ? {} : { name },
    versions: versions.map((version) => ({
      version,
      resources: inVersion(name, version).map(({ group: _, version: __, columns: ___, ...told }) => told),
      freshness: 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}
