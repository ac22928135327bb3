import { describe, expect } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type Answer, type Cluster, PATCH } from '../cluster.ts';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import { configMap, role, roleBinding } from '../manifests.ts';

const CONFIG_MAPS = { apiGroups: [''], resources: ['configmaps'] };

function expectForbidden(answer: Answer, message: string, details: object): void {
  expectRefusal(answer, { code: 403, reason: 'Forbidden', message, details });
}

/** Reads as this person until the status comes: rights follow their bindings within moments, not at once. */
function becomes(cluster: Cluster, path: string, wanted: number): Promise<unknown> {
  const look = async () => (await cluster.request('nobody', 'GET', path)).status === wanted;
  return eventually(`${path} to answer ${wanted}`, look, 10_000);
}

describe('forbidden', () => {
  test('each verb of a resource in a namespace, in words', async ({ cluster, ns, of }) => {
    const where = `resource "configmaps" in API group "" in the namespace "${ns}"`;
    const all = { kind: 'configmaps' };
    const one = { name: 'a', kind: 'configmaps' };
    const asked: Array<[method: string, path: string, verb: string, details: object, query?: Record<string, string>]> =
      [
        ['GET', of('configmaps', 'a'), 'get', one],
        ['GET', of('configmaps'), 'list', all],
        ['GET', of('configmaps'), 'watch', all, { watch: 'true' }],
        ['POST', of('configmaps'), 'create', all],
        ['PUT', of('configmaps', 'a'), 'update', one],
        ['DELETE', of('configmaps', 'a'), 'delete', one],
        ['DELETE', of('configmaps'), 'deletecollection', all],
      ];
    for (const [method, path, verb, details, query = {}] of asked) {
      const name = details === one ? ' "a"' : '';
      expectForbidden(
        await cluster.request('nobody', method, path, { query }),
        `configmaps${name} is forbidden: User "nobody" cannot ${verb} ${where}`,
        details,
      );
    }
    const headers = { 'content-type': PATCH.merge };
    expectForbidden(
      await cluster.request('nobody', 'PATCH', of('configmaps', 'a'), { body: {}, headers }),
      `configmaps "a" is forbidden: User "nobody" cannot patch ${where}`,
      one,
    );
  });

  test('a resource of a group, a subresource, the whole cluster', async ({ cluster, ns, of }) => {
    expectForbidden(
      await cluster.request('nobody', 'GET', of('deployments', 'a')),
      `deployments.apps "a" is forbidden: User "nobody" cannot get resource "deployments" in API group "apps" in the namespace "${ns}"`,
      { name: 'a', group: 'apps', kind: 'deployments' },
    );
    expectForbidden(
      await cluster.request('nobody', 'GET', of('pods', 'a', 'log')),
      `pods "a" is forbidden: User "nobody" cannot get resource "pods/log" in API group "" in the namespace "${ns}"`,
      { name: 'a', kind: 'pods' },
    );
    expectForbidden(
      await cluster.request('nobody', 'GET', '/api/v1/nodes'),
      'nodes is forbidden: User "nobody" cannot list resource "nodes" in API group "" at the cluster scope',
      { kind: 'nodes' },
    );
    expectForbidden(
      await cluster.request('nobody', 'GET', '/api/v1/pods'),
      'pods is forbidden: User "nobody" cannot list resource "pods" in API group "" at the cluster scope',
      { kind: 'pods' },
    );
  });

  test('a path that is no resource', async ({ cluster }) => {
    expectForbidden(
      await cluster.request('nobody', 'GET', '/metrics'),
      'forbidden: User "nobody" cannot get path "/metrics"',
      {},
    );
  });

  test('a namespace is asked for in itself', async ({ cluster, ns }) => {
    expectForbidden(
      await cluster.request('nobody', 'GET', `/api/v1/namespaces/${ns}`),
      `namespaces "${ns}" is forbidden: User "nobody" cannot get resource "namespaces" in API group "" in the namespace "${ns}"`,
      { name: ns, kind: 'namespaces' },
    );
  });

  test('before it is known whether there is such a resource', async ({ cluster }) => {
    expectForbidden(
      await cluster.request('nobody', 'GET', '/apis/example.test/v1/namespaces/x/things'),
      'things.example.test is forbidden: User "nobody" cannot list resource "things" in API group "example.test" in the namespace "x"',
      { group: 'example.test', kind: 'things' },
    );
  });

  test('nobody at all is system:anonymous; a token that is none is 401', async ({ cluster, ns, of }) => {
    expectForbidden(
      await cluster.request(null, 'GET', of('pods')),
      `pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "${ns}"`,
      { kind: 'pods' },
    );
    const headers = { authorization: 'Bearer none' };
    expectRefusal(await cluster.request(null, 'GET', of('pods'), { headers }), {
      code: 401,
      reason: 'Unauthorized',
      message: 'Unauthorized',
    });
  });
});

