import { describe, expect } from 'vitest';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import { configMap, deployment, pod, service } from '../manifests.ts';

const NO_SUCH_RESOURCE = {
  code: 404,
  reason: 'NotFound',
  message: 'the server could not find the requested resource',
  details: {},
};
const NO_SUCH_METHOD = {
  code: 405,
  reason: 'MethodNotAllowed',
  message: 'the server does not allow this method on the requested resource',
  details: {},
};
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

describe('paths and methods', () => {
  test('a resource that the group does not have', async ({ cluster, ns }) => {
    expectRefusal(await cluster.request('admin', 'GET', `/api/v1/namespaces/${ns}/things`), NO_SUCH_RESOURCE);
    expectRefusal(await cluster.request('admin', 'GET', '/apis/apps/v9/deployments'), NO_SUCH_RESOURCE);
  });

  test('a group or a path that nobody serves is answered in plain text', async ({ cluster }) => {
    for (const path of ['/apis/example.test/v1/things', '/nonsense']) {
      const { status, text, headers } = await cluster.request('admin', 'GET', path);
      expect([status, text]).toEqual([404, '404 page not found\n']);
      expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    }
  });

  test('a method that the path does not take', async ({ cluster, of }) => {
    expectRefusal(await cluster.request('admin', 'PUT', of('configmaps'), { body: {} }), NO_SUCH_METHOD);
    expectRefusal(await cluster.request('admin', 'POST', of('configmaps', 'a'), { body: {} }), NO_SUCH_METHOD);
    expectRefusal(await cluster.request('admin', 'DELETE', '/api/v1/namespaces'), NO_SUCH_METHOD);
  });

  test('a form of answer that the server has not', async ({ cluster, of }) => {
    const answer = await cluster.request('admin', 'GET', of('pods'), { headers: { accept: 'text/html' } });
    expect([answer.status, answer.body.reason]).toEqual([406, 'NotAcceptable']);
    expect(answer.body.message).toMatch(
      /^406: Not Acceptable\n\nAvailable representations: application\/json, application\/yaml, /,
    );
  });

  test('the first form that the server has is taken', async ({ cluster, of }) => {
    const accept = 'text/html;q=0.9, application/yaml;q=0.8, */*;q=0.1';
    const { headers } = await cluster.request('admin', 'GET', of('pods'), { headers: { accept } });
    expect(headers['content-type']).toBe('application/yaml');
  });

  test('every answer names its request by Audit-Id, the one of the client if it has one', async ({ cluster, of }) => {
    const own = await cluster.request('admin', 'GET', of('pods'));
    expect(own.headers['audit-id']).toMatch(/^[0-9a-f-]{36}$/);
    const given = await cluster.request('admin', 'GET', of('pods'), { headers: { 'audit-id': 'mine-1' } });
    expect(given.headers['audit-id']).toBe('mine-1');
    expect(given.headers['cache-control']).toBe('no-cache, private');
  });
});

