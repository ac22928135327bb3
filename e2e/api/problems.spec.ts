import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemSchema } from '@binnacle/shared/errors';
import { io } from 'socket.io-client';
import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Binnacle } from '../support/binnacle.ts';
import { servedRoutes } from '../support/served-routes.ts';

let folder: string;
let binnacle: Binnacle;
let key: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-problems-'));
  binnacle = await Binnacle.start({ kubeconfig: join(folder, 'none') });
  key = await binnacle.key();
});
afterAll(async () => {
  await binnacle?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;
type Method = (typeof METHODS)[number];
const anonymous = (method: Method, path: string): Test => request(binnacle.url)[method](path);
const owner = (method: Method, path: string): Test => anonymous(method, path).auth(key, { type: 'bearer' });
const SCALE = '/api/v1/clusters/away/actions/scale';
const wanted = {
  target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'b' },
  input: { replicas: 1 },
};

/** What every problem is, whatever went wrong. */
async function problem(asked: Test, status: number, code: string) {
  const answer = await asked;
  expect([answer.status, (answer.body as { code?: string }).code]).toEqual([status, code]);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'x-content-type-options': 'nosniff',
  });
  const found = problemSchema.parse(answer.body);
  expect(found).toMatchObject({ status, type: `/api/docs#${code}`, instance: answer.headers['x-request-id'] });
  return { ...found, headers: answer.headers as Record<string, string> };
}

const CASES: Array<[what: string, ask: () => Test, status: number, code: string, says: RegExp]> = [
  ['an address that is not there', () => owner('get', '/api/v1/nope'), 404, 'not_found', /nothing at this address/],
  ['an address beside the API', () => owner('get', '/api'), 404, 'not_found', /nothing at this address/],
  ['a page that is written to', () => owner('post', '/c/away'), 404, 'not_found', /nothing at this address/],
  [
    'a method that is not taken',
    () => owner('delete', '/api/v1/clusters'),
    405,
    'method_not_allowed',
    /takes GET, HEAD/,
  ],
  [
    'a cluster that is not known',
    () => owner('get', '/api/v1/clusters/away'),
    404,
    'unknown_cluster',
    /no cluster "away"/,
  ],
  [
    'a cluster that cannot be',
    () => owner('get', '/api/v1/clusters/A_B'),
    422,
    'invalid_name',
    /cluster "A_B" is not allowed/,
  ],
  [
    'an empty name',
    () => owner('get', '/api/v1/clusters//overview'),
    422,
    'invalid_name',
    /cluster in this .* is empty/,
  ],
  [
    'a name of 10,000 characters',
    () => owner('get', `/api/v1/clusters/${'x'.repeat(10_000)}`),
    422,
    'invalid_name',
    /"x{40}…"/,
  ],
  [
    'a bad name among good ones',
    () => owner('get', '/api/v1/ledger?namespace=a&namespace=..'),
    422,
    'invalid_name',
    /namespace "\.\."/,
  ],
  [
    'a view that is not known',
    () => owner('get', '/api/v1/clusters/away/views/nope'),
    404,
    'not_found',
    /Views: nodes/,
  ],
  [
    'an action that is not known',
    () => owner('post', '/api/v1/clusters/away/actions/nope').send({ ...wanted, reason: '' }),
    404,
    'not_found',
    /Actions: scale/,
  ],
  ['a parameter that is not known', () => owner('get', '/api/v1/ledger?nope=1'), 422, 'invalid_input', /nope/],
  ['an id that is none', () => owner('get', '/api/v1/ledger/17'), 422, 'invalid_input', /No action has this id/],
  ['a row that is not there', () => owner('get', `/api/v1/ledger/${crypto.randomUUID()}`), 404, 'not_found', /no row/],
  [
    'a target without a kind',
    () => owner('post', SCALE).send({ ...wanted, target: { ...wanted.target, kind: undefined }, reason: '' }),
    422,
    'invalid_name',
    /^target\.kind: /,
  ],
  [
    'a change with a wrong number',
    () => owner('post', SCALE).send({ ...wanted, input: { replicas: -1 }, reason: '' }),
    422,
    'invalid_input',
    /replicas/,
  ],
  [
    'a key for repeats that is none',
    () =>
      owner('post', SCALE)
        .set('idempotency-key', 'a b')
        .send({ ...wanted, reason: '' }),
    422,
    'invalid_input',
    /Idempotency-Key/,
  ],
  [
    'a body that is no JSON',
    () => owner('post', SCALE).type('json').send('{"target": }'),
    400,
    'invalid_request',
    /could not be read/,
  ],
  [
    'a body that is a form',
    () => owner('post', SCALE).type('form').send('a=b'),
    415,
    'unsupported_media_type',
    /application\/json/,
  ],
  [
    'a body that is text',
    () => owner('post', SCALE).type('text').send('{}'),
    415,
    'unsupported_media_type',
    /application\/json/,
  ],
  [
    'a body that is too large',
    () =>
      owner('post', SCALE)
        .type('json')
        .send(`"${'x'.repeat(3 * 1024 * 1024)}"`),
    413,
    'too_large',
    /3 MiB/,
  ],
  [
    'a foreign name of the host',
    () => owner('get', '/api/v1/clusters').set('host', 'evil.example'),
    403,
    'origin_refused',
    /host name/,
  ],
];

