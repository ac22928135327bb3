import { describe, expect } from 'vitest';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import { configMap, deployment, pod, service } from '../manifests.ts';
import { pathOf } from '../paths.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('create', () => {
  test('201 with the object as it is stored', async ({ cluster, ns, of }) => {
    const before = Date.now();
    const { status, body } = await cluster.request('admin', 'POST', of('configmaps'), { body: configMap('a') });
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { key: 'value' } });
    expect(body.metadata).toMatchObject({
      name: 'a',
      namespace: ns,
      uid: expect.stringMatching(UUID),
      resourceVersion: expect.stringMatching(/^\d+$/),
      creationTimestamp: expect.stringMatching(SECONDS),
    });
    expect(Math.abs(Date.parse(body.metadata.creationTimestamp) - before)).toBeLessThan(30_000);
    expect(await cluster.get(of('configmaps', 'a'))).toEqual(body);
  });

  test('what only the server may say is replaced', async ({ cluster, of }) => {
    const said = { uid: 'mine', creationTimestamp: '2001-01-01T00:00:00Z', deletionTimestamp: '2001-01-01T00:00:00Z' };
    const { metadata } = await cluster.create(of('configmaps'), { metadata: { name: 'a', ...said } });
    expect(metadata.uid).toMatch(UUID);
    expect(metadata.creationTimestamp).not.toBe(said.creationTimestamp);
    expect(metadata.deletionTimestamp).toBeUndefined();
  });

  test('kind and version may be left out', async ({ cluster, of }) => {
    const created = await cluster.create(of('configmaps'), { metadata: { name: 'a' } });
    expect(created).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1' });
  });

  test('generateName: five letters and digits that cannot spell much', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), { metadata: { generateName: 'made-' } });
    expect(metadata).toMatchObject({
      name: expect.stringMatching(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/),
      generateName: 'made-',
    });
  });

  test('with a name, generateName is kept and not used', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), { metadata: { name: 'a', generateName: 'made-' } });
    expect(metadata).toMatchObject({ name: 'a', generateName: 'made-' });
  });

  test('a name that is taken', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    expectRefusal(await cluster.request('admin', 'POST', of('configmaps'), { body: configMap('a') }), {
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "a" already exists',
      details: { name: 'a', kind: 'configmaps' },
    });
    await cluster.create(of('deployments'), deployment('a', { replicas: 0 }));
    expectRefusal(await cluster.request('admin', 'POST', of('deployments'), { body: deployment('a') }), {
      code: 409,
      reason: 'AlreadyExists',
      message: 'deployments.apps "a" already exists',
      details: { name: 'a', group: 'apps', kind: 'deployments' },
    });
  });

  test('no name at all', async ({ cluster, of }) => {
    const answer = await cluster.request('admin', 'POST', of('configmaps'), { body: { metadata: {} } });
    expectInvalid(
      answer,
      { kind: 'ConfigMap', name: '' },
      {
        reason: 'FieldValueRequired',
        message: 'Required value: name or generateName is required',
        field: 'metadata.name',
      },
    );
  });

  test('a namespace that is not there', async ({ cluster }) => {
    const path = pathOf('configmaps', 'no-such-namespace');
    expectRefusal(await cluster.request('admin', 'POST', path, { body: configMap('a') }), {
      code: 404,
      reason: 'NotFound',
      message: 'namespaces "no-such-namespace" not found',
      details: { name: 'no-such-namespace', kind: 'namespaces' },
    });
  });

  test('another namespace in the object than in the path', async ({ cluster, of }) => {
    const body = { metadata: { name: 'a', namespace: 'other' } };
    expectRefusal(await cluster.request('admin', 'POST', of('configmaps'), { body }), {
      code: 400,
      reason: 'BadRequest',
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    });
  });

  test('a namespace that is being deleted takes nothing new', async ({ cluster, ns, of }) => {
    // Something that stays keeps the namespace in that state.
    await cluster.create(of('configmaps'), { metadata: { name: 'stays', finalizers: ['conformance.test/hold'] } });
    await cluster.delete(`/api/v1/namespaces/${ns}`);
    expectRefusal(await cluster.request('admin', 'POST', of('configmaps'), { body: configMap('a') }), {
      code: 403,
      reason: 'Forbidden',
      message: `configmaps "a" is forbidden: unable to create new content in namespace ${ns} because it is being terminated`,
      details: {
        name: 'a',
        kind: 'configmaps',
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${ns} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      },
    });
    await cluster.patch(of('configmaps', 'stays'), { metadata: { finalizers: null } });
  });

  test('an object with a version is not a new one', async ({ cluster, of }) => {
    const body = { metadata: { name: 'a', resourceVersion: '1' } };
    // The real server says 500 here, without a reason.
    expectRefusal(await cluster.request('admin', 'POST', of('configmaps'), { body }), {
      code: 500,
      message: 'resourceVersion should not be set on objects to be created',
    });
  });

  test('a status is not taken from one who creates', async ({ cluster, of }) => {
    const body = { ...deployment('web', { replicas: 0 }), status: { replicas: 7, readyReplicas: 7 } };
    const created = await cluster.create(of('deployments'), body);
    expect(created.status).toEqual({});
  });

  test('kinds with a spec that somebody follows begin at generation 1, others have none', async ({ cluster, of }) => {
    expect((await cluster.create(of('deployments'), deployment('a', { replicas: 0 }))).metadata.generation).toBe(1);
    expect((await cluster.create(of('pods'), pod('a'))).metadata.generation).toBe(1);
    expect((await cluster.create(of('configmaps'), configMap('a'))).metadata.generation).toBeUndefined();
    expect((await cluster.create(of('services'), service('a'))).metadata.generation).toBeUndefined();
  });

  test('a generation that a client makes up stays where the server keeps none', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), { metadata: { name: 'a', generation: 5 } });
    expect(metadata.generation).toBe(5);
    const other = deployment('a', { replicas: 0 });
    const made = await cluster.create(of('deployments'), { ...other, metadata: { ...other.metadata, generation: 5 } });
    expect(made.metadata.generation).toBe(1);
  });

  test('the service account of a pod must be there', async ({ cluster, ns, of }) => {
    const body = pod('a', { serviceAccountName: 'absent' });
    expectRefusal(await cluster.request('admin', 'POST', of('pods'), { body }), {
      code: 403,
      reason: 'Forbidden',
      message: `pods "a" is forbidden: error looking up service account ${ns}/absent: serviceaccount "absent" not found`,
      details: { name: 'a', kind: 'pods' },
    });
  });

  test('the port of a node belongs to one Service', async ({ cluster, of }) => {
    const nodePort = async (name: string, port: number) =>
      cluster.request('admin', 'POST', of('services'), {
        body: service(name, { type: 'NodePort', ports: [{ port: 80, nodePort: port }] }),
      });
    const { body } = await nodePort('a', 32_123);
    expect(body.spec).toMatchObject({ type: 'NodePort', ports: [{ nodePort: 32_123 }] });
    expectInvalid(
      await nodePort('b', 32_123),
      { kind: 'Service', name: 'b' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 32123: provided port is already allocated',
        field: 'spec.ports[0].nodePort',
      },
    );
    expectInvalid(
      await nodePort('b', 80),
      { kind: 'Service', name: 'b' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
        field: 'spec.ports[0].nodePort',
      },
    );
    await cluster.delete(of('services', 'a'));
    expect((await nodePort('b', 32_123)).status).toBe(201);
  });

  test('the address of a Service belongs to it', async ({ cluster, of }) => {
    const { spec } = await cluster.create(of('services'), service('a'));
    const address = String(spec.clusterIP);
    const body = service('b', { clusterIP: address });
    expectInvalid(
      await cluster.request('admin', 'POST', of('services'), { body }),
      { kind: 'Service', name: 'b' },
      {
        reason: 'FieldValueInvalid',
        message: `Invalid value: ["${address}"]: failed to allocate IP ${address}: provided IP is already allocated`,
        field: 'spec.clusterIPs',
      },
    );
  });

  test('a Deployment without anything names all that it needs', async ({ cluster, of }) => {
    const answer = await cluster.request('admin', 'POST', of('deployments'), {
      body: { metadata: { name: 'a' }, spec: {} },
    });
    expectInvalid(
      answer,
      { kind: 'Deployment', group: 'apps', name: 'a' },
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.selector' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: null: `selector` does not match template `labels`',
        field: 'spec.template.metadata.labels',
      },
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.template.spec.containers' },
    );
  });

  test('a selector must match the labels of the template', async ({ cluster, of }) => {
    const body = deployment('a', { selector: { matchLabels: { app: 'b' } } });
    const answer = await cluster.request('admin', 'POST', of('deployments'), { body });
    expectInvalid(
      answer,
      { kind: 'Deployment', group: 'apps', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: {"app":"a"}: `selector` does not match template `labels`',
        field: 'spec.template.metadata.labels',
      },
    );
  });
});
