import { describe, expect } from 'vitest';
import { type Answer, type Cluster, PATCH } from '../cluster.ts';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import { at, type Fields, type Kube } from '../kube.ts';
import { configMap, deployment } from '../manifests.ts';

type Query = Record<string, string>;

function send(
  cluster: Cluster,
  path: string,
  body: unknown,
  fieldManager?: string,
  query: Query = {},
): Promise<Answer> {
  const all = fieldManager === undefined ? query : { fieldManager, ...query };
  return cluster.request('admin', 'PATCH', path, { body, query: all, headers: { 'content-type': PATCH.apply } });
}

/** An apply that has to succeed. */
async function apply(cluster: Cluster, path: string, body: unknown, manager: string, query: Query = {}): Promise<Kube> {
  const { status, body: object, text } = await send(cluster, path, body, manager, query);
  expect([200, 201], text).toContain(status);
  return object;
}

const owners = ({ metadata }: Kube, field: string) =>
  metadata.managedFields.filter(({ fieldsV1 }) => at(fieldsV1, field) !== undefined).map(({ manager }) => manager);

/** The message goes by owner and field; the causes come in any order, another one each time. */
function expectConflict(answer: Answer, message: string, ...causes: Array<[field: string, message: string]>): void {
  const details = answer.body.details as { causes: Array<{ field: string; message: string }> };
  const inOrder = causes.map(([field, said]) => ({ reason: 'FieldManagerConflict', message: said, field }));
  expect(details).toEqual({ causes: expect.arrayContaining(inOrder) });
  expect(details.causes).toHaveLength(causes.length);
  expectRefusal(answer, { code: 409, reason: 'Conflict', message, details });
}

