import type { HelloReply, ServerFrame, SubscribeReply } from '@binnacle/shared/realtime';
import { beforeEach, describe, expect, test } from 'vitest';
import { shownFreshness } from './freshness';
import type { LiveSocket, SubscribeMessage, Surroundings } from './ports';
import { LiveClient } from './socket-client';

/** A connection whose other end is the test. */
class ScriptedSocket implements LiveSocket {
  active = true;
  connects = 0;
  hellos: ((answer: HelloReply) => void)[] = [];
  subscriptions: { message: SubscribeMessage; reply: (answer: SubscribeReply) => void }[] = [];
  unsubscribed: string[] = [];
  #listeners = new Map<string, (value: never) => void>();
  on(event: string, listener: (value: never) => void): void {
    this.#listeners.set(event, listener);
  }
  emit(event: string, message: never, reply: (answer: never) => void): void {
    if (event === 'hello') this.hellos.push(reply as never);
    if (event === 'subscribe') this.subscriptions.push({ message, reply: reply as never });
    if (event === 'unsubscribe') this.unsubscribed.push((message as { key: string }).key);
  }
  connect(): void {
    this.connects += 1;
  }
  disconnect(): void {
    this.active = false;
  }
  fire(event: string, value?: unknown): void {
    this.#listeners.get(event)?.(value as never);
  }
  frame(frame: ServerFrame): void {
    this.fire('f', JSON.stringify(frame));
  }
  open(): void {
    this.fire('connect');
    this.hellos.at(-1)?.({ ok: true, protocol: 1, serverTime: '' });
  }
}

const topic = { type: 'overview', cluster: 'local' } as const;
const freshness = { state: 'live', since: '2026-01-01T00:00:00Z' } as const;

