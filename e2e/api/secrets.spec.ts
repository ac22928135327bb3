import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROTOCOL_VERSION } from '@binnacle/shared/realtime';
import { io } from 'socket.io-client';
import request, { type Response } from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Binnacle } from '../support/binnacle.ts';
import { eventually } from '../support/eventually.ts';
import { kubeconfigOf } from '../support/kubeconfig-text.ts';

/** Stands in every secret that Binnacle is given here, and may stand nowhere else. */
const CANARY = `canary${crypto.randomUUID().replaceAll('-', '')}`;
const TARGET = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' };
const QUERY = new URLSearchParams(TARGET).toString();

let folder: string;
let echo: Server;
let binnacle: Binnacle;
/** Everything that was answered, headers and all. */
const answered: string[] = [];

/** A server that answers like the API server of a cluster, and repeats in every refusal who asked and how. */
function answer(asked: IncomingMessage, response: ServerResponse): void {
  const { authorization = '' } = asked.headers;
  const say = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  asked.resume();
  if (asked.url === '/version') return void say(200, { gitVersion: 'v1.99.0' });
  if (asked.url === '/api/v1/namespaces/kube-system') return void say(200, { metadata: { uid: 'c0ffee' } });
  const message = `refused, the header was Authorization: ${authorization}`;
  if (asked.method === 'POST') return void say(201, { status: { allowed: false, reason: message } });
  if (asked.url?.includes('html') === true) return void response.writeHead(500).end(`<html>${message}</html>`);
  say(403, { kind: 'Status', status: 'Failure', code: 403, reason: 'Forbidden', message });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-secrets-'));
  echo = createServer(answer);
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const server = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  const key = `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----\n`;
  const plugin = {
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'Never',
    command: 'sh',
    args: ['-c', 'echo "plugin: token=$PLUGIN_TOKEN, Bearer $PLUGIN_TOKEN" >&2; exit 1'],
    env: [{ name: 'PLUGIN_TOKEN', value: CANARY }],
  };
  const parts = [
    { name: 'token', server, user: { token: CANARY } },
    { name: 'password', server, user: { username: 'ada', password: CANARY } },
    { name: 'away', server: 'http://127.0.0.1:1', user: { token: CANARY } },
    { name: 'plugin', server, user: { exec: plugin } },
    { name: 'certificate', server, user: { 'client-certificate-data': 'bm90IGEgcGVt', 'client-key-data': btoa(key) } },
    { name: 'no-text', server, user: { token: { value: CANARY } } },
    { name: 'twice', server, user: { token: CANARY, username: CANARY } },
    { name: 'in-address', server: `https://ada:${CANARY}@127.0.0.1:1`, user: { token: CANARY } },
  ];
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return ['--kubeconfig', join(folder, name)];
  };
  const args = [
    ...(await file('open.yaml', `users:\n- name: ada\n  user: {token: "${CANARY}\n`)),
    ...(await file('tag.yaml', `users:\n- name: ada\n  user: {token: !${CANARY} x}\n`)),
    ...(await file('alias.yaml', `users:\n- name: ada\n  user: {token: *${CANARY}}\n`)),
    '--verbose',
  ];
  await writeFile(join(folder, 'config'), kubeconfigOf(parts));
  binnacle = await Binnacle.start({ kubeconfig: join(folder, 'config'), data: join(folder, 'data'), args });
});
afterAll(async () => {
  await binnacle?.stop();
  echo?.closeAllConnections();
  await new Promise((resolve) => echo?.close(resolve));
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function keep(asked: request.Test, status?: number): Promise<Response> {
  const found = await asked;
  if (status !== undefined) expect([found.status, found.text]).toEqual([status, found.text]);
  answered.push(JSON.stringify(found.headers), found.text);
  return found;
}
const owner = async () => ({ authorization: `Bearer ${await binnacle.key()}` });
const get = async (path: string) =>
  keep(
    request(binnacle.url)
      .get(path)
      .set(await owner()),
  );
const post = async (path: string, body: object, headers: Record<string, string> = {}) =>
  keep(
    request(binnacle.url)
      .post(path)
      .set(await owner())
      .set(headers)
      .send(body),
  );

const NAMES = ['token', 'password', 'away', 'plugin', 'certificate', 'no-text', 'twice', 'in-address'];

test('T20 clusters that cannot be used say why, without their credentials', async () => {
  const summaries = await eventually('every cluster to have been tried', async () => {
    const { items } = (await get('/api/v1/clusters')).body as { items: Array<{ name: string; state: string }> };
    return items.every(({ state }) => state !== 'connecting') && items;
  });
  expect(summaries.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
  for (const name of NAMES) {
    for (const path of [
      '',
      '/overview',
      '/findings',
      '/views/pods',
      `/object?${QUERY}`,
      `/object?${QUERY}html`,
      `/object/tree?${QUERY}`,
    ])
      await get(`/api/v1/clusters/${name}${path}`);
  }
});

test('T20 what is refused goes on the record without the secret that came along', async () => {
  for (const name of NAMES) {
    await post(`/api/v1/clusters/${name}/actions/scale`, {
      target: TARGET,
      input: { replicas: 2 },
      reason: `with Bearer ${CANARY}`,
    });
    await post(`/api/v1/clusters/${name}/actions/scale`, { target: TARGET, input: { replicas: CANARY }, reason: '' });
    await post(`/api/v1/clusters/${name}/actions/scale`, {
      target: TARGET,
      input: { replicas: 2 },
      reason: '',
      previewToken: CANARY,
    });
  }
  const { body } = await get('/api/v1/ledger');
  expect((body as { total: number }).total).toBeGreaterThan(0);
  for (const format of ['json', 'csv', 'md']) await get(`/api/v1/ledger/export?format=${format}`);
});

test('T20 credentials that are not good are not repeated', async () => {
  const anonymous = () => request(binnacle.url).get('/api/v1/session');
  await keep(anonymous().set('authorization', `Bearer bk_${CANARY}`), 401);
  await keep(anonymous().set('authorization', `Basic ${btoa(`ada:${CANARY}`)}`), 401);
  await keep(anonymous().set('cookie', `binnacle_session=${CANARY}`), 401);
  const signIn = () => request(binnacle.url).post('/api/v1/session').set('origin', binnacle.url);
  await keep(signIn().send({ code: CANARY }), 401);
  await keep(signIn().send({ code: { value: CANARY } }), 422);
  await keep(signIn().type('json').send(`{"code": "${CANARY}`), 400);
  await keep(request(binnacle.url).get(`/api/v1/clusters?token=${CANARY}`), 401);
});

test('T20 the socket tells no secret either', async () => {
  const frames: unknown[] = [];
  const socket = io(binnacle.url, {
    path: '/live',
    transports: ['websocket'],
    auth: { key: await binnacle.key() },
    reconnection: false,
  });
  socket.on('f', (text: string) => frames.push(text));
  await socket.emitWithAck('hello', { protocol: PROTOCOL_VERSION });
  for (const cluster of NAMES) {
    for (const topic of [
      { type: 'table', cluster, view: 'pods' },
      { type: 'overview', cluster },
      { type: 'object', cluster, target: TARGET },
    ])
      answered.push(JSON.stringify(await socket.emitWithAck('subscribe', { topic })));
  }
  for (const type of ['fleet', 'ledger'])
    answered.push(JSON.stringify(await socket.emitWithAck('subscribe', { topic: { type } })));
  await eventually('frames of the fleet', () => frames.some((text) => String(text).includes('"fleet"')));
  socket.disconnect();
  answered.push(frames.join('\n'));
});

test('T20 afterwards the canary stands in no answer, no line of the log and no file of the data folder', async () => {
  const [code = ''] = /(?<=#code=)\S+/.exec(binnacle.log) ?? [];
  const key = await binnacle.key();
  await binnacle.stop();
  const log = binnacle.log
    .split('\n')
    // The link is for the terminal: it is what the person is to open.
    .filter((line) => !line.startsWith('Sign in: '))
    .join('\n');
  // What is searched is there to be searched.
  expect(log).toMatch(/not valid YAML[\s\S]*cluster_unreachable/);
  expect(answered.join('\n')).toContain('"state":"refused"');
  const secrets = [
    CANARY,
    CANARY.slice(0, 20),
    btoa(CANARY).slice(0, 20),
    btoa(`ada:${CANARY}`).slice(0, 20),
    key,
    code,
  ];
  const where = (text: string) =>
    secrets.flatMap((secret) => {
      const at = text.indexOf(secret);
      return at < 0 ? [] : [text.slice(Math.max(0, at - 200), at + 40)];
    });
  expect(where(log)).toEqual([]);
  expect(where(answered.join('\n'))).toEqual([]);
  const files = readdirSync(binnacle.data, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'owner.key',
  );
  expect(files.length).toBeGreaterThan(10);
  for (const entry of files)
    expect([entry.name, where(readFileSync(join(entry.parentPath, entry.name), 'latin1'))]).toEqual([entry.name, []]);
});
