import { once } from 'node:events';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, ServerBench } from '../testing/server-bench.js';
import samples from './testdata/protobuf.json' with { type: 'json' };

let bench: ServerBench;
beforeAll(async () => {
  bench = await ServerBench.start();
});
afterAll(() => bench.close());

const PLAIN = /^(?:404 page not found\n|400 Bad Request|431 Request Header Fields Too Large)$/;

/** An answer is a result, or a whole Status in the form that was asked for, or one of three lines of text. */
function expectWellFormed({ status, headers, body }: Answer, method = ''): void {
  const type = headers['content-type'];
  expect(type).toMatch(/^(?:application\/(?:json|yaml)$|text\/plain)/);
  if (method === 'HEAD') expect(body).toBe('');
  else if (type?.startsWith('text/plain')) expect(body).toMatch(PLAIN);
  else expectObject(status, type === 'application/yaml' ? load(body) : JSON.parse(body));
}

function expectObject(code: number, object: unknown): void {
  const [message, reason] = [expect.any(String), expect.stringMatching(/^[A-Z]\w+$/)];
  const failure = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  const { details, ...rest } = object as { details?: unknown };
  if (code < 400) expect(object).toBeTypeOf('object');
  else expect([rest, typeof details]).toEqual([failure, expect.stringMatching(/^(?:object|undefined)$/)]);
}

const token = fc.string({ unit: fc.constantFrom(...'aZ0-_./;,=*"\\ q<>&%'), maxLength: 12 });
const text = fc.string({ maxLength: 20 }).map((any) => any.replace(/[^\x20-\x7e\xa0-\xff]/g, ''));
const segment = fc.oneof(
  fc.constantFrom('api', 'apis', 'v1', 'namespaces', 'default', 'pods', 'a', 'exec', 'log', 'status', 'watch', 'proxy'),
  fc.constantFrom(
    'apps',
    'authorization.k8s.io',
    'authentication.k8s.io',
    'rbac.authorization.k8s.io',
    'roles',
    'rolebindings',
  ),
  fc.constantFrom(
    'selfsubjectaccessreviews',
    'selfsubjectreviews',
    'selfsubjectrulesreviews',
    '..',
    '',
    '%2f',
    '%zz',
    '%ff',
  ),
  token.map(encodeURI),
);
const ROOTS = [
  ...['/api/v1/namespaces', '/api/v1/namespaces/none', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
  ...['roles', 'rolebindings'].map((name) => `/apis/rbac.authorization.k8s.io/v1/namespaces/team-a/${name}`),
];
const path = fc.oneof(
  fc.constantFrom(...ROOTS),
  fc.array(segment, { maxLength: 8 }).map((parts) => `/${parts.join('/')}`),
);
const option = fc.constantFrom(
  'watch',
  'timeout',
  'fieldSelector',
  'labelSelector',
  'limit',
  'pretty',
  'dryRun',
  'resourceVersion',
);
const value = fc.oneof(token, fc.constantFrom('true', '1s', 'metadata.name=a', '-1', '1e9h'));
const query = fc.array(fc.tuple(option, value.map(encodeURIComponent)), { maxLength: 1 });
const mediaType = fc.oneof(
  fc.constantFrom('application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', '*/*', ''),
  fc.constantFrom(
    'application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;stream=watch;q=0.1, */*;q=2',
    'a/b',
  ),
  token,
);
const header = fc.oneof(
  fc.tuple(fc.constantFrom('accept', 'content-type', 'content-type'), mediaType),
  fc.tuple(fc.constantFrom('audit-id', 'user-agent', 'accept-encoding', 'authorization'), text),
  fc.tuple(
    fc.constant('authorization'),
    fc.constantFrom('Bearer', 'bearer  x', 'Basic YTpi', 'Bearer token-of-viewer'),
  ),
  fc.tuple(
    fc.constant('impersonate-user'),
    fc.constantFrom('viewer', 'system:node:a', 'system:serviceaccount:a:b', '<'),
  ),
  fc.tuple(fc.constantFrom('impersonate-group', 'impersonate-uid', 'impersonate-extra-%zz'), text),
);
const headers = fc.array(header, { maxLength: 2 }).map((pairs) => Object.fromEntries(pairs));
const body = fc.oneof(
  fc.json(),
  fc.json().map((whole) => whole.slice(1)),
  fc.constantFrom(
    '{"metadata":{"name":"a"},"rules":[{}]}',
    '{"spec":{}}',
    '{"spec":[]}',
    'a: [',
    '&a [*a]',
    '- &a x\n- *a',
    '\0',
  ),
  fc.constantFrom(
    '{"roleRef":{"kind":1},"subjects":{}}',
    '{"rules":[{"verbs":[1],"resources":"x"}]}',
    '{"metadata":[]}',
  ),
  fc.constantFrom(...samples).map(({ protobuf }) => Buffer.from(protobuf, 'base64').toString('latin1')),
  fc.string({ unit: 'binary' }),
);

test('whatever is asked, the answer is whole and nothing breaks', async () => {
  const asked = fc.record({
    person: fc.constantFrom(...['admin', 'admin', 'admin', 'team-a', 'team-a', 'nobody', null, '!']),
    method: fc.constantFrom(
      'GET',
      'POST',
      'POST',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'HEAD',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
    ),
    path: fc
      .tuple(path, query)
      .map(([where, options]) => `${where}?${options.map((pair) => pair.join('=')).join('&')}`),
    headers,
    body,
  });
  const property = fc.asyncProperty(asked, async (request) => {
    expectWellFormed(await bench.ask(request), request.method);
    expect(bench.faults.splice(0)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 3_000 });
}, 60_000);

test('whatever bytes come, the answers are whole and nothing breaks', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      'Host: x',
      'Content-Length: 5',
      'Content-Length: -1',
      'Transfer-Encoding: chunked',
      'Upgrade: websocket',
    ),
    fc.constantFrom('Connection: Upgrade', 'Expect: 100-continue', 'Authorization: Bearer token-of-admin', 'X'),
    fc.tuple(token, text).map(([name, any]) => `${name}: ${any}`),
  );
  const start = fc.oneof(
    fc.tuple(
      fc.constantFrom('GET', 'POST', 'get', 'CONNECT', ''),
      path,
      fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/9', ''),
    ),
    fc.tuple(token, token, token),
  );
  const raw = fc
    .tuple(start, fc.array(line, { maxLength: 5 }), fc.string({ unit: 'binary', maxLength: 20 }))
    .map(([words, lines, rest]) => `${[words.join(' '), 'Connection: close', ...lines].join('\r\n')}\r\n\r\n${rest}`);
  const port = Number(new URL(bench.server.url).port);
  const property = fc.asyncProperty(raw, async (bytes) => {
    const socket = connect({ port, ca: bench.server.certificateAuthority });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // Resetting a connection that sends garbage is an answer too.
    socket.on('error', () => undefined);
    socket.end(bytes, 'latin1');
    await once(socket, 'close');
    for (const answer of Buffer.concat(chunks)
      .toString('latin1')
      .split(/(?=HTTP\/1\.1 \d)/)
      .filter(Boolean)) {
      expect(answer).toMatch(/^HTTP\/1\.1 [1-5]\d\d [ A-Za-z]+\r\n/);
    }
    expect(bench.faults.splice(0)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 500 });
  expectWellFormed(await bench.ask({ person: 'admin', path: '/nothing' }));
}, 60_000);
