import { describe, expect } from 'vitest';
import { type Answer, type Cluster, PATCH } from '../cluster.ts';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import { configMap } from '../manifests.ts';

type Kind = 'json' | 'merge';

function send(cluster: Cluster, type: Kind, path: string, body: unknown, query: Record<string, string> = {}) {
  return cluster.request('admin', 'PATCH', path, { body, query, headers: { 'content-type': PATCH[type] } });
}

/** A patch whose result is no object of the kind: the result, as the server has it, stands between the two. */
function expectMisfit(answer: Answer, sentence: string): void {
  expect(answer.status).toBe(422);
  expect(answer.body.reason).toBe('Invalid');
  // The kind is not known any more: the message begins with its empty name.
  expect(answer.body.message).toMatch(/^ "" is invalid: patch: Invalid value: "\{/);
  expect(answer.body.message.endsWith(`": ${sentence}`)).toBe(true);
}

describe('JSON patch', () => {
  test('add, replace, remove, move, copy and test, in their order', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a', { one: '1', two: '2', three: '3' }));
    const patch = [
      { op: 'test', path: '/data/one', value: '1' },
      { op: 'add', path: '/data/four', value: '4' },
      { op: 'replace', path: '/data/one', value: 'I' },
      { op: 'remove', path: '/data/two' },
      { op: 'move', from: '/data/three', path: '/data/drei' },
      { op: 'copy', from: '/data/four', path: '/data/vier' },
    ];
    const { status, body } = await send(cluster, 'json', of('configmaps', 'a'), patch);
    expect([status, body.data]).toEqual([200, { one: 'I', drei: '3', four: '4', vier: '4' }]);
  });

  test('a slash in a key is written ~1, a tilde ~0', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const patch = [{ op: 'add', path: '/metadata/annotations', value: { 'example.test/a': '1' } }];
    await send(cluster, 'json', of('configmaps', 'a'), patch);
    const next = [{ op: 'replace', path: '/metadata/annotations/example.test~1a', value: '2' }];
    const { body } = await send(cluster, 'json', of('configmaps', 'a'), next);
    expect(body.metadata.annotations).toEqual({ 'example.test/a': '2' });
  });

  for (const [title, operation] of [
    ['a test that fails', { op: 'test', path: '/data/key', value: 'other' }],
    ['a test of what is not there', { op: 'test', path: '/data/absent', value: 'other' }],
    ['removing what is not there', { op: 'remove', path: '/data/absent' }],
    ['adding below what is not there', { op: 'add', path: '/absent/key', value: '1' }],
    ['an operation that does not exist', { op: 'mend', path: '/data/key', value: '1' }],
  ] as const) {
    test(`${title} is refused, and the server does not say why`, async ({ cluster, of }) => {
      const made = await cluster.create(of('configmaps'), configMap('a'));
      const patch = [{ op: 'add', path: '/data/new', value: '1' }, operation];
      expectRefusal(await send(cluster, 'json', of('configmaps', 'a'), patch), {
        code: 422,
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
        details: {},
      });
      // Nothing of the patch is done.
      expect(await cluster.get(of('configmaps', 'a'))).toEqual(made);
    });
  }

  test('replacing what is not there adds it', async ({ cluster, of }) => {
    // RFC 6902 wants an error; the real server is not that strict.
    await cluster.create(of('configmaps'), configMap('a'));
    const patch = [{ op: 'replace', path: '/data/new', value: '1' }];
    const { status, body } = await send(cluster, 'json', of('configmaps', 'a'), patch);
    expect([status, body.data]).toEqual([200, { key: 'value', new: '1' }]);
  });

  test('what is no list of operations is refused', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    expectRefusal(await send(cluster, 'json', of('configmaps', 'a'), { op: 'add' }), {
      code: 400,
      reason: 'BadRequest',
      message: 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    });
    const malformed = { code: 400, reason: 'BadRequest', message: 'invalid JSON patch' };
    expectRefusal(await send(cluster, 'json', of('configmaps', 'a'), '[{'), malformed);
    expectRefusal(await send(cluster, 'merge', of('configmaps', 'a'), '{"data":'), malformed);
  });

  test('more than 10000 operations are too many', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const patch = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/key', value: 'value' }));
    expectRefusal(await send(cluster, 'json', of('configmaps', 'a'), patch), {
      code: 413,
      reason: 'RequestEntityTooLarge',
      message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    });
  });

  test('the name stays', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const rename = [{ op: 'replace', path: '/metadata/name', value: 'b' }];
    expectRefusal(await send(cluster, 'json', of('configmaps', 'a'), rename), {
      code: 400,
      reason: 'BadRequest',
      message: 'the name of the object (b) does not match the name on the URL (a)',
    });
  });

  test('the result must be an object of the kind', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const patch = [{ op: 'replace', path: '/data/key', value: 5 }];
    expectMisfit(
      await send(cluster, 'json', of('configmaps', 'a'), patch),
      'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    );
  });
});

