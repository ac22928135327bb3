import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientEvents, ServerEvents } from '@binnacle/shared/realtime';
import { PROTOCOL_VERSION } from '@binnacle/shared/realtime';
import { Module } from '@nestjs/common';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AuthModule } from '../auth/index.js';
import { type TestApp, testApp } from '../auth/testing/test-app.js';
import { LiveServer } from './live-server.js';
import { LiveTopics } from './live-topics.js';

/** Topics that have one frame each and never another. */
const quietTopics = {
  start: () => undefined,
  stop: () => undefined,
  readers: () => undefined,
  attach: ({ topic }: { topic: { type: string } }, done: (attached: unknown) => void) =>
    topic.type === 'fleet'
      ? done({ ok: true, key: 'fleet', frames: ['{"t":"document","key":"fleet"}'] })
      : done({ ok: false, error: new Error('canary-of-the-engine') }),
};

@Module({ imports: [AuthModule], providers: [LiveServer, { provide: LiveTopics, useValue: quietTopics }] })
class QuietRealtimeModule {}

type Client = Socket<ServerEvents, ClientEvents>;

let it: TestApp;
let url: string;
/** Every client of the test, with why it was closed once it is. */
const clients = new Map<Client, Promise<string>>();
beforeEach(async () => {
  it = await testApp([QuietRealtimeModule]);
  await it.app.listen(0, '127.0.0.1');
  url = (await it.app.getUrl()).replace('[::1]', '127.0.0.1');
});
afterEach(async () => {
  for (const client of clients.keys()) client.disconnect();
  clients.clear();
  await it.close();
});

const ownerKey = () => readFileSync(join(it.dataFolder, 'owner.key'), 'utf8').trim();

/** A socket that has been let in; rejects with why it was not. */
async function connect(by: { cookie?: string; key?: string; origin?: string }): Promise<Client> {
  const { cookie, key, origin = url } = by;
  const client: Client = io(url, {
    path: '/live',
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: key === undefined ? {} : { key },
    extraHeaders: { ...(cookie === undefined ? {} : { cookie }), origin },
  });
  clients.set(client, new Promise((resolve) => client.once('disconnect', (reason: string) => resolve(reason))));
  await new Promise<void>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('connect_error', reject);
  });
  return client;
}

const closed = (client: Client) => clients.get(client);
const hello = (client: Client) => client.emitWithAck('hello', { protocol: PROTOCOL_VERSION });
const signOut = (cookie: string) =>
  it.app.inject({
    method: 'DELETE',
    url: '/api/v1/session',
    headers: { host: new URL(url).host, origin: url, cookie },
  });

describe('who may connect', () => {
  test('a session or a machine key from a page of ours, with the address it came from', async () => {
    const asked = vi.spyOn(it.auth, 'authenticateHandshake');
    await connect({ cookie: await it.signIn() });
    await connect({ key: ownerKey() });
    expect(asked.mock.calls.map(([, , address]) => address)).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  test('T10: nobody without either, and nobody from a foreign page', async () => {
    const cookie = await it.signIn();
    await expect(connect({})).rejects.toThrow('unauthenticated');
    await expect(connect({ key: `bk_${'x'.repeat(43)}`, cookie })).rejects.toThrow('unauthenticated');
    await expect(connect({ cookie, origin: 'https://evil.example' })).rejects.toThrow('websocket error');
  });
});

describe('how long', () => {
  test('signing out closes the sockets of that session at once, and no other', async () => {
    const cookie = await it.signIn();
    const [one, two, script] = [
      await connect({ cookie }),
      await connect({ cookie }),
      await connect({ key: ownerKey() }),
    ];
    const ends = Promise.all([closed(one), closed(two)]);
    expect((await signOut(cookie)).statusCode).toBe(204);
    expect(await ends).toEqual(['io server disconnect', 'io server disconnect']);
    expect(await hello(script)).toMatchObject({ ok: true });
  });

  test('a session that ends while its socket is let in does not get through', async () => {
    const cookie = await it.signIn();
    const [session] = it.repository.sessions.values();
    const authenticate = it.auth.authenticateHandshake.bind(it.auth);
    vi.spyOn(it.auth, 'authenticateHandshake').mockImplementation(async (...handshake) => {
      const actor = await authenticate(...handshake);
      await it.repository.revokeSession(session?.id ?? '', new Date());
      return actor;
    });
    const client = await connect({ cookie });
    expect(await closed(client)).toBe('io server disconnect');
  });

  test('a page that only watches ends after 30 minutes, as access demands of idle sessions', async () => {
    const client = await connect({ cookie: await it.signIn() });
    const end = closed(client);
    await hello(client);
    await it.clock.advance(29 * 60_000);
    expect(await hello(client)).toMatchObject({ ok: true });
    await it.clock.advance(60_000 + 15_000);
    expect(await end).toBe('io server disconnect');
    expect(it.clock.pending).toBe(0);
  });
});

describe('what they may ask', () => {
  test('an event that is not in the table is not listened to', async () => {
    const client = await connect({ key: ownerKey() });
    let answered = false;
    (client as Socket).emit('shutdown', {}, () => {
      answered = true;
    });
    await hello(client);
    expect(answered).toBe(false);
  });

  test('a client of another version is refused by name, and one that did not say hello gets nothing', async () => {
    const client = await connect({ key: ownerKey() });
    expect(await client.emitWithAck('hello', { protocol: PROTOCOL_VERSION - 1 })).toMatchObject({
      ok: false,
      code: 'client-too-old',
    });
    expect(await client.emitWithAck('subscribe', { topic: { type: 'fleet' } })).toMatchObject({
      ok: false,
      code: 'invalid_request',
    });
  });

  test('a topic is acknowledged and then sent; leaving it is acknowledged once', async () => {
    const client = await connect({ key: ownerKey() });
    await hello(client);
    const frame = once(client as unknown as NodeJS.EventEmitter, 'f');
    expect(await client.emitWithAck('subscribe', { topic: { type: 'fleet' } })).toEqual({ ok: true, key: 'fleet' });
    expect(await frame).toEqual(['{"t":"document","key":"fleet"}']);
    expect(await client.emitWithAck('unsubscribe', { key: 'fleet' })).toEqual({ ok: true });
    expect(await client.emitWithAck('unsubscribe', { key: 'fleet' })).toEqual({ ok: false });
  });

  test('what is not as the protocol has it is refused with the place, and a failure of ours without its words', async () => {
    const client = await connect({ key: ownerKey() });
    await hello(client);
    const bad = { topic: { type: 'table', cluster: 'c', view: 'secrets' } };
    expect(await client.emitWithAck('subscribe', bad as never)).toMatchObject({
      ok: false,
      code: 'invalid_input',
      detail: expect.stringContaining('topic.view') as string,
    });
    const failed = await client.emitWithAck('subscribe', { topic: { type: 'overview', cluster: 'c' } });
    expect(failed).toMatchObject({ ok: false, code: 'internal' });
    expect(JSON.stringify(failed)).not.toContain('canary');
  });
});

test('a stopping process lets its readers go at once, so that nothing waits for them', async () => {
  const client = await connect({ key: ownerKey() });
  await hello(client);
  await it.app.close();
  expect(await closed(client)).toBe('io server disconnect');
});
