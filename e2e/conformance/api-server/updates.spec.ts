import { describe, expect } from 'vitest';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import { configMap, cronJob, deployment, disruptionBudget, pod, role } from '../manifests.ts';

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

describe('update', () => {
  test('the object becomes what is sent: what is left out is gone', async ({ cluster, of }) => {
    const one = await cluster.create(of('configmaps'), configMap('a', { one: '1', two: '2' }));
    const sent = { ...one, data: { one: '1' }, metadata: { ...one.metadata, labels: { new: 'yes' } } };
    const { status, body } = await cluster.request('admin', 'PUT', of('configmaps', 'a'), { body: sent });
    expect(status).toBe(200);
    expect(body.data).toEqual({ one: '1' });
    expect(body.metadata).toMatchObject({ labels: { new: 'yes' }, uid: one.metadata.uid });
    expect(body.metadata.creationTimestamp).toBe(one.metadata.creationTimestamp);
  });

  test('of a version that is not the newest: conflict, and nothing is written', async ({ cluster, of }) => {
    const one = await cluster.create(of('configmaps'), configMap('a'));
    const two = await cluster.patch(of('configmaps', 'a'), { data: { key: 'other' } });
    expectRefusal(await cluster.request('admin', 'PUT', of('configmaps', 'a'), { body: one }), {
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on configmaps "a": ${MODIFIED}`,
      details: { name: 'a', kind: 'configmaps' },
    });
    expect(await cluster.get(of('configmaps', 'a'))).toEqual(two);
  });

  test('of two writers with the same version one wins', async ({ cluster, of }) => {
    const one = await cluster.create(of('configmaps'), configMap('a'));
    const write = (key: string) =>
      cluster.request('admin', 'PUT', of('configmaps', 'a'), { body: { ...one, data: { key } } });
    const answers = await Promise.all(['b', 'c', 'd', 'e'].map(write));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  test('without a version it is written in any case', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    await cluster.patch(of('configmaps', 'a'), { data: { key: 'other' } });
    const { data } = await cluster.update(of('configmaps', 'a'), configMap('a', { key: 'third' }));
    expect(data).toEqual({ key: 'third' });
  });

  test('some kinds insist on a version', async ({ cluster, of }) => {
    await cluster.create(of('poddisruptionbudgets'), disruptionBudget('a', { minAvailable: 1 }));
    const body = disruptionBudget('a', { minAvailable: 2 });
    // This refusal names the resource where others name the kind.
    expectInvalid(
      await cluster.request('admin', 'PUT', of('poddisruptionbudgets', 'a'), { body }),
      { kind: 'poddisruptionbudgets', group: 'policy', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 0: must be specified for an update',
        field: 'metadata.resourceVersion',
      },
    );
  });

  test('of another object of the same name', async ({ cluster, ns, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), configMap('a'));
    const body = { metadata: { name: 'a', uid: 'old' } };
    expectRefusal(await cluster.request('admin', 'PUT', of('configmaps', 'a'), { body }), {
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on configmaps "a": StorageError: invalid object, Code: 4, Key: /registry/configmaps/${ns}/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: old, UID in object meta: ${metadata.uid}`,
      details: { name: 'a', kind: 'configmaps' },
    });
  });

  test('of what is not there', async ({ cluster, of }) => {
    expectRefusal(await cluster.request('admin', 'PUT', of('configmaps', 'a'), { body: configMap('a') }), {
      code: 404,
      reason: 'NotFound',
      message: 'configmaps "a" not found',
      details: { name: 'a', kind: 'configmaps' },
    });
  });

  test('a few kinds are created by an update: roles and leases', async ({ cluster, of }) => {
    const asked = await cluster.request('admin', 'PUT', of('roles', 'a'), { body: role('a', []) });
    expect([asked.status, asked.body.metadata.name]).toEqual([201, 'a']);
    const lease = { metadata: { name: 'a' }, spec: { holderIdentity: 'me' } };
    expect((await cluster.request('admin', 'PUT', of('leases', 'a'), { body: lease })).status).toBe(201);
  });

  test('another name or namespace than in the path', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const put = (metadata: object) => cluster.request('admin', 'PUT', of('configmaps', 'a'), { body: { metadata } });
    expectRefusal(await put({ name: 'b' }), {
      code: 400,
      reason: 'BadRequest',
      message: 'the name of the object (b) does not match the name on the URL (a)',
    });
    expectRefusal(await put({ name: 'a', namespace: 'other' }), {
      code: 400,
      reason: 'BadRequest',
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    });
  });

  test('a version that is no number is an error of the server', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const body = { metadata: { name: 'a', resourceVersion: 'new' } };
    expectRefusal(await cluster.request('admin', 'PUT', of('configmaps', 'a'), { body }), {
      code: 500,
      message: 'strconv.ParseUint: parsing "new": invalid syntax',
    });
  });

  test('the status is not taken from the main resource', async ({ cluster, of }) => {
    const made = await cluster.create(of('cronjobs'), cronJob('a', { suspend: true }));
    const sent = { ...made, status: { lastScheduleTime: '2020-01-01T00:00:00Z' } };
    expect((await cluster.update(of('cronjobs', 'a'), sent)).status).toEqual({});
  });

  test('the generation follows the spec and nothing else', async ({ cluster, of }) => {
    await cluster.create(of('cronjobs'), cronJob('a', { suspend: true }));
    const generation = async (patch: object, path = of('cronjobs', 'a')) =>
      (await cluster.patch(path, patch)).metadata.generation;
    expect(await generation({ metadata: { labels: { new: 'yes' } } })).toBe(1);
    const status = { status: { lastScheduleTime: '2020-01-01T00:00:00Z' } };
    expect(await generation(status, of('cronjobs', 'a', 'status'))).toBe(1);
    expect(await generation({ spec: { schedule: '0 0 2 1 *' } })).toBe(2);
    // The same again is no change.
    expect(await generation({ spec: { schedule: '0 0 2 1 *' } })).toBe(2);
  });

  test('deletionTimestamp cannot be set or taken away by an update', async ({ cluster, of }) => {
    const metadata = { name: 'a', finalizers: ['conformance.test/hold'] };
    await cluster.create(of('configmaps'), { metadata });
    const body = { metadata: { ...metadata, deletionTimestamp: '2001-01-01T00:00:00Z' } };
    const answer = await cluster.request('admin', 'PUT', of('configmaps', 'a'), { body });
    expectInvalid(
      answer,
      { kind: 'ConfigMap', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "2001-01-01T00:00:00Z": field is immutable',
        field: 'metadata.deletionTimestamp',
      },
    );
    await cluster.delete(of('configmaps', 'a'));
    const kept = await cluster.update(of('configmaps', 'a'), { metadata });
    expect(kept.metadata.deletionTimestamp).toMatch(/Z$/);
    await cluster.patch(of('configmaps', 'a'), { metadata: { finalizers: null } });
  });

  test('the image of a pod may change, and is a new generation', async ({ cluster, of }) => {
    const made = await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    const containers = (made.spec.containers as object[]).map((each) => ({ ...each, image: 'nginx:1.30' }));
    const changed = await cluster.patch(of('pods', 'a'), { spec: { containers } });
    expect(changed.metadata.generation).toBe(2);
  });

  test('a controller that writes the status leaves the generation', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('a', { replicas: 0 }));
    // Its first write has conditions and no observedGeneration yet.
    const observed = await cluster.settled(
      of('deployments', 'a'),
      'seen',
      ({ status }) => status.observedGeneration === 1,
    );
    expect(observed.metadata.generation).toBe(1);
  });
});
