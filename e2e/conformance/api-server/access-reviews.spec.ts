import type { Person } from '@binnacle/testing/test-cluster';
import { describe, expect } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Answer, Cluster } from '../cluster.ts';
import { expectRefusal, test } from '../conformance.ts';
import type { Fields } from '../kube.ts';
import { roleBinding } from '../manifests.ts';

const AUTHORIZATION = '/apis/authorization.k8s.io/v1';
const WHO_AM_I = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

function mayI(cluster: Cluster, person: Person, spec: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return cluster.request(person, 'POST', `${AUTHORIZATION}/selfsubjectaccessreviews`, { body: { spec }, headers });
}

function whoAmI(cluster: Cluster, person: Person, headers: Record<string, string> = {}): Promise<Answer> {
  return cluster.request(person, 'POST', WHO_AM_I, { body: {}, headers });
}

/** Lets `nobody` see the namespace, and waits until that counts. */
async function letSee(cluster: Cluster, of: (resource: string) => string): Promise<void> {
  await cluster.create(of('rolebindings'), roleBinding('see', 'ClusterRole', 'view', 'nobody'));
  const look = async () => (await cluster.request('nobody', 'GET', of('pods'))).status === 200;
  await eventually('nobody to see the pods', look, 10_000);
}

describe('access reviews', () => {
  test('may I: yes, and by which binding', async ({ cluster, ns, of }) => {
    await letSee(cluster, of);
    const resourceAttributes = { verb: 'get', resource: 'pods', namespace: ns };
    const { status, body } = await mayI(cluster, 'nobody', { resourceAttributes });
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } });
    expect(body.status).toEqual({
      allowed: true,
      reason: `RBAC: allowed by RoleBinding "see/${ns}" of ClusterRole "view" to User "nobody"`,
    });
  });

  test('may I: no, without a reason', async ({ cluster, ns }) => {
    const resourceAttributes = { verb: 'get', resource: 'secrets', namespace: ns };
    expect((await mayI(cluster, 'nobody', { resourceAttributes })).body.status).toEqual({ allowed: false });
  });

  test('may I, all over the cluster and for a path', async ({ cluster }) => {
    const nodes = await mayI(cluster, 'viewer', { resourceAttributes: { verb: 'list', resource: 'nodes' } });
    expect(nodes.body.status).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by ClusterRoleBinding "viewer-node-reader" of ClusterRole "node-reader" to User "viewer"',
    });
    const path = await mayI(cluster, 'nobody', { nonResourceAttributes: { verb: 'get', path: '/api' } });
    expect(path.body.status).toEqual({
      allowed: true,
      reason:
        'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"',
    });
  });

  test('a master may all, and no rule is the reason', async ({ cluster }) => {
    const { body } = await mayI(cluster, 'admin', { resourceAttributes: { verb: '*', resource: '*', group: '*' } });
    expect(body.status).toEqual({ allowed: true });
  });

  test('for the person that one acts as', async ({ cluster, ns, of }) => {
    await letSee(cluster, of);
    const spec = { resourceAttributes: { verb: 'list', resource: 'pods', namespace: ns } };
    const { body } = await mayI(cluster, 'impersonator', spec, { 'impersonate-user': 'nobody' });
    expect(body.status.reason).toMatch(/to User "nobody"$/);
  });

  test('a question must be one question', async ({ cluster }) => {
    const answer = await mayI(cluster, 'nobody', {});
    // The kind is missing in front of the group.
    expect(answer.body.message).toBe(
      '.authorization.k8s.io "" is invalid: spec: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
    expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
  });

  test('may another: only for those who may ask', async ({ cluster, ns, of }) => {
    await letSee(cluster, of);
    const body = { spec: { user: 'nobody', resourceAttributes: { verb: 'get', resource: 'pods', namespace: ns } } };
    const path = `${AUTHORIZATION}/subjectaccessreviews`;
    const { status, body: review } = await cluster.request('admin', 'POST', path, { body });
    expect([status, review.status.allowed]).toEqual([201, true]);
    expectRefusal(await cluster.request('nobody', 'POST', path, { body }), {
      code: 403,
      reason: 'Forbidden',
      message:
        'subjectaccessreviews.authorization.k8s.io is forbidden: User "nobody" cannot create resource "subjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope',
      details: { group: 'authorization.k8s.io', kind: 'subjectaccessreviews' },
    });
  });

  test('may a group', async ({ cluster }) => {
    const spec = { groups: ['system:masters'], resourceAttributes: { verb: 'get', resource: 'pods' } };
    const path = `${AUTHORIZATION}/subjectaccessreviews`;
    const { body } = await cluster.request('admin', 'POST', path, { body: { spec } });
    expect(body.status).toEqual({ allowed: true });
  });

  test('may another, here', async ({ cluster, ns, of }) => {
    await letSee(cluster, of);
    const path = `${AUTHORIZATION}/namespaces/${ns}/localsubjectaccessreviews`;
    const ask = (namespace: string) => {
      const spec = { user: 'nobody', resourceAttributes: { verb: 'get', resource: 'pods', namespace } };
      return cluster.request('admin', 'POST', path, { body: { metadata: { namespace: ns }, spec } });
    };
    expect((await ask(ns)).body.status.allowed).toBe(true);
    const other = await ask('default');
    expect([other.status, other.body.message]).toEqual([
      422,
      '.authorization.k8s.io "" is invalid: spec.resourceAttributes.namespace: Invalid value: "default": must match metadata.namespace',
    ]);
  });

  test('what may I: the rules, here', async ({ cluster, ns, of }) => {
    await letSee(cluster, of);
    const path = `${AUTHORIZATION}/selfsubjectrulesreviews`;
    const { status, body } = await cluster.request('nobody', 'POST', path, { body: { spec: { namespace: ns } } });
    expect(status).toBe(201);
    const { resourceRules, nonResourceRules, incomplete } = body.status as Record<string, Fields[]>;
    expect(incomplete).toBe(false);
    expect(resourceRules).toContainEqual({
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    });
    const pods = resourceRules?.filter(({ resources }) => (resources as string[]).includes('pods'));
    expect(pods?.map(({ verbs }) => verbs)).toEqual([['get', 'list', 'watch']]);
    expect(nonResourceRules?.flatMap(({ nonResourceURLs }) => nonResourceURLs)).toContain('/apis/*');
    expectRefusal(await cluster.request('nobody', 'POST', path, { body: { spec: {} } }), {
      code: 400,
      reason: 'BadRequest',
      message: 'no namespace on request',
    });
  });
});

