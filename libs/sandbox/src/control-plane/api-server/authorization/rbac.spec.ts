import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../object.js';
import type { Attributes, UserInfo } from '../api.js';
import { readerOf } from '../testing/server-bench.js';
import {
  aggregatedRules,
  bootstrapRoles,
  checkEscalation,
  type PolicyRule as FullRule,
  RbacAuthorizer,
} from './index.js';

type PolicyRule = Partial<FullRule>;

const API = 'rbac.authorization.k8s.io/v1';
const jane: UserInfo = { name: 'jane', groups: ['devs', 'system:authenticated'] };
const account: UserInfo = { name: 'system:serviceaccount:ci:robot', groups: [] };

function role(name: string, rules: readonly PolicyRule[], namespace?: string): KubeObject {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  return { apiVersion: API, kind, metadata: { name, ...(namespace && { namespace }) }, rules };
}

function binding(name: string, roleRef: string, subject: object, namespace?: string): KubeObject {
  const [kind, referred] = roleRef.split('/');
  return {
    apiVersion: API,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace && { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: referred },
    subjects: [{ kind: 'User', name: 'somebody-else' }, subject],
  };
}

function asked(more: Partial<Attributes>): Attributes {
  const none = { path: '', group: '', version: 'v1', namespace: '', resource: '', subresource: '', name: '' };
  return { ...none, isResource: true, verb: 'get', user: jane, ...more };
}

/** Whether jane may, who has this one rule everywhere. */
function allows(rule: PolicyRule, more: Partial<Attributes>): boolean {
  const objects = [role('r', [rule]), binding('b', 'ClusterRole/r', { kind: 'User', name: 'jane' })];
  return new RbacAuthorizer(readerOf(objects)).authorize(asked(more)).allowed;
}

describe('a rule', () => {
  const rule = (more: Partial<PolicyRule>) => ({ verbs: ['get'], apiGroups: [''], resources: ['pods'], ...more });

  test.each<[expected: boolean, what: string, rule: PolicyRule, asked: Partial<Attributes>]>([
    [true, 'its resource', rule({}), { resource: 'pods' }],
    [false, 'another verb', rule({}), { resource: 'pods', verb: 'list' }],
    [false, 'another group', rule({}), { resource: 'pods', group: 'apps' }],
    [false, 'a subresource', rule({}), { resource: 'pods', subresource: 'log' }],
    [
      true,
      'the subresource that it names',
      rule({ resources: ['pods/log'] }),
      { resource: 'pods', subresource: 'log' },
    ],
    [true, 'a subresource of everything', rule({ resources: ['*/scale'] }), { resource: 'pods', subresource: 'scale' }],
    [false, 'not the resource with it', rule({ resources: ['*/scale'] }), { resource: 'pods' }],
    [
      true,
      'stars',
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { resource: 'x', group: 'y', subresource: 'z' },
    ],
    [true, 'the name that it names', rule({ resourceNames: ['a', 'b'] }), { resource: 'pods', name: 'b' }],
    [false, 'another name', rule({ resourceNames: ['a'] }), { resource: 'pods', name: 'b' }],
    [false, 'no name', rule({ resourceNames: ['a'] }), { resource: 'pods' }],
    [false, 'a path', rule({ resources: ['*'] }), { isResource: false, path: '/pods' }],
    [true, 'its path', { verbs: ['get'], nonResourceURLs: ['/healthz'] }, { isResource: false, path: '/healthz' }],
    [
      false,
      'below its path',
      { verbs: ['get'], nonResourceURLs: ['/healthz'] },
      { isResource: false, path: '/healthz/x' },
    ],
    [
      true,
      'a path below',
      { verbs: ['get'], nonResourceURLs: ['/healthz/*'] },
      { isResource: false, path: '/healthz/x' },
    ],
    [true, 'any path', { verbs: ['get'], nonResourceURLs: ['*'] }, { isResource: false, path: '/x' }],
    [false, 'a resource', { verbs: ['get'], nonResourceURLs: ['*'] }, { resource: 'pods' }],
  ])('%s for %s', (expected, _, given, question) => {
    expect(allows(given, question)).toBe(expected);
  });
});

