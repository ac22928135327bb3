import { describe, expect } from 'vitest';
import { PATCH } from '../cluster.ts';
import { expectInvalid, test } from '../conformance.ts';
import type { Kube } from '../kube.ts';
import { configMap, deployment, pod } from '../manifests.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const entry = (manager: string, operation: string, fieldsV1: object, more: object = {}) => ({
  manager,
  operation,
  apiVersion: 'v1',
  time,
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});
const managers = ({ metadata }: Kube) =>
  metadata.managedFields.map(({ manager, operation }) => `${manager} ${operation}`);

/** Who owns which field, as `metadata.managedFields` tells it. */
describe('managed fields', () => {
  test('one who creates owns what was sent, the maps around it too', async ({ cluster, of }) => {
    const body = { ...configMap('a', { one: '1' }), metadata: { name: 'a', labels: { app: 'a' } } };
    const { metadata } = await cluster.create(of('configmaps'), body);
    const fields = { 'f:data': { '.': {}, 'f:one': {} }, 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } } };
    expect(metadata.managedFields).toEqual([entry('conformance', 'Update', fields)]);
  });

  test('one who applies owns the fields alone, not the maps around them', async ({ cluster, of }) => {
    const headers = { 'content-type': PATCH.apply };
    const options = { body: configMap('a', { one: '1' }), headers, query: { fieldManager: 'one' } };
    const { body } = await cluster.request('admin', 'PATCH', of('configmaps', 'a'), options);
    expect(body.metadata.managedFields).toEqual([entry('one', 'Apply', { 'f:data': { 'f:one': {} } })]);
  });

  test('fieldManager names the manager of any write', async ({ cluster, of }) => {
    const options = { body: configMap('a'), query: { fieldManager: 'me' } };
    const { body } = await cluster.request('admin', 'POST', of('configmaps'), options);
    expect(managers(body)).toEqual(['me Update']);
  });

  test('without it the manager is the user agent up to its first slash', async ({ cluster, of }) => {
    const options = { body: configMap('a'), headers: { 'user-agent': 'kubectl/v1.37 (linux/amd64)' } };
    const { body } = await cluster.request('admin', 'POST', of('configmaps'), options);
    expect(managers(body)).toEqual(['kubectl Update']);
  });

  test('a name of more than 128 bytes is too long', async ({ cluster, of }) => {
    const options = { body: configMap('a'), query: { fieldManager: 'm'.repeat(129) } };
    const about = { group: 'meta.k8s.io', kind: 'CreateOptions', name: '' };
    expectInvalid(await cluster.request('admin', 'POST', of('configmaps'), options), about, {
      reason: 'FieldValueTooLong',
      message: 'Too long: may not be more than 128 bytes',
      field: 'fieldManager',
    });
  });

  test('one who updates takes what it changes, and only that', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a', { one: '1', two: '2' }));
    const changed = await cluster.patch(of('configmaps', 'a'), { data: { two: 'II', three: '3' } }, 'merge', {
      fieldManager: 'editor',
    });
    expect(changed.metadata.managedFields).toEqual([
      entry('conformance', 'Update', { 'f:data': { '.': {}, 'f:one': {} } }),
      entry('editor', 'Update', { 'f:data': { 'f:three': {}, 'f:two': {} } }),
    ]);
  });

  test('what is removed has no owner', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a', { one: '1', two: '2' }));
    const changed = await cluster.patch(of('configmaps', 'a'), { data: { two: null } }, 'merge', { fieldManager: 'x' });
    expect(changed.metadata.managedFields).toEqual([
      entry('conformance', 'Update', { 'f:data': { '.': {}, 'f:one': {} } }),
    ]);
  });

  test('those who apply come first; elements of lists are named by their keys', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'main', image: 'nginx:1.29' }] },
    };
    const headers = { 'content-type': PATCH.apply };
    const answer = await cluster.request('admin', 'PATCH', of('pods', 'a'), {
      body,
      headers,
      query: { fieldManager: 'one' },
    });
    expect(managers(answer.body).slice(0, 2)).toEqual(['one Apply', 'conformance Update']);
    const { time: none, fieldsV1 } = answer.body.metadata.managedFields[0] ?? {};
    expect(fieldsV1).toEqual({
      'f:spec': { 'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
    });
    // Nothing of the object has changed but who owns it: then there is no time.
    expect(none).toBeUndefined();
  });

  test('writes through a subresource are kept apart', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('a', { replicas: 0, paused: true }));
    const scale = { spec: { replicas: 1 } };
    await cluster.patch(of('deployments', 'a', 'scale'), scale, 'merge', { fieldManager: 'scaler' });
    const { metadata } = await cluster.get(of('deployments', 'a'));
    const found = metadata.managedFields.find(({ manager }) => manager === 'scaler');
    // Written through scale it carries no time, but the version of the object that was scaled.
    expect(found).toEqual({
      manager: 'scaler',
      operation: 'Update',
      apiVersion: 'apps/v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      subresource: 'scale',
    });
  });

  test('an empty entry wipes them', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const { metadata } = await cluster.patch(of('configmaps', 'a'), { metadata: { managedFields: [{}] } });
    expect(metadata.managedFields).toBeUndefined();
  });

  test('what is applied after an update by the same name is owned twice', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const headers = { 'content-type': PATCH.apply };
    const options = { body: configMap('a'), headers, query: { fieldManager: 'conformance' } };
    const { body } = await cluster.request('admin', 'PATCH', of('configmaps', 'a'), options);
    expect(managers(body)).toEqual(['conformance Apply', 'conformance Update']);
  });
});