describe('every refusal is a problem document', () => {
  test.each(CASES)('%s', async (_, ask, status, code, says) => {
    expect((await problem(ask(), status, code)).detail).toMatch(says);
  });

  test('405 names the methods, 401 how to show who one is', async () => {
    const refused = await problem(owner('delete', '/api/v1/clusters'), 405, 'method_not_allowed');
    expect(refused.headers.allow).toBe('GET, HEAD');
    const unknown = await problem(anonymous('get', '/api/v1/clusters'), 401, 'unauthenticated');
    expect(unknown.headers['www-authenticate']).toBe('Bearer realm="binnacle"');
  });

  test('an id of the caller is the id of the request, if it is one', async () => {
    const id = 'build-7.step_2';
    expect((await owner('get', '/api/v1/nope').set('x-request-id', id)).body).toMatchObject({ instance: id });
    for (const none of ['two words', `${'x'.repeat(65)}`, '<script>']) {
      const { instance } = (await owner('get', '/api/v1/nope').set('x-request-id', none)).body as { instance: string };
      expect(instance).toMatch(/^[\da-f-]{36}$/);
    }
  });
});

test('T34 on every route of the router nobody gets in without a session or key, nor with a wrong one', async () => {
  const guarded = (await servedRoutes()).filter(({ access }) => access !== 'public');
  expect(guarded.length).toBeGreaterThan(20);
  for (const { method, url } of guarded) {
    const path = url.replaceAll(/:\w+/g, 'x');
    const ask = () => anonymous(METHODS.find((name) => name === method.toLowerCase()) ?? 'get', path);
    const answers = [
      await ask().set('origin', binnacle.url),
      await ask().set('authorization', `Bearer bk_${'x'.repeat(43)}`),
      await ask()
        .set('origin', binnacle.url)
        .set('cookie', `binnacle_session=${'x'.repeat(43)}`),
    ];
    expect([method, url, ...answers.map(({ status }) => status)]).toEqual([method, url, 401, 401, 401]);
  }
});

describe('T10 the socket', () => {
  const refusal = (headers: Record<string, string>, auth: Record<string, string> = {}): Promise<string> => {
    const socket = io(binnacle.url, {
      path: '/live',
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: headers,
      auth,
    });
    return new Promise((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', (error) => resolve(error.message));
    }).then((said) => {
      socket.disconnect();
      return String(said);
    });
  };

  test('lets a program with the key in', async () => {
    expect(await refusal({}, { key })).toBe('connected');
  });

  test.each<[string, () => [Record<string, string>, Record<string, string>]]>([
    ['without a key', () => [{}, {}]],
    ['with a wrong key', () => [{}, { key: `bk_${'x'.repeat(43)}` }]],
    ['from a foreign page, whatever it brings', () => [{ origin: 'https://evil.example' }, { key }]],
    ['under a foreign name', () => [{ host: 'evil.example' }, { key }]],
    ['with a cookie and no origin', () => [{ cookie: `binnacle_session=${'x'.repeat(43)}` }, { key }]],
  ])('refuses one %s', async (_, make) => {
    expect(await refusal(...make())).not.toBe('connected');
  });
});
