import { describe, expect } from 'vitest';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import { type Kube, names } from '../kube.ts';
import { configMap, deployment, pod, service } from '../manifests.ts';

const HOLD = 'conformance.test/hold';
const held = (name: string) => ({ metadata: { name, finalizers: [HOLD] } });
const running = ({ status }: Kube) => status.phase === 'Running';

describe('delete', () => {
  test('most kinds: a Status that says which object it was', async ({ cluster, of }) => {
    const made = await cluster.create(of('deployments'), deployment('a', { replicas: 0 }));
    const { status, body } = await cluster.request('admin', 'DELETE', of('deployments', 'a'));
    expect(status).toBe(200);
    expect(body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'a', group: 'apps', kind: 'deployments', uid: made.metadata.uid },
    });
    await cluster.gone(of('deployments', 'a'), 1_000);
  });

  test('pods and Services: the object itself', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('a'));
    expect(await cluster.delete(of('services', 'a'))).toMatchObject({ kind: 'Service', metadata: { name: 'a' } });
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    expect(await cluster.delete(of('pods', 'a'))).toMatchObject({ kind: 'Pod', metadata: { name: 'a' } });
  });

  test('what is not there', async ({ cluster, of }) => {
    expectRefusal(await cluster.request('admin', 'DELETE', of('deployments', 'a')), {
      code: 404,
      reason: 'NotFound',
      message: 'deployments.apps "a" not found',
      details: { name: 'a', group: 'apps', kind: 'deployments' },
    });
  });

  test('preconditions: another uid or version', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), configMap('a'));
    const { uid, resourceVersion } = metadata;
    const ask = (preconditions: object) =>
      cluster.request('admin', 'DELETE', of('configmaps', 'a'), { body: { preconditions } });
    // Here the kind stands where other conflicts have the resource.
    const details = { name: 'a', kind: 'ConfigMap' };
    expectRefusal(await ask({ uid: 'old' }), {
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (old) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
      details,
    });
    expectRefusal(await ask({ resourceVersion: '1' }), {
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
      details,
    });
    expect((await ask({ uid, resourceVersion })).status).toBe(200);
  });

  test('options that cannot be read', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const ask = (body: unknown) => cluster.request('admin', 'DELETE', of('configmaps', 'a'), { body });
    const about = { group: 'meta.k8s.io', kind: 'DeleteOptions', name: '' };
    expectInvalid(await ask({ propagationPolicy: 'Sideways' }), about, {
      reason: 'FieldValueNotSupported',
      message: 'Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"',
      field: 'propagationPolicy',
    });
    expectInvalid(await ask({ propagationPolicy: 'Orphan', orphanDependents: true }), about, {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
      field: 'propagationPolicy',
    });
    expectRefusal(await ask('{'), {
      code: 400,
      reason: 'BadRequest',
      message: "couldn't get version/kind; json parse error: unexpected end of JSON input",
    });
  });

  test('a pod on a node is told to end and has 30 seconds, unless it says otherwise', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a'));
    await cluster.create(of('pods'), pod('b', { terminationGracePeriodSeconds: 5 }));
    for (const [name, seconds] of [
      ['a', 30],
      ['b', 5],
    ] as const) {
      await cluster.settled(of('pods', name), 'running', running);
      const before = Date.now();
      const { metadata, status } = await cluster.delete(of('pods', name));
      expect(metadata.deletionGracePeriodSeconds).toBe(seconds);
      // The time by which it has to have ended, not the time of the request.
      expect(Date.parse(String(metadata.deletionTimestamp)) - before).toBeGreaterThan((seconds - 2) * 1000);
      expect(metadata.generation).toBe(2);
      expect(status.phase).toBe('Running');
      await cluster.gone(of('pods', name));
    }
  });

  test('gracePeriodSeconds: in the body or in the query', async ({ cluster, of }) => {
    for (const name of ['a', 'b']) await cluster.create(of('pods'), pod(name));
    for (const name of ['a', 'b']) await cluster.settled(of('pods', name), 'running', running);
    const inBody = await cluster.delete(of('pods', 'a'), { gracePeriodSeconds: 7 });
    expect(inBody.metadata.deletionGracePeriodSeconds).toBe(7);
    const inQuery = await cluster.delete(`${of('pods', 'b')}?gracePeriodSeconds=8`);
    expect(inQuery.metadata.deletionGracePeriodSeconds).toBe(8);
  });

  test('a grace period of 0 takes a pod away at once', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a'));
    await cluster.settled(of('pods', 'a'), 'running', running);
    const { metadata } = await cluster.delete(of('pods', 'a'), { gracePeriodSeconds: 0 });
    expect(metadata.deletionGracePeriodSeconds).toBe(0);
    expect((await cluster.request('admin', 'GET', of('pods', 'a'))).status).toBe(404);
  });

  test('a grace period may be shortened, not lengthened', async ({ cluster, of }) => {
    await cluster.create(of('pods'), { ...pod('a'), metadata: { name: 'a', finalizers: [HOLD] } });
    await cluster.settled(of('pods', 'a'), 'running', running);
    const grace = async (gracePeriodSeconds: number) =>
      (await cluster.delete(of('pods', 'a'), { gracePeriodSeconds })).metadata.deletionGracePeriodSeconds;
    expect(await grace(20)).toBe(20);
    expect(await grace(10)).toBe(10);
    expect(await grace(40)).toBe(10);
    await cluster.patch(of('pods', 'a'), { metadata: { finalizers: null } });
    await cluster.gone(of('pods', 'a'));
  });

  test('a pod that is on no node is gone at once', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    await cluster.delete(of('pods', 'a'));
    expect((await cluster.request('admin', 'GET', of('pods', 'a'))).status).toBe(404);
  });

  test('of a collection: those that a selector names, and the answer is their list', async ({ cluster, of }) => {
    for (const [name, tier] of Object.entries({ a: 'web', b: 'web', c: 'db' })) {
      await cluster.create(of('configmaps'), { metadata: { name, labels: { tier } } });
    }
    const query = { labelSelector: 'tier=web' };
    const { status, body } = await cluster.request('admin', 'DELETE', of('configmaps'), { query });
    expect([status, body.kind, names(body)]).toEqual([200, 'ConfigMapList', ['a', 'b']]);
    expect(names(await cluster.get(of('configmaps'), { labelSelector: 'tier' }))).toEqual(['c']);
    const { body: none } = await cluster.request('admin', 'DELETE', of('configmaps'), { query });
    expect(none.items).toEqual([]);
  });
});