describe('bodies', () => {
  const unread = (rest: string) => ({
    code: 400,
    reason: 'BadRequest',
    message: `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ${rest}`,
  });

  test('what is no JSON', async ({ cluster, of }) => {
    const post = (body: string) => cluster.request('admin', 'POST', of('configmaps'), { body });
    expectRefusal(await post('{"metadata": {'), unread('unexpected end of JSON input ({"metadata": {)'));
    expectRefusal(await post(''), unread('unexpected end of JSON input (<empty>)'));
  });

  test('what is JSON and no object', async ({ cluster, of }) => {
    const answer = await cluster.request('admin', 'POST', of('configmaps'), { body: [1] });
    expect([answer.status, answer.body.reason]).toEqual([400, 'BadRequest']);
    expect(answer.body.message).toMatch(
      /couldn't get version\/kind; json parse error: json: cannot unmarshal array into Go value of type /,
    );
  });

  test('a form of body that the server cannot read', async ({ cluster, of }) => {
    const options = { body: 'hello', headers: { 'content-type': 'text/plain' } };
    expectRefusal(await cluster.request('admin', 'POST', of('configmaps'), options), {
      code: 415,
      reason: 'UnsupportedMediaType',
      message:
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    });
  });

  test('YAML is read', async ({ cluster, of }) => {
    const options = {
      body: 'metadata: {name: a}\ndata: {key: value}\n',
      headers: { 'content-type': 'application/yaml' },
    };
    const { status, body } = await cluster.request('admin', 'POST', of('configmaps'), options);
    expect([status, body.data]).toEqual([201, { key: 'value' }]);
  });

  test('another kind or version than the path is of', async ({ cluster, of }) => {
    const post = (apiVersion: string, kind: string) =>
      cluster.request('admin', 'POST', of('configmaps'), { body: { apiVersion, kind, metadata: { name: 'a' } } });
    expectRefusal(await post('v1', 'Secret'), {
      code: 400,
      reason: 'BadRequest',
      message:
        'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    });
    const version = await post('v2', 'ConfigMap');
    // The end names a line of the server's source.
    expect(version.body.message).toMatch(
      /^ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "/,
    );
  });

  test('a value of another type than the field has', async ({ cluster, of }) => {
    const number = await cluster.request('admin', 'POST', of('configmaps'), {
      body: { metadata: { name: 'a' }, data: { key: 1 } },
    });
    expectRefusal(number, {
      code: 400,
      reason: 'BadRequest',
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    });
    const text = await cluster.request('admin', 'POST', of('deployments'), {
      body: deployment('a', { replicas: 'two' }),
    });
    expectRefusal(text, {
      code: 400,
      reason: 'BadRequest',
      message:
        'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    });
    const secret = await cluster.request('admin', 'POST', of('secrets'), {
      body: { metadata: { name: 'a' }, data: { key: '%' } },
    });
    expectRefusal(secret, {
      code: 400,
      reason: 'BadRequest',
      message: 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0',
    });
  });

  test('a quantity that is none', async ({ cluster, of }) => {
    const containers = [{ name: 'main', image: 'nginx:1.29', resources: { requests: { memory: 'much' } } }];
    expectRefusal(await cluster.request('admin', 'POST', of('pods'), { body: pod('a', { containers }) }), {
      code: 400,
      reason: 'BadRequest',
      message:
        'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
    });
  });

  test('3 MB are the limit of a request, 1 MB that of a ConfigMap', async ({ cluster, of }) => {
    const post = (bytes: number) =>
      cluster.request('admin', 'POST', of('configmaps'), { body: configMap('a', { key: 'x'.repeat(bytes) }) });
    expectRefusal(await post(4_000_000), {
      code: 413,
      reason: 'RequestEntityTooLarge',
      message: 'Request entity too large: limit is 3145728',
    });
    expectInvalid(
      await post(1_100_000),
      { kind: 'ConfigMap', name: 'a' },
      {
        reason: 'FieldValueTooLong',
        message: 'Too long: may not be more than 1048576 bytes',
        field: '[]',
      },
    );
  });
});

describe('unknown and double fields', () => {
  const typo = { ...configMap('a'), dato: {}, metadata: { name: 'a', lables: {} } };
  const twice = '{"metadata":{"name":"a"},"data":{"key":"1","key":"2"}}';

  test('unless told otherwise the server warns and goes on', async ({ cluster, of }) => {
    const unknown = await cluster.request('admin', 'POST', of('configmaps'), { body: typo });
    expect(unknown.status).toBe(201);
    // In the order of the document.
    expect(unknown.headers.warning).toBe(
      '299 - "unknown field \\"metadata.lables\\"", 299 - "unknown field \\"dato\\""',
    );
    await cluster.delete(of('configmaps', 'a'));
    const double = await cluster.request('admin', 'POST', of('configmaps'), { body: twice });
    expect([double.status, double.headers.warning]).toEqual([201, '299 - "duplicate field \\"data.key\\""']);
    // The last one counts.
    expect(double.body.data).toEqual({ key: '2' });
  });

  test('Strict refuses and names all of them', async ({ cluster, of }) => {
    const post = (body: unknown) =>
      cluster.request('admin', 'POST', of('configmaps'), { body, query: { fieldValidation: 'Strict' } });
    const refused = (rest: string) => ({
      code: 400,
      reason: 'BadRequest',
      message: `ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ${rest}`,
    });
    expectRefusal(await post(typo), refused('unknown field "metadata.lables", unknown field "dato"'));
    expectRefusal(await post(twice), refused('duplicate field "data.key"'));
  });

  test('Strict names the place in a list', async ({ cluster, of }) => {
    const containers = [{ name: 'main', image: 'nginx:1.29', imagePullPolice: 'Always' }];
    const options = { body: pod('a', { containers }), query: { fieldValidation: 'Strict' } };
    const { body } = await cluster.request('admin', 'POST', of('pods'), options);
    expect(body.message).toBe(
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagePullPolice"',
    );
  });

  test('Ignore says nothing', async ({ cluster, of }) => {
    const options = { body: typo, query: { fieldValidation: 'Ignore' } };
    const { status, headers } = await cluster.request('admin', 'POST', of('configmaps'), options);
    expect([status, headers.warning]).toEqual([201, undefined]);
  });

  test('another word is refused', async ({ cluster, of }) => {
    const options = { body: configMap('a'), query: { fieldValidation: 'Harsh' } };
    const about = { group: 'meta.k8s.io', kind: 'CreateOptions', name: '' };
    expectInvalid(await cluster.request('admin', 'POST', of('configmaps'), options), about, {
      reason: 'FieldValueNotSupported',
      message: 'Unsupported value: "Harsh": supported values: "", "Ignore", "Strict", "Warn"',
      field: 'fieldValidation',
    });
  });
});

describe('invalid', () => {
  const wrong = (message: string, field: string) => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${message}`,
    field,
  });

  test('names: of most kinds a subdomain, of namespaces a label', async ({ cluster, of }) => {
    const name = 'A_b';
    const map = await cluster.request('admin', 'POST', of('configmaps'), { body: { metadata: { name } } });
    expectInvalid(map, { kind: 'ConfigMap', name }, wrong(`"A_b": ${SUBDOMAIN}`, 'metadata.name'));
    const namespace = await cluster.request('admin', 'POST', '/api/v1/namespaces', { body: { metadata: { name } } });
    expectInvalid(namespace, { kind: 'Namespace', name }, wrong(`"A_b": ${LABEL}`, 'metadata.name'));
    const dots = await cluster.request('admin', 'POST', of('services'), { body: service('a.b') });
    expectInvalid(dots, { kind: 'Service', name: 'a.b' }, wrong('"a.b": must not contain dots', 'metadata.name'));
  });

  test('a name of more than 253 characters', async ({ cluster, of }) => {
    const name = 'a'.repeat(254);
    const answer = await cluster.request('admin', 'POST', of('configmaps'), { body: { metadata: { name } } });
    const message = `"${name}": must be no more than 253 characters`;
    expectInvalid(answer, { kind: 'ConfigMap', name }, wrong(message, 'metadata.name'));
  });

  test('labels: their keys and their values', async ({ cluster, of }) => {
    // One at a time: what is wrong with several is told in no order.
    const post = (labels: Record<string, string>) =>
      cluster.request('admin', 'POST', of('configmaps'), { body: { metadata: { name: 'a', labels } } });
    expectInvalid(
      await post({ 'a b': 'c' }),
      { kind: 'ConfigMap', name: 'a' },
      wrong(
        `"a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
        'metadata.labels',
      ),
    );
    expectInvalid(
      await post({ d: 'e f' }),
      { kind: 'ConfigMap', name: 'a' },
      wrong(
        `"e f": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
        'metadata.labels',
      ),
    );
  });

  test('keys of a ConfigMap', async ({ cluster, of }) => {
    const answer = await cluster.request('admin', 'POST', of('configmaps'), { body: configMap('a', { 'b c': 'd' }) });
    expectInvalid(
      answer,
      { kind: 'ConfigMap', name: 'a' },
      wrong(
        `"b c": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
        'data[b c]',
      ),
    );
  });
});