describe('live client', () => {
  let socket: ScriptedSocket;
  let now: number;
  let timers: { run: () => void; ms: number; off: boolean }[];
  let client: LiveClient;

  beforeEach(() => {
    socket = new ScriptedSocket();
    now = 1_000;
    timers = [];
    const surroundings: Surroundings = {
      now: () => now,
      setTimeout: (run, ms) => {
        const timer = { run, ms, off: false };
        timers.push(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        if (timer !== undefined) (timer as { off: boolean }).off = true;
      },
      fetchJson: () => Promise.reject(new Error('nothing to fetch')),
    };
    client = new LiveClient(socket, surroundings);
    client.start();
  });

  const fireTimers = () => {
    for (const timer of timers.splice(0)) if (!timer.off) timer.run();
  };
  const answer = (key: string, at = -1) => socket.subscriptions.at(at)?.reply({ ok: true, key });
  const documentFrame = (key: string, seq: number, body: unknown): ServerFrame => ({
    t: 'document',
    key,
    seq,
    body,
    freshness,
  });

  test('asks for a topic once however many readers it has, and leaves it only after the last is gone for a while', () => {
    socket.open();
    const first = client.hold(topic);
    const second = client.hold(topic);
    expect(socket.subscriptions).toHaveLength(1);
    answer('k');
    first();
    first();
    fireTimers();
    expect(socket.unsubscribed).toEqual([]);
    second();
    fireTimers();
    expect(socket.unsubscribed).toEqual(['k']);
  });

  test('a reader who comes back within the while keeps the subscription', () => {
    socket.open();
    client.hold(topic)();
    client.hold(topic);
    fireTimers();
    expect(socket.subscriptions).toHaveLength(1);
    expect(socket.unsubscribed).toEqual([]);
  });

  test('a topic that is not ready yet is asked for again until it is, and shows as loading meanwhile', () => {
    socket.open();
    client.hold(topic);
    const store = client.document(topic);
    socket.subscriptions.at(-1)?.reply({ ok: false, code: 'not_ready', detail: 'the watch is starting' });
    expect(shownFreshness(store.evidence(), now).state).toBe('loading');
    fireTimers();
    expect(socket.subscriptions).toHaveLength(2);
    answer('k');
    fireTimers();
    expect(socket.subscriptions).toHaveLength(2);
  });

  test('a refusal that would be repeated is not asked for again', () => {
    socket.open();
    client.hold(topic);
    socket.subscriptions.at(-1)?.reply({ ok: false, code: 'forbidden', detail: 'not yours' });
    fireTimers();
    expect(socket.subscriptions).toHaveLength(1);
  });

  test('what is asked for before the greeting is asked after it', () => {
    client.hold(topic);
    expect(socket.subscriptions).toHaveLength(0);
    socket.open();
    expect(socket.subscriptions).toHaveLength(1);
  });

  test('frames that overtake the answer naming their topic are not lost', () => {
    socket.open();
    client.hold(topic);
    const store = client.document<{ n: number }>(topic);
    socket.frame(documentFrame('k', 1, { n: 1 }));
    socket.frame(documentFrame('k', 2, { n: 2 }));
    expect(store.body).toBeNull();
    answer('k');
    expect(store.body).toEqual({ n: 2 });
  });

  test('a lost connection makes every topic stale at once and keeps what was last known', () => {
    socket.open();
    client.hold(topic);
    answer('k');
    const store = client.document<{ n: number }>(topic);
    socket.frame(documentFrame('k', 1, { n: 1 }));
    expect(shownFreshness(store.evidence(), now).state).toBe('live');
    now = 2_000;
    socket.fire('disconnect', 'transport close');
    expect(shownFreshness(store.evidence(), now)).toMatchObject({ state: 'stale', since: 2_000 });
    expect(store.body).toEqual({ n: 1 });
    now = 3_000;
    socket.fire('connect_error', new Error('refused'));
    expect(shownFreshness(store.evidence(), now)).toMatchObject({ state: 'stale', since: 2_000 });
  });

  test('after a reconnect it catches up, and is live only with the next frame', () => {
    socket.open();
    client.hold(topic);
    answer('k');
    const store = client.document(topic);
    socket.frame(documentFrame('k', 1, {}));
    socket.fire('disconnect', 'transport close');
    socket.open();
    expect(socket.subscriptions).toHaveLength(2);
    expect(shownFreshness(store.evidence(), now).state).toBe('catching-up');
    answer('k2');
    socket.frame(documentFrame('k2', 7, {}));
    expect(shownFreshness(store.evidence(), now).state).toBe('live');
  });

  test('a late answer from before the break is not taken for the new one', () => {
    socket.open();
    client.hold(topic);
    socket.fire('disconnect', 'transport close');
    socket.open();
    answer('old', 0);
    answer('new', 1);
    socket.frame(documentFrame('old', 1, { from: 'old' }));
    expect(client.document(topic).body).toBeNull();
    socket.frame(documentFrame('new', 1, { from: 'new' }));
    expect(client.document(topic).body).toEqual({ from: 'new' });
  });

  test('a refused topic says why', () => {
    socket.open();
    client.hold(topic);
    socket.subscriptions[0]?.reply({ ok: false, code: 'forbidden', detail: 'You may not list pods.' });
    expect(shownFreshness(client.document(topic).evidence(), now)).toMatchObject({
      state: 'forbidden',
      because: 'You may not list pods.',
    });
  });

  test('a topic closed for a passing reason is asked for again, one closed for lack of rights is not', () => {
    socket.open();
    client.hold(topic);
    answer('k');
    socket.frame({ t: 'closed', key: 'k', code: 'too_slow', detail: 'You fell behind.' });
    fireTimers();
    expect(socket.subscriptions).toHaveLength(2);
    answer('k');
    socket.frame({ t: 'closed', key: 'k', code: 'forbidden', detail: 'Revoked.' });
    fireTimers();
    expect(socket.subscriptions).toHaveLength(2);
  });

  test('a server of another version is an end, said by name, not a loop', () => {
    socket.fire('connect');
    socket.hellos[0]?.({ ok: false, code: 'client-too-old', detail: 'Reload this page.' });
    expect(client.connection).toMatchObject({ state: 'refused', code: 'client-too-old' });
    socket.fire('disconnect', 'io client disconnect');
    expect(client.connection.state).toBe('refused');
    expect(socket.active).toBe(false);
  });

  test('comes back by itself when the server hung up', () => {
    socket.open();
    socket.fire('disconnect', 'io server disconnect');
    fireTimers();
    expect(socket.connects).toBe(2);
  });
});
