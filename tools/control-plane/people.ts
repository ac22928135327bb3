import { randomBytes } from 'node:crypto';
import type { Person } from '@binnacle/testing/test-cluster';
import type { KubeObject } from './kube-object.ts';

export const PEOPLE: readonly Person[] = ['admin', 'viewer', 'operator', 'team-a', 'nobody', 'impersonator'];

/** Programs that speak to the API server, under the names that the server's own bootstrap roles are bound to. */
const COMPONENTS = {
  'kube-controller-manager': { user: 'system:kube-controller-manager', groups: [] },
  'kube-scheduler': { user: 'system:kube-scheduler', groups: [] },
  kwok: { user: 'kwok', groups: ['system:masters'] },
} as const;

export type Component = keyof typeof COMPONENTS;
export const COMPONENT_NAMES = Object.keys(COMPONENTS) as Component[];

/** Who may call themselves what: a fresh token for each person and program, valid for one cluster. */
export type Tokens = Record<Person | Component, string>;

export function newTokens(): Tokens {
  const names = [...PEOPLE, ...COMPONENT_NAMES];
  return Object.fromEntries(names.map((name) => [name, randomBytes(24).toString('hex')])) as Tokens;
}

/** The file for `--token-auth-file`: token, user, uid and groups a line. */
export function tokenFile(tokens: Tokens): string {
  // An empty last column would be a group with an empty name: it is left out.
  const line = (name: Person | Component, user: string, groups: readonly string[]) =>
    [tokens[name], user, name, ...(groups.length === 0 ? [] : [`"${groups.join(',')}"`])].join(',');
  const people = PEOPLE.map((person) => line(person, person, person === 'admin' ? ['system:masters'] : []));
  const components = COMPONENT_NAMES.map((component) => {
    const { user, groups } = COMPONENTS[component];
    return line(component, user, groups);
  });
  return `${[...people, ...components].join('\n')}\n`;
}

const READ = ['get', 'list', 'watch'];

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
}

/** What Binnacle shows; Secrets are not among it. */
const SHOWN: Rule[] = [
  {
    apiGroups: [''],
    resources: ['namespaces', 'nodes', 'pods', 'pods/log', 'events', 'services', 'configmaps'],
    verbs: READ,
  },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'], verbs: READ },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: READ },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: READ },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: READ },
];

const RBAC = 'rbac.authorization.k8s.io/v1';
const GROUP = 'rbac.authorization.k8s.io';

function clusterRole(name: string, rules: Rule[]): KubeObject {
  return { apiVersion: RBAC, kind: 'ClusterRole', metadata: { name }, rules };
}

function everywhere(person: Person, role: string): KubeObject {
  return {
    apiVersion: RBAC,
    kind: 'ClusterRoleBinding',
    metadata: { name: `${person}-${role}` },
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: GROUP, kind: 'User', name: person }],
  };
}

/** The namespaces that people and scenarios rely on; `default` exists in every cluster. */
export const NAMESPACES = ['team-a', 'team-b'];

/** The roles and bindings that give every person the rights that `Person` promises. */
export function rightsOfPeople(): KubeObject[] {
  const impersonated = PEOPLE.filter((person) => person !== 'admin' && person !== 'impersonator');
  return [
    clusterRole('node-reader', [{ apiGroups: [''], resources: ['nodes'], verbs: READ }]),
    clusterRole('binnacle-reader', SHOWN),
    clusterRole('deployment-operator', [
      { apiGroups: ['apps'], resources: ['deployments', 'deployments/scale'], verbs: ['get', 'update', 'patch'] },
    ]),
    clusterRole('person-impersonator', [
      { apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: impersonated },
    ]),
    everywhere('viewer', 'view'),
    everywhere('viewer', 'node-reader'),
    everywhere('operator', 'binnacle-reader'),
    everywhere('operator', 'deployment-operator'),
    everywhere('impersonator', 'binnacle-reader'),
    everywhere('impersonator', 'person-impersonator'),
    {
      apiVersion: RBAC,
      kind: 'RoleBinding',
      metadata: { name: 'team-a-edit', namespace: 'team-a' },
      roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: 'edit' },
      subjects: [{ apiGroup: GROUP, kind: 'User', name: 'team-a' }],
    },
  ];
}
