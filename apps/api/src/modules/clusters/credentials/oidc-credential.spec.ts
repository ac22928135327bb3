import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discoverContexts } from '../kubeconfig/discover.js';
import { TestAuthority } from '../testing/certificates.js';
import { json, KubeServer, type SeenRequest } from '../testing/kube-server.js';
import { ClusterConnection } from './cluster-connection.js';

const HOUR_S = 3_600;
const authority = new TestAuthority();
const base64 = (text: string, encoding: 'base64' | 'base64url' = 'base64') => Buffer.from(text).toString(encoding);

let folder: string;
let clock: FakeClock;
/** A provider on loopback: its metadata, and the answers of its token endpoint in turn. */
let provider: KubeServer;
let metadata: Record<string, unknown>;
let answers: ((request: SeenRequest, response: ServerResponse) => void)[];
const connections: ClusterConnection[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-oidc-'));
  clock = new FakeClock(Date.now());
  provider = await KubeServer.start(authority.issue({}));
  metadata = { issuer: provider.url, token_endpoint: `${provider.url}/token` };
  answers = [];
  provider.handler = (request, response) => {
    if (request.url === '/.well-known/openid-configuration') return json(response, metadata);
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`the provider was asked once too often: ${request.url}`);
    return answer(request, response);
  };
});
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await provider.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** An ID token that expires so many seconds from now; only the API server looks at its signature. */
function idToken(seconds: number, issuer = provider.url): string {
  const now = Math.floor(clock.wall() / 1_000);
  const claims = { iss: issuer, aud: 'cid', sub: 'canary', iat: now - HOUR_S, exp: now + seconds };
  return `${base64('{"alg":"RS256"}', 'base64url')}.${base64(JSON.stringify(claims), 'base64url')}.c2ln`;
}

const tokens = (id: string | undefined, more: Record<string, unknown> = {}) =>
  answers.push((_, response) => {
    json(response, { access_token: 'canary-access', token_type: 'Bearer', id_token: id, ...more });
  });

