import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLE_PERMISSIONS, sessionViewSchema } from '@binnacle/shared/access';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type RunningApp } from './bootstrap.js';
import { hashOf } from './modules/auth/credentials.js';
import { parseConfig } from './platform/config/index.js';
import { memoryDatabase } from './platform/database/testing/memory-database.js';
import { createLog } from './platform/logging/index.js';

const folder = mkdtempSync(join(tmpdir(), 'binnacle-app-'));
const logged: string[] = [];
const log = createLog({ level: 'debug', human: false, write: (line) => logged.push(line) });
const configured = (...argv: string[]) =>
  parseConfig(['--port', '0', '--data', folder, ...argv], { HOME: tmpdir(), KUBECONFIG: join(folder, 'none') });

let running: RunningApp;
let key: string;
beforeAll(async () => {
  const database = await memoryDatabase();
  running = await createApp(configured(), { log, openDatabase: async () => database });
  key = readFileSync(join(folder, 'owner.key'), 'utf8').trim();
});
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${running.url}${path}`, { signal: AbortSignal.timeout(5_000), ...init });

test('listens on loopback and is ready', async () => {
  expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await ask('/readyz')).json()).toEqual({ status: 'ready', checks: [{ name: 'database', ok: true }] });
  expect(await (await ask('/healthz')).json()).toEqual({ status: 'ok' });
});

test('the fleet is looked for once', () => {
  expect(logged.filter((line) => line.includes('0 clusters from'))).toHaveLength(1);
});

test('the journey of the first minute: link, cookie, who am I, sign out, and a new link on the terminal', async () => {
  const told: string[] = [];
  running.onOwnerGone((link) => told.push(link));
  const link = new URL((await running.offerSignInLink()) ?? '');
  expect(link.pathname + link.search).toBe('/sign-in');
  const code = link.hash.replace('#code=', '');
  const headers = { origin: running.url, 'content-type': 'application/json' };
  const signedIn = await ask('/api/v1/session', { method: 'POST', headers, body: JSON.stringify({ code }) });
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const view = sessionViewSchema.parse(await (await ask('/api/v1/session', { headers: { cookie } })).json());
  expect(view.permissions).toEqual(ROLE_PERMISSIONS.owner);
  expect(await running.offerSignInLink()).toBeNull();
  expect(await running.offerSignInLink(true)).toContain('/sign-in#code=');
  expect((await ask('/api/v1/session', { method: 'DELETE', headers: { origin: running.url, cookie } })).status).toBe(
    204,
  );
  expect((await ask('/api/v1/session', { headers: { cookie } })).status).toBe(401);
  await expect.poll(() => told).toEqual([expect.stringMatching(/\/sign-in#code=[\w-]{22}$/)]);
  expect(logged.join('')).not.toContain(code);
});

test('T34: on every route of the whole application, nobody gets in but where it says so, and a viewer no further than a viewer', async () => {
  const { prisma } = await sameDatabase();
  const viewer = `bk_${'v'.repeat(43)}`;
  const record = { id: 'viewer', label: 'viewer', role: 'viewer', createdAt: new Date() };
  await prisma.apiKey.create({ data: { ...record, hash: hashOf(viewer) } });
  const guarded = running.routes.filter(({ access }) => access !== 'public');
  expect(guarded.length).toBeGreaterThan(10);
  for (const { method, url, access } of guarded) {
    const path = url.replaceAll(/:[A-Za-z]+/g, 'x');
    const nobody = await ask(path, { method, headers: { origin: running.url } });
    expect([`${method} ${url}`, nobody.status]).toEqual([`${method} ${url}`, 401]);
    if (access === undefined || access === 'public' || ROLE_PERMISSIONS.viewer.includes(access)) continue;
    const seen = await ask(path, { method, headers: { authorization: `Bearer ${viewer}` } });
    expect([`${method} ${url}`, seen.status]).toEqual([`${method} ${url}`, 403]);
  }
  const open = running.routes.filter(({ access }) => access === 'public').map(({ method, url }) => `${method} ${url}`);
  const pages = ['GET /*', 'HEAD /*'];
  const probes = ['GET /healthz', 'HEAD /healthz', 'GET /readyz', 'HEAD /readyz'];
  expect(open.sort()).toEqual([...pages, ...probes, 'POST /api/v1/session'].sort());
});

test('T20: keys and cookies that were sent are not in the log', async () => {
  await ask('/api/v1/session', {
    headers: { authorization: `Bearer ${key}`, cookie: `binnacle_session=${'c'.repeat(43)}` },
  });
  const text = logged.join('');
  expect(text).not.toContain(key);
  expect(text).not.toContain('c'.repeat(43));
});

describe('T12: what does not parse as HTTP is answered with the headers all the same', () => {
  const raw = (bytes: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(running.url).port), '127.0.0.1', () => socket.end(bytes));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('close', () => resolve(text)).on('error', reject);
    });

  test.each([
    ['garbage', 'GARBAGE\r\n\r\n', 400],
    ['headers too large', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 413],
    [
      'two lengths',
      'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
  ])('%s', async (_, bytes, status) => {
    const text = await raw(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text.toLowerCase()).toMatch(/x-frame-options: deny/);
    expect(text).toContain('application/problem+json');
  });
});

test('a port that is taken ends with exit code 5, an address that is not ours with 2, and both close the database', async () => {
  let closed = 0;
  const database = { ...(await sameDatabase()), close: async () => void closed++ };
  const start = (...argv: string[]) =>
    createApp({ ...configured(), ...parsed(argv) }, { log, openDatabase: async () => database });
  await expect(start('--port', new URL(running.url).port)).rejects.toMatchObject({ exitCode: 5 });
  await expect(start('--host', '192.0.2.1')).rejects.toMatchObject({ exitCode: 2 });
  expect(closed).toBe(2);
});

test('a database that cannot be opened ends the start with its own exit code', async () => {
  const gone = Object.assign(new Error('gone'), { exitCode: 4 });
  await expect(createApp(configured(), { log, openDatabase: () => Promise.reject(gone) })).rejects.toBe(gone);
});

/** The database of the running application, without emptying it. */
async function sameDatabase() {
  const { DATABASE } = await import('./platform/database/index.js');
  return running.app.get<Awaited<ReturnType<typeof memoryDatabase>>>(DATABASE);
}
function parsed(argv: string[]) {
  const { port, host } = parseConfig(argv, { HOME: tmpdir(), BINNACLE_EXTERNAL_URL: 'https://b.example' });
  return argv[0] === '--port' ? { port } : { host, port: 0 };
}