describe('impersonation', () => {
  test('one acts with the rights of the other', async ({ cluster, ns, of }) => {
    await letSee(cluster, of);
    const as = (name: string) => ({ headers: { 'impersonate-user': name } });
    expect((await cluster.request('impersonator', 'GET', of('pods'), as('nobody'))).status).toBe(200);
    expectRefusal(await cluster.request('impersonator', 'GET', of('secrets'), as('nobody')), {
      code: 403,
      reason: 'Forbidden',
      message: `secrets is forbidden: User "nobody" cannot list resource "secrets" in API group "" in the namespace "${ns}"`,
      details: { kind: 'secrets' },
    });
  });

  test('who am I: oneself, and whom one acts as', async ({ cluster, ns }) => {
    const { status, body } = await whoAmI(cluster, 'admin');
    expect(status).toBe(201);
    expect(body.status.userInfo).toMatchObject({
      username: 'admin',
      groups: ['system:masters', 'system:authenticated'],
    });
    const nobody = await whoAmI(cluster, 'impersonator', { 'impersonate-user': 'nobody' });
    expect(nobody.body.status.userInfo).toEqual({ username: 'nobody', groups: ['system:authenticated'] });
    const jane = { 'impersonate-user': 'jane', 'impersonate-group': 'devs', 'impersonate-uid': '7' };
    const made = await whoAmI(cluster, 'admin', { ...jane, 'impersonate-extra-scopes': 'view' });
    expect(made.body.status.userInfo).toEqual({
      username: 'jane',
      uid: '7',
      groups: ['devs', 'system:authenticated'],
      extra: { scopes: ['view'] },
    });
    const account = await whoAmI(cluster, 'admin', { 'impersonate-user': `system:serviceaccount:${ns}:default` });
    expect(account.body.status.userInfo).toEqual({
      username: `system:serviceaccount:${ns}:default`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${ns}`, 'system:authenticated'],
    });
  });

  test('one who has never been let act as another is refused in the words of the newer rules', async ({
    cluster,
    ns,
    of,
  }) => {
    // Since 1.35 there are finer rights (impersonate:user-info and impersonate-on:user-info:VERB), asked for first; the
    // refusal speaks of the first that was asked for.
    const headers = { 'impersonate-user': 'viewer' };
    expectRefusal(await cluster.request('team-a', 'GET', of('pods'), { headers }), {
      code: 403,
      reason: 'Forbidden',
      message: `pods is forbidden: User "team-a" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "${ns}"`,
      details: { kind: 'pods' },
    });
    const account = { 'impersonate-user': `system:serviceaccount:${ns}:default` };
    expectRefusal(await cluster.request('team-a', 'GET', of('pods'), { headers: account }), {
      code: 403,
      reason: 'Forbidden',
      message: `pods is forbidden: User "team-a" cannot impersonate-on:serviceaccount:list resource "pods" in API group "" in the namespace "${ns}"`,
      details: { kind: 'pods' },
    });
  });

  test('one who has been let before is refused in the words of the older rules', async ({ cluster, ns, of }) => {
    // The server remembers by user which kind of right worked last, asks for that first, and tells of it.
    await whoAmI(cluster, 'impersonator', { 'impersonate-user': 'nobody' });
    const refused: Array<[headers: Record<string, string>, message: string, details: object]> = [
      [
        { 'impersonate-user': 'jane' },
        'users "jane" is forbidden: User "impersonator" cannot impersonate resource "users" in API group "" at the cluster scope',
        { name: 'jane', kind: 'users' },
      ],
      [
        { 'impersonate-user': 'nobody', 'impersonate-group': 'system:masters' },
        'groups "system:masters" is forbidden: User "impersonator" cannot impersonate resource "groups" in API group "" at the cluster scope',
        { name: 'system:masters', kind: 'groups' },
      ],
      [
        { 'impersonate-user': `system:serviceaccount:${ns}:default` },
        `serviceaccounts "default" is forbidden: User "impersonator" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "${ns}"`,
        { name: 'default', kind: 'serviceaccounts' },
      ],
      [
        { 'impersonate-user': 'nobody', 'impersonate-extra-scopes': 'view' },
        'userextras.authentication.k8s.io "view" is forbidden: User "impersonator" cannot impersonate resource "userextras/scopes" in API group "authentication.k8s.io" at the cluster scope',
        { name: 'view', group: 'authentication.k8s.io', kind: 'userextras' },
      ],
    ];
    for (const [headers, message, details] of refused) {
      const answer = await cluster.request('impersonator', 'GET', of('pods'), { headers });
      expectRefusal(answer, { code: 403, reason: 'Forbidden', message, details });
    }
  });

  test('a group without a user is no one', async ({ cluster, of }) => {
    const headers = { 'impersonate-group': 'devs' };
    expectRefusal(await cluster.request('admin', 'GET', of('pods'), { headers }), {
      code: 400,
      reason: 'BadRequest',
      message:
        'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"devs"}, Extra:map[string][]string(nil)} without impersonating a user name',
    });
  });
});