describe('roles', () => {
  test('a Role gives what it names, where it is, and no more', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    await cluster.create(of('roles'), role('reader', [{ ...CONFIG_MAPS, verbs: ['get', 'list'] }]));
    await cluster.create(of('rolebindings'), roleBinding('reader', 'Role', 'reader', 'nobody'));
    await becomes(cluster, of('configmaps'), 200);
    const status = async (method: string, path: string) => (await cluster.request('nobody', method, path)).status;
    expect(await status('GET', of('configmaps', 'a'))).toBe(200);
    expect(await status('DELETE', of('configmaps', 'a'))).toBe(403);
    expect(await status('GET', of('secrets'))).toBe(403);
    expect(await status('GET', '/api/v1/namespaces/default/configmaps')).toBe(403);
  });

  test('names narrow a rule to these objects', async ({ cluster, of }) => {
    for (const name of ['a', 'b']) await cluster.create(of('configmaps'), configMap(name));
    const rule = { ...CONFIG_MAPS, resourceNames: ['a'], verbs: ['get', 'update'] };
    await cluster.create(of('roles'), role('one', [rule]));
    await cluster.create(of('rolebindings'), roleBinding('one', 'Role', 'one', 'nobody'));
    await becomes(cluster, of('configmaps', 'a'), 200);
    expect((await cluster.request('nobody', 'GET', of('configmaps', 'b'))).status).toBe(403);
    expect((await cluster.request('nobody', 'GET', of('configmaps'))).status).toBe(403);
  });

  test('a right to list by name needs the name in the field selector', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    await cluster.create(of('roles'), role('one', [{ ...CONFIG_MAPS, resourceNames: ['a'], verbs: ['list'] }]));
    await cluster.create(of('rolebindings'), roleBinding('one', 'Role', 'one', 'nobody'));
    await becomes(cluster, `${of('configmaps')}?fieldSelector=metadata.name%3Da`, 200);
    expect((await cluster.request('nobody', 'GET', of('configmaps'))).status).toBe(403);
  });

  test('a right to a resource is none to its subresources', async ({ cluster, of }) => {
    await cluster.create(of('roles'), role('pods', [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }]));
    await cluster.create(of('rolebindings'), roleBinding('pods', 'Role', 'pods', 'nobody'));
    await becomes(cluster, of('pods'), 200);
    expect((await cluster.request('nobody', 'GET', of('pods', 'a', 'log'))).status).toBe(403);
  });

  test('a ClusterRole bound in a namespace counts there', async ({ cluster, of }) => {
    await cluster.create(of('rolebindings'), roleBinding('view', 'ClusterRole', 'view', 'nobody'));
    await becomes(cluster, of('deployments'), 200);
    // view does not show Secrets, nor anything elsewhere.
    expect((await cluster.request('nobody', 'GET', of('secrets'))).status).toBe(403);
    expect((await cluster.request('nobody', 'GET', '/apis/apps/v1/deployments')).status).toBe(403);
  });

  test('a binding that is taken away takes the rights with it', async ({ cluster, of }) => {
    await cluster.create(of('rolebindings'), roleBinding('view', 'ClusterRole', 'view', 'nobody'));
    await becomes(cluster, of('pods'), 200);
    await cluster.delete(of('rolebindings', 'view'));
    await becomes(cluster, of('pods'), 403);
  });

  test('a ClusterRole may be put together from others by their labels', async ({ cluster, ns }) => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const label = `conformance.test/${ns}`;
    await cluster.create(roles, {
      metadata: { name: `${ns}-sum` },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'yes' } }] },
    });
    const rules = [{ ...CONFIG_MAPS, verbs: ['get'] }];
    await cluster.create(roles, { metadata: { name: `${ns}-part`, labels: { [label]: 'yes' } }, rules });
    const sum = await cluster.settled(
      `${roles}/${ns}-sum`,
      'the sum',
      (it) => (it.rules as unknown[] | null)?.length === 1,
    );
    expect(sum.rules).toEqual([{ ...CONFIG_MAPS, verbs: ['get'] }]);
  });

  test('the roles that every cluster begins with', async ({ cluster }) => {
    for (const name of ['cluster-admin', 'admin', 'edit', 'view', 'system:discovery', 'system:basic-user']) {
      const found = await cluster.get(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`);
      expect(found.metadata.labels).toMatchObject({ 'kubernetes.io/bootstrapping': 'rbac-defaults' });
    }
  });

  test('rules and bindings that say too little', async ({ cluster, of }) => {
    const about = { kind: 'Role', group: 'rbac.authorization.k8s.io', name: 'a' };
    const post = (resource: string, body: unknown) => cluster.request('admin', 'POST', of(resource), { body });
    expectInvalid(await post('roles', role('a', [CONFIG_MAPS])), about, {
      reason: 'FieldValueRequired',
      message: 'Required value',
      field: 'rules[0].verbs',
    });
    expectInvalid(
      await post('roles', role('a', [{ verbs: ['get'] }])),
      about,
      {
        reason: 'FieldValueRequired',
        message: 'Required value: resource rules must supply at least one api group',
        field: 'rules[0].apiGroups',
      },
      {
        reason: 'FieldValueRequired',
        message: 'Required value: resource rules must supply at least one resource',
        field: 'rules[0].resources',
      },
    );
    const binding = { ...roleBinding('a', 'Role', '', 'nobody'), roleRef: { apiGroup: 'x', kind: 'Rule', name: '' } };
    expectInvalid(
      await post('rolebindings', binding),
      { ...about, kind: 'RoleBinding' },
      {
        reason: 'FieldValueNotSupported',
        message: 'Unsupported value: "x": supported values: "rbac.authorization.k8s.io"',
        field: 'roleRef.apiGroup',
      },
      {
        reason: 'FieldValueNotSupported',
        message: 'Unsupported value: "Rule": supported values: "Role", "ClusterRole"',
        field: 'roleRef.kind',
      },
      { reason: 'FieldValueRequired', message: 'Required value', field: 'roleRef.name' },
    );
  });
});

describe('escalation', () => {
  /** Makes `nobody` one who may write roles here, and who may read config maps. */
  async function roleMaker(cluster: Cluster, of: (resource: string) => string): Promise<void> {
    const makes = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create'] };
    const reads = { ...CONFIG_MAPS, verbs: ['get', 'list'] };
    await cluster.create(of('roles'), role('maker', [makes, reads]));
    await cluster.create(of('rolebindings'), roleBinding('maker', 'Role', 'maker', 'nobody'));
    await becomes(cluster, of('configmaps'), 200);
  }

  test('one may give only the rights that one has', async ({ cluster, of }) => {
    await roleMaker(cluster, of);
    const post = (body: unknown) => cluster.request('nobody', 'POST', of('roles'), { body });
    expect((await post(role('fine', [{ ...CONFIG_MAPS, verbs: ['get'] }]))).status).toBe(201);
    const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] };
    const more = await post(role('more', [{ ...CONFIG_MAPS, verbs: ['get'] }, secrets]));
    expectForbidden(
      more,
      'roles.rbac.authorization.k8s.io "more" is forbidden: user "nobody" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
      { name: 'more', group: 'rbac.authorization.k8s.io', kind: 'roles' },
    );
  });

  test('nor by a binding', async ({ cluster, of }) => {
    await roleMaker(cluster, of);
    const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
    await cluster.create(of('roles'), role('secrets', [secrets]));
    const body = roleBinding('more', 'Role', 'secrets', 'nobody');
    expectForbidden(
      await cluster.request('nobody', 'POST', of('rolebindings'), { body }),
      'rolebindings.rbac.authorization.k8s.io "more" is forbidden: user "nobody" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
      { name: 'more', group: 'rbac.authorization.k8s.io', kind: 'rolebindings' },
    );
  });
});