describe('a binding', () => {
  const READ = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }];
  const robot = { kind: 'ServiceAccount', name: 'robot' };
  const objects = [
    role('read', READ),
    role('read', READ, 'ci'),
    binding('of-devs', 'ClusterRole/read', { kind: 'Group', name: 'devs' }, 'web'),
    binding('of-robot', 'Role/read', robot, 'ci'),
    binding('of-guest-robot', 'ClusterRole/read', { ...robot, namespace: 'ci' }, 'web'),
    binding('of-robots', 'ClusterRole/read', { ...robot, namespace: 'other' }),
    binding('lost', 'ClusterRole/gone', { kind: 'User', name: 'jane' }),
    binding('lost-too', 'Role/gone', { kind: 'User', name: 'jane' }, 'web'),
    binding('lost-twice', 'Role/gone', { kind: 'User', name: 'jane' }, 'web'),
  ];
  const authorizer = new RbacAuthorizer(readerOf(objects));
  const decide = (user: UserInfo, namespace: string, verb = 'get') =>
    authorizer.authorize(asked({ user, namespace, verb, resource: 'pods' }));
  const GONE = 'RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found';

  test('gives its rules where it is, and says so', () => {
    const by = (text: string) => ({ allowed: true, reason: `RBAC: allowed by ${text}` });
    expect(decide(jane, 'web')).toEqual(by('RoleBinding "of-devs/web" of ClusterRole "read" to Group "devs"'));
    expect(decide(account, 'ci')).toEqual(by('RoleBinding "of-robot/ci" of Role "read" to ServiceAccount "robot/ci"'));
    expect(decide(account, 'web')).toEqual(
      by('RoleBinding "of-guest-robot/web" of ClusterRole "read" to ServiceAccount "robot/ci"'),
    );
    expect(decide({ ...account, name: 'system:serviceaccount:other:robot' }, '')).toEqual(
      by('ClusterRoleBinding "of-robots" of ClusterRole "read" to ServiceAccount "robot/other"'),
    );
  });

  test('gives nothing elsewhere; what is lost is told', () => {
    expect(decide(account, '')).toEqual({ allowed: false, reason: '' });
    expect(decide(account, 'default')).toEqual({ allowed: false, reason: '' });
    expect(decide(jane, '')).toEqual({ allowed: false, reason: GONE });
    expect(decide(jane, 'web', 'list')).toEqual({
      allowed: false,
      reason:
        'RBAC: [clusterrole.rbac.authorization.k8s.io "gone" not found, role.rbac.authorization.k8s.io "gone" not found]',
    });
  });

  test('masters need none', () => {
    expect(decide({ name: 'x', groups: ['system:masters'] }, '', 'anything')).toEqual({ allowed: true, reason: '' });
  });
});

describe('the roles that a cluster begins with', () => {
  const roles = bootstrapRoles().filter(({ kind }) => kind === 'ClusterRole');

  test('are put together as the controller of the real cluster does', () => {
    const sums = roles.filter(({ aggregationRule }) => aggregationRule);
    expect(sums.map(({ metadata }) => metadata.name)).toEqual(['admin', 'edit', 'view']);
    for (const sum of sums) expect(aggregatedRules(sum, roles)).toEqual(sum.rules);
  });

  test('can be changed by their owner without changing those of the next cluster', () => {
    const [first] = bootstrapRoles();
    (first as KubeObject).metadata.name = 'changed';
    expect(bootstrapRoles()[0]?.metadata.name).toBe('admin');
  });

  test('give the parts of the control plane what they need', () => {
    const authorizer = new RbacAuthorizer(readerOf(bootstrapRoles()));
    const may = (name: string, verb: string, resource: string, subresource = '') =>
      authorizer.authorize(asked({ user: { name, groups: [] }, verb, resource, subresource })).allowed;
    expect(may('system:kube-scheduler', 'create', 'pods', 'binding')).toBe(true);
    expect(may('system:kube-scheduler', 'delete', 'nodes')).toBe(false);
    expect(may('system:kube-proxy', 'list', 'services')).toBe(true);
    expect(may('system:serviceaccount:kube-system:namespace-controller', 'delete', 'secrets')).toBe(true);
  });
});