describe('apply', () => {
  test('creates what is not there: 201, later 200', async ({ cluster, of }) => {
    const first = await send(cluster, of('configmaps', 'a'), configMap('a'), 'one');
    expect([first.status, first.body.data]).toEqual([201, { key: 'value' }]);
    const second = await send(cluster, of('configmaps', 'a'), configMap('a'), 'one');
    expect(second.status).toBe(200);
    // The same again changes nothing, not even the version.
    expect(second.body).toEqual(first.body);
  });

  test('a field that its only owner leaves out is removed', async ({ cluster, of }) => {
    await apply(cluster, of('configmaps', 'a'), configMap('a', { one: '1', two: '2' }), 'one');
    const { data } = await apply(cluster, of('configmaps', 'a'), configMap('a', { one: '1' }), 'one');
    expect(data).toEqual({ one: '1' });
  });

  test('a field that another owns too stays', async ({ cluster, of }) => {
    await apply(cluster, of('configmaps', 'a'), configMap('a', { one: '1', two: '2' }), 'one');
    const both = await apply(cluster, of('configmaps', 'a'), configMap('a', { two: '2' }), 'two');
    expect(owners(both, 'f:data.f:two').sort()).toEqual(['one', 'two']);
    const left = await apply(cluster, of('configmaps', 'a'), configMap('a', { one: '1' }), 'one');
    expect(left.data).toEqual({ one: '1', two: '2' });
    expect(owners(left, 'f:data.f:two')).toEqual(['two']);
  });

  test('another value for a field of another is a conflict that names field and owner', async ({ cluster, of }) => {
    const before = await apply(cluster, of('configmaps', 'a'), configMap('a', { one: '1' }), 'one');
    const answer = await send(cluster, of('configmaps', 'a'), configMap('a', { one: '2' }), 'two');
    expectConflict(answer, 'Apply failed with 1 conflict: conflict with "one": .data.one', [
      '.data.one',
      'conflict with "one"',
    ]);
    expect(await cluster.get(of('configmaps', 'a'))).toEqual(before);
  });

  test('several owners are told line by line', async ({ cluster, of }) => {
    await apply(cluster, of('configmaps', 'a'), configMap('a', { x: '1' }), 'one');
    await apply(cluster, of('configmaps', 'a'), configMap('a', { x: '1', y: '1' }), 'two');
    const answer = await send(cluster, of('configmaps', 'a'), configMap('a', { x: '2', y: '2' }), 'three');
    expectConflict(
      answer,
      'Apply failed with 3 conflicts: conflicts with "one":\n- .data.x\nconflicts with "two":\n- .data.x\n- .data.y',
      ['.data.x', 'conflict with "one"'],
      ['.data.x', 'conflict with "two"'],
      ['.data.y', 'conflict with "two"'],
    );
  });

  test('one who updates owns too, and is told with the version used', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const answer = await send(cluster, of('configmaps', 'a'), configMap('a', { key: 'other' }), 'one');
    // The name of a manager that did not say it is the beginning of its user agent.
    expectConflict(answer, 'Apply failed with 1 conflict: conflict with "conformance" using v1: .data.key', [
      '.data.key',
      'conflict with "conformance" using v1',
    ]);
  });

  test('one who scales is told with the subresource; elements are named by their key', async ({ cluster, of }) => {
    await apply(cluster, of('deployments', 'a'), deployment('a', { replicas: 0, paused: true }), 'one');
    await cluster.patch(of('deployments', 'a', 'scale'), { spec: { replicas: 0 } }, 'merge', { fieldManager: 'same' });
    await cluster.patch(of('deployments', 'a', 'scale'), { spec: { replicas: 1 } }, 'merge', {
      fieldManager: 'scaler',
    });
    const other = deployment(
      'a',
      { replicas: 2, paused: true },
      { containers: [{ name: 'main', image: 'nginx:1.30' }] },
    );
    expectConflict(
      await send(cluster, of('deployments', 'a'), other, 'two'),
      'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.template.spec.containers[name="main"].image\nconflicts with "scaler" with subresource "scale" using apps/v1:\n- .spec.replicas',
      ['.spec.template.spec.containers[name="main"].image', 'conflict with "one"'],
      ['.spec.replicas', 'conflict with "scaler" with subresource "scale" using apps/v1'],
    );
  });

  test('force takes the field, and the owner loses it', async ({ cluster, of }) => {
    await apply(cluster, of('configmaps', 'a'), configMap('a', { one: '1', two: '2' }), 'one');
    const forced = await apply(cluster, of('configmaps', 'a'), configMap('a', { one: 'I' }), 'two', { force: 'true' });
    expect(forced.data).toEqual({ one: 'I', two: '2' });
    expect(owners(forced, 'f:data.f:one')).toEqual(['two']);
    expect(owners(forced, 'f:data.f:two')).toEqual(['one']);
  });

  test('an owner that has lost all its fields is no owner any more', async ({ cluster, of }) => {
    await apply(cluster, of('configmaps', 'a'), configMap('a', { one: '1' }), 'one');
    const { metadata } = await apply(cluster, of('configmaps', 'a'), configMap('a', { one: 'I' }), 'two', {
      force: 'true',
    });
    expect(metadata.managedFields.map(({ manager }) => manager)).toEqual(['two']);
  });

  test('lists are merged by their keys', async ({ cluster, of }) => {
    const container = (name: string, image: string) => ({ name, image });
    const of1 = (...containers: Fields[]) => deployment('a', { replicas: 0, paused: true }, { containers });
    await apply(cluster, of('deployments', 'a'), of1(container('web', 'nginx:1.29')), 'one');
    const both = await apply(cluster, of('deployments', 'a'), of1(container('log', 'busybox:1.37')), 'two');
    const nameOf = ({ name }: Fields) => name;
    expect((at(both, 'spec.template.spec.containers') as Fields[]).map(nameOf)).toEqual(['web', 'log']);
  });

  test('YAML is taken, and read as YAML 1.1: y is true', async ({ cluster, of }) => {
    const yaml = (value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: ${value}\n`;
    expect((await apply(cluster, of('configmaps', 'a'), yaml('"y"'), 'one')).data).toEqual({ key: 'y' });
    expectRefusal(await send(cluster, of('configmaps', 'a'), yaml('y'), 'one'), {
      code: 500,
      message:
        'failed to create typed patch object (/a; /v1, Kind=ConfigMap): .data.key: expected string, got &value.valueUnstructured{Value:true}',
    });
    expectRefusal(await send(cluster, of('configmaps', 'a'), 'a: b: c', 'one'), {
      code: 400,
      reason: 'BadRequest',
      message: 'error encoding patch: yaml: mapping values are not allowed in this context',
    });
  });

  test('an unknown field is an error, however strict one is', async ({ cluster, of }) => {
    for (const fieldValidation of ['Strict', 'Warn', 'Ignore']) {
      const body = { ...configMap('a'), dato: {} };
      expectRefusal(await send(cluster, of('configmaps', 'a'), body, 'one', { fieldValidation }), {
        code: 500,
        message: 'failed to create typed patch object (/a; /v1, Kind=ConfigMap): .dato: field not declared in schema',
      });
    }
  });

  test('the same key twice in a list is an error', async ({ cluster, of }) => {
    const twice = [1, 2].map((number) => ({ name: 'main', image: `nginx:${number}` }));
    expectRefusal(await send(cluster, of('deployments', 'a'), deployment('a', {}, { containers: twice }), 'one'), {
      code: 500,
      message:
        'failed to create typed patch object (/a; apps/v1, Kind=Deployment): .spec.template.spec.containers: duplicate entries for key [name="main"]',
    });
  });

  test('who applies must say who it is', async ({ cluster, of }) => {
    const about = { group: 'meta.k8s.io', kind: 'PatchOptions', name: '' };
    expectInvalid(await send(cluster, of('configmaps', 'a'), configMap('a')), about, {
      reason: 'FieldValueRequired',
      message: 'Required value: is required for apply patch',
      field: 'fieldManager',
    });
  });

  test('force is for apply alone', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const options = { body: {}, query: { force: 'true' }, headers: { 'content-type': PATCH.merge } };
    const about = { group: 'meta.k8s.io', kind: 'PatchOptions', name: '' };
    expectInvalid(await cluster.request('admin', 'PATCH', of('configmaps', 'a'), options), about, {
      reason: 'FieldValueForbidden',
      message: 'Forbidden: may not be specified for non-apply patch',
      field: 'force',
    });
  });

  test('what is applied must be whole: kind, name, no managedFields', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const refused: Array<[body: unknown, message: string]> = [
      [{ metadata: { name: 'a' } }, 'invalid object type: /, Kind='],
      [{ ...configMap('a'), kind: 'Secret' }, 'invalid object type: /v1, Kind=Secret'],
      [configMap('b'), 'the name of the object (b) does not match the name on the URL (a)'],
      [
        { ...configMap('a'), metadata: { name: 'a', managedFields: [{ manager: 'x' }] } },
        'metadata.managedFields must be nil',
      ],
    ];
    for (const [body, message] of refused) {
      const answer = await send(cluster, of('configmaps', 'a'), body, 'one');
      expectRefusal(answer, { code: 400, reason: 'BadRequest', message });
    }
  });

  test('of an old version, or of an object that is not there any more', async ({ cluster, of }) => {
    await apply(cluster, of('configmaps', 'a'), configMap('a'), 'one');
    const old = { ...configMap('a', { key: 'other' }), metadata: { name: 'a', resourceVersion: '1' } };
    expectRefusal(await send(cluster, of('configmaps', 'a'), old, 'one'), {
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'a', kind: 'configmaps' },
    });
    const gone = { ...configMap('b'), metadata: { name: 'b', uid: 'old' } };
    expectRefusal(await send(cluster, of('configmaps', 'b'), gone, 'one'), {
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "b": uid mismatch: the provided object specified uid old, and no existing object was found',
      details: { name: 'b', kind: 'configmaps' },
    });
  });
});