/** A context with this auth-provider, as kubectl config set-credentials writes it. */
async function connect(config: Record<string, string | undefined>): Promise<ClusterConnection> {
  const file = join(folder, 'config');
  const settings = {
    'idp-issuer-url': provider.url,
    'client-id': 'cid',
    'client-secret': 'canary-secret',
    'refresh-token': 'canary-refresh',
    'idp-certificate-authority-data': base64(authority.pem),
    ...config,
  };
  writeFileSync(
    file,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: 'https://c.example' } }],
      users: [{ name: 'u', user: { 'auth-provider': { name: 'oidc', config: settings } } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  const { contexts } = await discoverContexts({ kubeconfigs: [file], env: {}, home: folder });
  const [context] = contexts;
  if (context === undefined || context.broken !== null) throw context?.broken ?? new Error('no context');
  const connection = new ClusterConnection({ ...context, env: {}, clock });
  connections.push(connection);
  return connection;
}

const authorization = async (connection: ClusterConnection) => (await connection.material()).headers.authorization;
const asked = () => provider.seen.filter(({ url }) => url === '/token');
const form = (request: SeenRequest | undefined) => Object.fromEntries(new URLSearchParams(request?.body));

async function failure(connection: ClusterConnection): Promise<{ message: string; whole: string }> {
  const error: unknown = await connection.material().catch((e: unknown) => e);
  expect(error).toMatchObject({ fault: 'credential_failed', problem: { field: 'users[0].user.auth-provider' } });
  return { message: (error as Error).message, whole: inspect(error, { depth: 20, showHidden: true }) };
}

describe('the ID token of the kubeconfig', () => {
  test('is used while it is good, and nobody is asked', async () => {
    const good = idToken(HOUR_S);
    const connection = await connect({ 'id-token': good });
    expect(await authorization(connection)).toBe(`Bearer ${good}`);
    expect(provider.seen).toEqual([]);
  });

  test('gives way to a new one a minute before it expires', async () => {
    const [old, fresh] = [idToken(HOUR_S), idToken(2 * HOUR_S)];
    tokens(fresh);
    const connection = await connect({ 'id-token': old });
    expect(await authorization(connection)).toBe(`Bearer ${old}`);
    await clock.advance((HOUR_S - 60) * 1_000);
    expect(await authorization(connection)).toBe(`Bearer ${fresh}`);
  });

  test('F06: gives way to a new one when the API server refuses it', async () => {
    const [old, fresh] = [idToken(HOUR_S), idToken(HOUR_S + 1)];
    tokens(fresh);
    const connection = await connect({ 'id-token': old });
    await connection.material();
    await clock.advance(10_000);
    connection.invalidateCredentials();
    expect(await authorization(connection)).toBe(`Bearer ${fresh}`);
  });

  test('alone, it works until it expires, and then it is said what to do', async () => {
    const connection = await connect({ 'id-token': idToken(HOUR_S), 'refresh-token': undefined });
    await connection.material();
    await clock.advance(HOUR_S * 1_000);
    expect((await failure(connection)).message).toMatch(/id-token has expired.*no refresh-token.*Sign in again/);
  });
});

describe('the refresh', () => {
  test('is one for all who ask at the same time, and proves who asks', async () => {
    const fresh = idToken(HOUR_S);
    tokens(fresh);
    const connection = await connect({ 'id-token': idToken(-1) });
    const given = await Promise.all([1, 2, 3].map(() => authorization(connection)));
    expect(given).toEqual([1, 2, 3].map(() => `Bearer ${fresh}`));
    expect(form(asked()[0])).toEqual({ grant_type: 'refresh_token', refresh_token: 'canary-refresh' });
    const [scheme, pair = ''] = (asked()[0]?.headers.authorization ?? '').split(' ');
    expect([scheme, decodeURIComponent(Buffer.from(pair, 'base64').toString())]).toEqual([
      'Basic',
      'cid:canary-secret',
    ]);
  });

  test('sends the secret in the body where the provider takes it there, and none where there is none', async () => {
    metadata.token_endpoint_auth_methods_supported = ['client_secret_basic', 'client_secret_post'];
    for (const secret of ['canary-secret', undefined]) {
      tokens(idToken(HOUR_S));
      await (await connect({ 'client-secret': secret })).material();
    }
    const [confidential, open] = asked();
    expect(form(confidential)).toMatchObject({ client_id: 'cid', client_secret: 'canary-secret' });
    expect(form(open)).toEqual({ client_id: 'cid', grant_type: 'refresh_token', refresh_token: 'canary-refresh' });
    expect(asked().map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  test('goes on with the refresh token that came with the last answer, or with the old one where none came', async () => {
    tokens(idToken(120), { refresh_token: 'canary-second' });
    tokens(idToken(240));
    tokens(idToken(360));
    const connection = await connect({});
    for (let i = 0; i < 3; i++) {
      await connection.material();
      await clock.advance(120_000);
    }
    const used = asked().map((request) => form(request).refresh_token);
    expect(used).toEqual(['canary-refresh', 'canary-second', 'canary-second']);
  });

  test('that fails early leaves the old token in use until it expires', async () => {
    const old = idToken(HOUR_S);
    answers.push((_, response) => json(response, { error: 'temporarily_unavailable' }, 503));
    const connection = await connect({ 'id-token': old });
    await connection.material();
    await clock.advance((HOUR_S - 60) * 1_000);
    expect(await authorization(connection)).toBe(`Bearer ${old}`);
    expect(asked()).toHaveLength(1);
  });
});

describe('a refresh that fails says why, what to do, and no secret (T20)', () => {
  const refused = { error: 'invalid_grant', error_description: 'Token canary-refresh-0123456789abcdef is not active' };
  const CASES: [string, RegExp, () => unknown][] = [
    [
      'refused',
      /127\.0\.0\.1:\d+ refuses the refresh-token: invalid_grant: Token … is not active/,
      () => answers.push((_, response) => json(response, refused, 400)),
    ],
    ['without ID token', /its answer holds no id_token/, () => tokens(undefined)],
    ['an ID token of somebody else', /unexpected JWT claim value/, () => tokens(idToken(HOUR_S, 'https://canary'))],
    ['garbage', /does not answer as an OpenID provider/, () => answers.push((_, r) => r.end('canary') && undefined)],
    ['an error page', /does not answer as an OpenID provider/, () => answers.push((_, r) => json(r, 'canary', 500))],
    ['another issuer', /does not match the expected issuer/, () => (metadata.issuer = 'https://canary.example')],
    ['an endpoint without TLS', /only requests to HTTPS/, () => (metadata.token_endpoint = 'http://127.0.0.1/canary')],
    ['a broken connection', /broke before the answer/, () => answers.push((_, r) => r.destroy() && undefined)],
  ];

  test.each(CASES)('%s', async (_, message, prepare) => {
    prepare();
    const error = await failure(await connect({ 'id-token': idToken(-1) }));
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/Sign in again.*exec plugin/);
    expect(error.whole).not.toContain('canary');
  });

  test('a provider whose certificate is not trusted never sees the refresh token', async () => {
    const connection = await connect({ 'idp-certificate-authority-data': base64(new TestAuthority().pem) });
    expect((await failure(connection)).message).toContain('is not signed by an authority');
    expect(provider.seen).toEqual([]);
  });

  test('one that does not answer is left when Binnacle stops', async () => {
    const arrived = new Promise<void>((resolve) => answers.push(() => resolve()));
    const connection = await connect({});
    const failed = failure(connection);
    await arrived;
    connection.close();
    expect((await failed).whole).not.toContain('canary');
  });
});
