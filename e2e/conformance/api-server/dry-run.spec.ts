import { describe, expect } from 'vitest';
import { PATCH } from '../cluster.ts';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import { names } from '../kube.ts';
import { configMap, deployment, pod, service } from '../manifests.ts';

const DRY = { dryRun: 'All' };

/** The whole answer of a write without the write. */
describe('dry run', () => {
  test('create: the object as it would be, without a version, and nothing is there', async ({ cluster, of }) => {
    const options = { body: deployment('a', { replicas: 2 }), query: DRY };
    const { status, body } = await cluster.request('admin', 'POST', of('deployments'), options);
    expect(status).toBe(201);
    expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.metadata.resourceVersion).toBeUndefined();
    expect(body.spec).toMatchObject({ replicas: 2, revisionHistoryLimit: 10 });
    expect(names(await cluster.get(of('deployments')))).toEqual([]);
  });

  test('create: refused as it would be', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const answer = await cluster.request('admin', 'POST', of('configmaps'), { body: configMap('a'), query: DRY });
    expectRefusal(answer, {
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "a" already exists',
      details: { name: 'a', kind: 'configmaps' },
    });
  });

  test('generateName: a name that is not taken', async ({ cluster, of }) => {
    const body = { metadata: { generateName: 'made-' } };
    const answer = await cluster.request('admin', 'POST', of('configmaps'), { body, query: DRY });
    expect(answer.body.metadata.name).toMatch(/^made-.{5}$/);
    expect((await cluster.request('admin', 'GET', of('configmaps', answer.body.metadata.name))).status).toBe(404);
  });

  test('update: the new content at the old version', async ({ cluster, of }) => {
    const made = await cluster.create(of('configmaps'), configMap('a'));
    const options = { body: configMap('a', { key: 'other' }), query: DRY };
    const { body } = await cluster.request('admin', 'PUT', of('configmaps', 'a'), options);
    expect(body.data).toEqual({ key: 'other' });
    expect(body.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    expect(await cluster.get(of('configmaps', 'a'))).toEqual(made);
  });

  test('patch: the generation as it would be', async ({ cluster, of }) => {
    await cluster.create(of('cronjobs'), {
      metadata: { name: 'a' },
      spec: {
        schedule: '0 0 1 1 *',
        jobTemplate: { spec: { template: { spec: pod('a', { restartPolicy: 'Never' }).spec } } },
      },
    });
    const made = await cluster.get(of('cronjobs', 'a'));
    const changed = await cluster.patch(of('cronjobs', 'a'), { spec: { schedule: '0 0 2 1 *' } }, 'merge', DRY);
    expect(changed.metadata.generation).toBe(2);
    expect(await cluster.get(of('cronjobs', 'a'))).toEqual(made);
  });

  test('apply: the conflict as it would be', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const headers = { 'content-type': PATCH.apply };
    const query = { ...DRY, fieldManager: 'one' };
    const body = configMap('a', { key: 'other' });
    const answer = await cluster.request('admin', 'PATCH', of('configmaps', 'a'), { body, headers, query });
    expect([answer.status, answer.body.message]).toEqual([
      409,
      'Apply failed with 1 conflict: conflict with "conformance" using v1: .data.key',
    ]);
  });

  test('delete: what would be said, and the object stays', async ({ cluster, of }) => {
    const made = await cluster.create(of('configmaps'), configMap('a'));
    const answer = await cluster.request('admin', 'DELETE', of('configmaps', 'a'), { query: DRY });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ kind: 'Status', status: 'Success' });
    expect(await cluster.get(of('configmaps', 'a'))).toEqual(made);
  });

  test('scale', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('a', { replicas: 0, paused: true }));
    const answer = await cluster.patch(of('deployments', 'a', 'scale'), { spec: { replicas: 5 } }, 'merge', DRY);
    expect(answer.spec).toEqual({ replicas: 5 });
    expect((await cluster.get(of('deployments', 'a', 'scale'))).spec).toEqual({});
  });

  test('a watch sees nothing of it', async ({ cluster, of }) => {
    const made = await cluster.create(of('configmaps'), configMap('a'));
    const watch = await cluster.watch('admin', of('configmaps'), { resourceVersion: made.metadata.resourceVersion });
    await cluster.patch(of('configmaps', 'a'), { data: { key: 'dry' } }, 'merge', DRY);
    await cluster.request('admin', 'POST', of('configmaps'), { body: configMap('b'), query: DRY });
    await cluster.create(of('configmaps'), configMap('c'));
    expect(
      (await watch.until('c', ({ object }) => object.metadata.name !== 'kube-root-ca.crt')).object.metadata.name,
    ).toBe('c');
    watch.close();
  });

  test('no port or address is taken', async ({ cluster, of }) => {
    const body = service('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 32_321 }] });
    for (const name of ['a', 'b']) {
      const named = { ...body, metadata: { name } };
      expect((await cluster.request('admin', 'POST', of('services'), { body: named, query: DRY })).status).toBe(201);
    }
    expect((await cluster.request('admin', 'POST', of('services'), { body })).status).toBe(201);
  });

  test('only All is known', async ({ cluster, of }) => {
    const options = { body: configMap('a'), query: { dryRun: 'Some' } };
    const about = { group: 'meta.k8s.io', kind: 'CreateOptions', name: '' };
    expectInvalid(await cluster.request('admin', 'POST', of('configmaps'), options), about, {
      reason: 'FieldValueNotSupported',
      message: 'Unsupported value: ["Some"]: supported values: "All"',
      field: 'dryRun',
    });
  });
});
