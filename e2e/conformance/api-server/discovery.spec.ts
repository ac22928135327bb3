import { describe, expect } from 'vitest';
import { expectRefusal, test } from '../conformance.ts';
import { at, type Fields, type Kube } from '../kube.ts';
import { ALL_VERBS, RESOURCES, SUBRESOURCE_VERBS, SUBRESOURCES } from './served.ts';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** The resources of a list by name, without the hash of how the server stores them. */
function byName(list: Kube): Record<string, Fields> {
  const entries = (list.resources as Fields[]).map(({ name, storageVersionHash, ...rest }) => [name, rest]);
  return Object.fromEntries(entries) as Record<string, Fields>;
}

describe('discovery', () => {
  test('the version says major, minor and gitVersion, to anyone', async ({ cluster }) => {
    const { status, body } = await cluster.request(null, 'GET', '/version');
    expect(status).toBe(200);
    expect(body).toMatchObject({ major: '1', platform: expect.stringMatching(/^\w+\/\w+$/) });
    expect(body.minor).toMatch(/^\d+$/);
    expect(body.gitVersion).toMatch(new RegExp(`^v1\\.${String(body.minor)}\\.\\d+`));
  });

  test('the health checks say ok in plain text, to anyone', async ({ cluster }) => {
    for (const path of ['/healthz', '/livez', '/readyz']) {
      const { status, text, headers } = await cluster.request(null, 'GET', path);
      expect([path, status, text]).toEqual([path, 200, 'ok']);
      expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    }
  });

  test('a verbose readiness check names each check on a line of its own', async ({ cluster }) => {
    const { text } = await cluster.request('nobody', 'GET', '/readyz', { query: { verbose: '' } });
    const lines = text.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining(['[+]ping ok', '[+]etcd ok', '[+]informer-sync ok', '[+]shutdown ok']),
    );
    expect(lines.slice(0, -2).every((line) => /^\[\+\]\S+ ok$/.test(line))).toBe(true);
    expect(lines.slice(-2)).toEqual(['readyz check passed', '']);
  });

  test('a check that is excluded is still named', async ({ cluster }) => {
    const { text } = await cluster.request('nobody', 'GET', '/readyz', { query: { verbose: '', exclude: 'etcd' } });
    expect(text).toContain('[+]etcd excluded: ok\n');
  });

  test('one check can be asked for by its path', async ({ cluster }) => {
    const { status, text } = await cluster.request('admin', 'GET', '/livez/ping');
    expect([status, text]).toEqual([200, 'ok']);
  });

  test('/api names the version of the core group', async ({ cluster }) => {
    const { body } = await cluster.request('nobody', 'GET', '/api');
    expect(body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
  });

  test('/apis names the groups, the version of each that is preferred, and no core group', async ({ cluster }) => {
    const { body } = await cluster.request('nobody', 'GET', '/apis');
    expect(body).toMatchObject({ kind: 'APIGroupList', apiVersion: 'v1' });
    const preferred = (body.groups as Fields[]).map((group) => at(group, 'preferredVersion.groupVersion'));
    const wanted = Object.keys(RESOURCES).filter((path) => path !== '/api/v1');
    expect(preferred).toEqual(expect.arrayContaining(wanted.map((path) => path.slice('/apis/'.length))));
    expect(preferred).not.toContain('v1');
  });

  test('a group tells its versions', async ({ cluster }) => {
    const version = { groupVersion: 'apps/v1', version: 'v1' };
    const { body } = await cluster.request('nobody', 'GET', '/apis/apps');
    expect(body).toEqual({
      kind: 'APIGroup',
      apiVersion: 'v1',
      name: 'apps',
      versions: [version],
      preferredVersion: version,
    });
  });

  for (const [path, resources] of Object.entries(RESOURCES)) {
    test(`${path} names its resources with scope, short names and verbs`, async ({ cluster }) => {
      const { body } = await cluster.request('nobody', 'GET', path);
      expect(body).toMatchObject({ kind: 'APIResourceList', groupVersion: path.replace(/^\/apis?\//, '') });
      const wanted = Object.entries(resources).map(([name, rest]) => [name, { ...rest, verbs: ALL_VERBS }]);
      const found = byName(body);
      expect(Object.fromEntries(Object.keys(resources).map((name) => [name, found[name]]))).toEqual(
        Object.fromEntries(wanted),
      );
    });
  }

  test('namespaces cannot be deleted as a collection', async ({ cluster }) => {
    const { body } = await cluster.request('nobody', 'GET', '/api/v1');
    expect(byName(body).namespaces).toEqual({
      singularName: 'namespace',
      namespaced: false,
      kind: 'Namespace',
      shortNames: ['ns'],
      verbs: ALL_VERBS.filter((verb) => verb !== 'deletecollection'),
    });
  });

  for (const [path, subresources] of Object.entries(SUBRESOURCES)) {
    test(`${path} names its subresources with what they take and their verbs`, async ({ cluster }) => {
      const found = byName((await cluster.request('nobody', 'GET', path)).body);
      for (const [name, wanted] of Object.entries(subresources)) {
        expect({ name, ...found[name] }).toEqual({ name, singularName: '', ...wanted });
      }
    });
  }

  test('aggregated discovery tells all groups, resources and subresources in one answer', async ({ cluster }) => {
    const { body, headers } = await cluster.request('nobody', 'GET', '/apis', { headers: { accept: AGGREGATED } });
    expect(headers['content-type']).toBe(AGGREGATED);
    expect(body).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
    const apps = body.items.find(({ metadata }) => metadata.name === 'apps');
    const [version] = (apps?.versions ?? []) as Fields[];
    expect(version).toMatchObject({ version: 'v1', freshness: 'Current' });
    expect(version?.resources).toContainEqual({
      resource: 'deployments',
      responseKind: { group: '', version: '', kind: 'Deployment' },
      scope: 'Namespaced',
      singularResource: 'deployment',
      verbs: ALL_VERBS,
      shortNames: ['deploy'],
      categories: ['all'],
      subresources: [
        {
          subresource: 'scale',
          responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
          verbs: SUBRESOURCE_VERBS,
        },
        {
          subresource: 'status',
          // Group and version are empty where the answer is of the resource's own kind.
          responseKind: { group: '', version: '', kind: 'Deployment' },
          verbs: SUBRESOURCE_VERBS,
        },
      ],
    });
  });

  test('aggregated discovery of the core group has no name', async ({ cluster }) => {
    const { body } = await cluster.request('nobody', 'GET', '/api', { headers: { accept: AGGREGATED } });
    expect(body.items).toHaveLength(1);
    expect(body.items[0]?.metadata).toEqual({});
  });

  test('the OpenAPI v3 index leads to the schemas of each group version', async ({ cluster }) => {
    const index = await cluster.request('nobody', 'GET', '/openapi/v3');
    const relative = String((index.body.paths as Record<string, Fields>)['apis/apps/v1']?.serverRelativeURL);
    expect(relative).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]+$/);
    const { body } = await cluster.request('nobody', 'GET', relative);
    expect(body.openapi).toBe('3.0.0');
    const schemas = (body.components as { schemas: Record<string, Fields> }).schemas;
    expect(schemas['io.k8s.api.apps.v1.Deployment']).toMatchObject({
      type: 'object',
      'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
    });
  });

  test('the schemas say how lists are merged', async ({ cluster }) => {
    const { body } = await cluster.request('nobody', 'GET', '/openapi/v3/apis/apps/v1');
    const schemas = (body.components as { schemas: Record<string, Fields> }).schemas;
    expect(at(schemas['io.k8s.api.core.v1.PodSpec']?.properties, 'containers')).toMatchObject({
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge',
    });
  });

  test('discovery is for those who have signed in', async ({ cluster }) => {
    for (const path of ['/api', '/apis', '/apis/apps/v1', '/openapi/v3']) {
      expectRefusal(await cluster.request(null, 'GET', path), {
        code: 403,
        reason: 'Forbidden',
        message: `forbidden: User "system:anonymous" cannot get path "${path}"`,
        details: {},
      });
    }
  });

  test('the root lists paths, to those who may see it', async ({ cluster }) => {
    const { body } = await cluster.request('admin', 'GET', '/');
    expect(body.paths).toEqual(expect.arrayContaining(['/api', '/api/v1', '/apis', '/apis/apps/v1', '/version']));
    expectRefusal(await cluster.request('nobody', 'GET', '/'), {
      code: 403,
      reason: 'Forbidden',
      message: 'forbidden: User "nobody" cannot get path "/"',
      details: {},
    });
  });
});