describe('writing roles and bindings', () => {
  const info = asked({
    group: 'rbac.authorization.k8s.io',
    namespace: 'web',
    resource: 'roles',
    verb: 'update',
    name: 'r',
  });
  const pods = { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] };
  const secrets = { verbs: ['get'], apiGroups: [''], resources: ['secrets'] };
  const withRights = (...rules: PolicyRule[]) =>
    new RbacAuthorizer(
      readerOf([
        role('own', rules, 'web'),
        role('secrets', [secrets], 'web'),
        binding('own', 'Role/own', { kind: 'User', name: 'jane' }, 'web'),
      ]),
    );
  const write =
    (rights: PolicyRule[], object: KubeObject, more: Partial<Attributes> = {}, old?: KubeObject) =>
    () =>
      checkEscalation(withRights(...rights), { info: { ...info, ...more }, user: jane, object, old });
  const verb = (name: string, resource: string, ...resourceNames: string[]) => ({
    verbs: [name],
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: [resource],
    resourceNames,
  });
  const BINDINGS = { resource: 'rolebindings', name: 'b' };

  test.each<[what: string, rights: PolicyRule[], wanted: PolicyRule]>([
    ['less of the same', [pods], { ...pods, verbs: ['get'], resourceNames: ['a'] }],
    ['the parts of several', [pods, secrets], { verbs: ['get'], apiGroups: [''], resources: ['pods', 'secrets'] }],
    ['a subresource of all', [{ ...pods, resources: ['*/log'] }], { ...pods, resources: ['pods/log'] }],
    ['a path below', [{ verbs: ['*'], nonResourceURLs: ['/a/*'] }], { verbs: ['get'], nonResourceURLs: ['/a/b'] }],
    ['anything, having all', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], { ...pods, verbs: ['*'] }],
    ['anything, with the right to escalate', [verb('escalate', 'roles', 'r')], secrets],
  ])('gives %s', (_, rights, wanted) => {
    expect(write(rights, role('r', [wanted], 'web'))).not.toThrow();
  });

  test.each<[what: string, rights: PolicyRule[], wanted: PolicyRule, missing: string]>([
    [
      'another verb',
      [pods],
      { ...pods, verbs: ['get', 'watch'] },
      '{APIGroups:[""], Resources:["pods"], Verbs:["watch"]}',
    ],
    [
      'all names, having some',
      [{ ...pods, resourceNames: ['a'] }],
      pods,
      '{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}',
    ],
    [
      'another name',
      [{ ...pods, resourceNames: ['a'] }],
      { ...pods, resourceNames: ['a', 'b'] },
      '{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get" "list"]}',
    ],
    [
      'paths',
      [pods],
      { verbs: ['get', 'head'], nonResourceURLs: ['/b', '/a'] },
      ['/a', '/b']
        .flatMap((url) => ['get', 'head'].map((one) => `{NonResourceURLs:["${url}"], Verbs:["${one}"]}`))
        .join('\n'),
    ],
    [
      'escalate for another role',
      [verb('escalate', 'roles', 'x')],
      secrets,
      '{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    ],
  ])('does not give %s', (_, rights, wanted, missing) => {
    expect(write(rights, role('r', [wanted], 'web'))).toThrow(
      `roles.rbac.authorization.k8s.io "r" is forbidden: user "jane" (groups=["devs" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n${missing}`,
    );
  });

  test('a binding needs the rights of its role, or the right to bind it', () => {
    const object = binding('b', 'Role/secrets', { kind: 'User', name: 'jane' }, 'web');
    expect(write([pods], object, BINDINGS)).toThrow(/^rolebindings\.rbac\.authorization\.k8s\.io "b" is forbidden/);
    expect(write([pods, secrets], object, BINDINGS)).not.toThrow();
    expect(write([verb('bind', 'roles', 'secrets')], object, BINDINGS)).not.toThrow();
    expect(write([verb('bind', 'clusterroles', 'secrets')], object, BINDINGS)).toThrow(/is forbidden/);
  });

  test('a role that puts itself together needs every right', () => {
    const plain = role('r', []);
    const sum: KubeObject = { ...plain, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } };
    const said =
      'clusterroles.rbac.authorization.k8s.io "r" is forbidden: must have cluster-admin privileges to use the aggregationRule';
    const everything = [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ];
    const more = { resource: 'clusterroles' };
    expect(write([pods], sum, more)).toThrow(said);
    expect(write([pods], plain, more, sum)).toThrow(said);
    expect(write(everything, sum, more)).not.toThrow();
  });

  test('owners and finalizers can always be written', () => {
    const old = role('r', [secrets], 'web');
    const changed = { ...old, metadata: { ...old.metadata, finalizers: ['x'] } };
    expect(write([], changed, {}, old)).not.toThrow();
    const relabelled = { ...old, metadata: { ...old.metadata, labels: { a: 'b' } } };
    expect(write([], relabelled, {}, old)).toThrow(/is forbidden/);
  });

  test('other groups are of no concern', () => {
    expect(write([], role('r', [secrets], 'web'), { group: 'example.test' })).not.toThrow();
  });
});