describe('finalizers', () => {
  test('an object that is held stays, marked as being deleted', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), held('a'));
    const { status, body } = await cluster.request('admin', 'DELETE', of('configmaps', 'a'));
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'ConfigMap', metadata: { deletionGracePeriodSeconds: 0, finalizers: [HOLD] } });
    expect(Date.parse(String(body.metadata.deletionTimestamp))).toBeLessThanOrEqual(Date.now() + 2_000);
    // Once more changes nothing.
    expect(await cluster.delete(of('configmaps', 'a'))).toEqual(body);
    await cluster.patch(of('configmaps', 'a'), { metadata: { finalizers: null } });
    expect((await cluster.request('admin', 'GET', of('configmaps', 'a'))).status).toBe(404);
  });

  test('a watch sees the mark as MODIFIED and the end as DELETED', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), held('a'));
    const query = { fieldSelector: 'metadata.name=a', resourceVersion: metadata.resourceVersion };
    const watch = await cluster.watch('admin', of('configmaps'), query);
    await cluster.delete(of('configmaps', 'a'));
    const marked = await watch.next();
    expect([marked.type, marked.object.metadata.deletionTimestamp]).toEqual(['MODIFIED', expect.any(String)]);
    await cluster.patch(of('configmaps', 'a'), { metadata: { finalizers: null } });
    expect(await watch.said()).toBe('DELETED a');
    watch.close();
  });

  test('an object that is being deleted may still change, but not be held by more', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), held('a'));
    await cluster.delete(of('configmaps', 'a'));
    expect((await cluster.patch(of('configmaps', 'a'), { data: { still: 'here' } })).data).toEqual({ still: 'here' });
    const body = { metadata: { finalizers: [HOLD, 'conformance.test/more'] } };
    const headers = { 'content-type': 'application/merge-patch+json' };
    const answer = await cluster.request('admin', 'PATCH', of('configmaps', 'a'), { body, headers });
    expectInvalid(
      answer,
      { kind: 'ConfigMap', name: 'a' },
      {
        reason: 'FieldValueForbidden',
        message:
          'Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"conformance.test/more"}',
        field: 'metadata.finalizers',
      },
    );
    await cluster.patch(of('configmaps', 'a'), { metadata: { finalizers: null } });
  });

  test('its name is taken until it is gone', async ({ cluster, of }) => {
    const first = await cluster.create(of('configmaps'), held('a'));
    await cluster.delete(of('configmaps', 'a'));
    const again = await cluster.request('admin', 'POST', of('configmaps'), { body: configMap('a') });
    // Not "already exists" alone: kubectl prints this.
    expect([again.status, again.body.message]).toEqual([409, 'object is being deleted: configmaps "a" already exists']);
    await cluster.patch(of('configmaps', 'a'), { metadata: { finalizers: null } });
    expect((await cluster.create(of('configmaps'), configMap('a'))).metadata.uid).not.toBe(first.metadata.uid);
  });

  test('a finalizer must be a qualified name', async ({ cluster, of }) => {
    const body = { metadata: { name: 'a', finalizers: ['hold'] } };
    expectInvalid(
      await cluster.request('admin', 'POST', of('configmaps'), { body }),
      { kind: 'ConfigMap', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "hold": name is neither a standard finalizer name nor is it fully qualified',
        field: 'metadata.finalizers[0]',
      },
    );
  });
});
