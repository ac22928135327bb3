import { describe, expect } from 'vitest';
import { PATCH } from '../cluster.ts';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import type { Fields } from '../kube.ts';
import { pod } from '../manifests.ts';

const ingress = (paths: Fields[]) => ({
  metadata: { name: 'web' },
  spec: { rules: [{ host: 'web.test', http: { paths } }] },
});
const backend = { service: { name: 'web', port: { number: 80 } } };
const CLASSES = '/apis/scheduling.k8s.io/v1/priorityclasses';
const STORAGE = '/apis/storage.k8s.io/v1/storageclasses';

/** Kinds that no controller of a small cluster acts on: they are filled in, checked, stored and served all the same. */
describe('stored kinds', () => {
  test('Ingress: as it is sent', async ({ cluster, of }) => {
    const body = ingress([{ path: '/', pathType: 'Prefix', backend }]);
    const made = await cluster.create(of('ingresses'), body);
    expect(made.spec).toEqual(body.spec);
    expect(made.status).toEqual({ loadBalancer: {} });
    expect(made.metadata.generation).toBe(1);
  });

  test('Ingress: a path must say how it is meant', async ({ cluster, of }) => {
    const answer = await cluster.request('admin', 'POST', of('ingresses'), { body: ingress([{ path: '/', backend }]) });
    expectInvalid(
      answer,
      { kind: 'Ingress', group: 'networking.k8s.io', name: 'web' },
      {
        reason: 'FieldValueRequired',
        message: 'Required value: pathType must be specified',
        field: 'spec.rules[0].http.paths[0].pathType',
      },
    );
  });

  test('NetworkPolicy: of incoming traffic, unless it speaks of outgoing', async ({ cluster, of }) => {
    const policy = (name: string, spec: Fields) =>
      cluster.create(of('networkpolicies'), { metadata: { name }, spec: { podSelector: {}, ...spec } });
    expect((await policy('in', {})).spec).toEqual({ podSelector: {}, policyTypes: ['Ingress'] });
    expect((await policy('out', { egress: [{}] })).spec.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  test('StorageClass: deleted with its claim, bound at once; what it is made by stays', async ({ cluster, ns }) => {
    const made = await cluster.create(STORAGE, { metadata: { name: ns }, provisioner: 'example.test/disk' });
    expect(made).toMatchObject({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
    const options = { body: { provisioner: 'example.test/other' }, headers: { 'content-type': PATCH.merge } };
    expectInvalid(
      await cluster.request('admin', 'PATCH', `${STORAGE}/${ns}`, options),
      { kind: 'StorageClass', group: 'storage.k8s.io', name: ns },
      {
        reason: 'FieldValueInvalid',
        // Not the value that was sent, as elsewhere.
        message: 'Invalid value: null: field is immutable',
        field: 'provisioner',
      },
    );
  });

  test('PriorityClass: pods get its number', async ({ cluster, ns, of }) => {
    const made = await cluster.create(CLASSES, { metadata: { name: ns }, value: 1000 });
    expect(made).toMatchObject({ value: 1000, preemptionPolicy: 'PreemptLowerPriority' });
    const nodeSelector = { no: 'such-node' };
    const { spec } = await cluster.create(of('pods'), pod('a', { priorityClassName: ns, nodeSelector }));
    expect(spec).toMatchObject({ priority: 1000, priorityClassName: ns });
  });

  test('PriorityClass: one that is not there', async ({ cluster, of }) => {
    const body = pod('a', { priorityClassName: 'absent' });
    expectRefusal(await cluster.request('admin', 'POST', of('pods'), { body }), {
      code: 403,
      reason: 'Forbidden',
      message: 'pods "a" is forbidden: no PriorityClass with name absent was found',
      details: { name: 'a', kind: 'pods' },
    });
  });

  test('PriorityClass: the highest belong to the system, and the number stays', async ({ cluster, ns }) => {
    const high = { metadata: { name: ns }, value: 2_000_000_000 };
    const about = { kind: 'PriorityClass', group: 'scheduling.k8s.io', name: ns };
    expectInvalid(await cluster.request('admin', 'POST', CLASSES, { body: high }), about, {
      reason: 'FieldValueForbidden',
      message: 'Forbidden: maximum allowed value of a user defined priority is 1000000000',
      field: 'value',
    });
    await cluster.create(CLASSES, { metadata: { name: ns }, value: 1 });
    const options = { body: { value: 2 }, headers: { 'content-type': PATCH.merge } };
    expectInvalid(await cluster.request('admin', 'PATCH', `${CLASSES}/${ns}`, options), about, {
      reason: 'FieldValueForbidden',
      message: 'Forbidden: may not be changed in an update.',
      field: 'value',
    });
    for (const name of ['system-cluster-critical', 'system-node-critical']) {
      expect((await cluster.request('admin', 'GET', `${CLASSES}/${name}`)).status).toBe(200);
    }
  });

  test('Lease: times to the microsecond', async ({ cluster, of }) => {
    const spec = { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.123456Z' };
    expect((await cluster.create(of('leases'), { metadata: { name: 'a' }, spec })).spec).toEqual(spec);
    const wrong = { metadata: { name: 'b' }, spec: { leaseDurationSeconds: 0 } };
    expectInvalid(
      await cluster.request('admin', 'POST', of('leases'), { body: wrong }),
      { kind: 'Lease', group: 'coordination.k8s.io', name: 'b' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 0: must be greater than 0',
        field: 'spec.leaseDurationSeconds',
      },
    );
  });

  test('ControllerRevision: its data stays', async ({ cluster, of }) => {
    const data = { any: ['thing'] };
    const made = await cluster.create(of('controllerrevisions'), { metadata: { name: 'a' }, revision: 1, data });
    expect(made.data).toEqual(data);
    const options = { body: { data: { any: ['other'] } }, headers: { 'content-type': PATCH.merge } };
    const answer = await cluster.request('admin', 'PATCH', of('controllerrevisions', 'a'), options);
    expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
    expect(answer.body.message).toMatch(
      /^ControllerRevision\.apps "a" is invalid: data: Invalid value: .*: field is immutable$/,
    );
  });
});