describe('merge patch', () => {
  test('maps are merged, null removes, lists are replaced', async ({ cluster, of }) => {
    const finalizers = ['conformance.test/a', 'conformance.test/b'];
    await cluster.create(of('configmaps'), {
      ...configMap('a', { one: '1', two: '2' }),
      metadata: { name: 'a', finalizers },
    });
    const patch = { metadata: { finalizers: ['conformance.test/c'] }, data: { one: null, three: '3' } };
    const { status, body } = await send(cluster, 'merge', of('configmaps', 'a'), patch);
    expect([status, body.data]).toEqual([200, { two: '2', three: '3' }]);
    expect(body.metadata.finalizers).toEqual(['conformance.test/c']);
  });

  test('a patch of an old version is a conflict', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), configMap('a'));
    const patch = { metadata: { resourceVersion: metadata.resourceVersion }, data: { key: 'new' } };
    expect((await send(cluster, 'merge', of('configmaps', 'a'), patch)).status).toBe(200);
    expectRefusal(await send(cluster, 'merge', of('configmaps', 'a'), patch), {
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'a', kind: 'configmaps' },
    });
  });

  test('many at once without a version all succeed, one after another', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a', {}));
    const keys = ['b', 'c', 'd', 'e', 'f', 'g'];
    const answers = await Promise.all(
      keys.map((key) => send(cluster, 'merge', of('configmaps', 'a'), { data: { [key]: '1' } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 200));
    expect(Object.keys((await cluster.get(of('configmaps', 'a'))).data).sort()).toEqual(keys);
  });

  test('the uid stays', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const patch = { metadata: { uid: 'other' } };
    expectInvalid(
      await send(cluster, 'merge', of('configmaps', 'a'), patch),
      { kind: 'ConfigMap', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "other": field is immutable',
        field: 'metadata.uid',
      },
    );
  });

  test('what is no object is refused', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    expectRefusal(await send(cluster, 'merge', of('configmaps', 'a'), [1]), {
      code: 400,
      reason: 'BadRequest',
      message: 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    });
  });

  test('a patch of what is not there', async ({ cluster, of }) => {
    expectRefusal(await send(cluster, 'merge', of('configmaps', 'a'), { data: {} }), {
      code: 404,
      reason: 'NotFound',
      message: 'configmaps "a" not found',
      details: { name: 'a', kind: 'configmaps' },
    });
  });

  test('an unknown field: a warning, or a refusal for one who is strict', async ({ cluster, of }) => {
    const made = await cluster.create(of('configmaps'), configMap('a'));
    const loose = await send(cluster, 'merge', of('configmaps', 'a'), { dato: {} });
    expect([loose.status, loose.headers.warning]).toEqual([200, '299 - "unknown field \\"dato\\""']);
    expect(loose.body).toEqual(made);
    const strict = await send(cluster, 'merge', of('configmaps', 'a'), { dato: {} }, { fieldValidation: 'Strict' });
    expectMisfit(strict, 'strict decoding error: unknown field "dato"');
  });

  test('a type of patch that is none', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    expectRefusal(await cluster.request('admin', 'PATCH', of('configmaps', 'a'), { body: {} }), {
      code: 415,
      reason: 'UnsupportedMediaType',
      message: '415: Unsupported Media Type',
      details: {},
    });
  });
});
