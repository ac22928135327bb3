import { describe, expect, test } from 'vitest';
import { Reflector } from './index.js';
import { live, status } from './testing/live-reflector.js';

describe('credentials and rights', () => {
  test('F06 one 401 leads to one refresh and one retry at once, without a gap anybody sees', async () => {
    let refreshes = 0;
    const { bench, reflector } = await live({ onUnauthorized: async () => void refreshes++ });
    bench.server.failNext('watch', status(401, 'Unauthorized'));
    bench.server.breakOpen({ kind: 'end' });
    await bench.clock.settle();
    expect([refreshes, bench.server.requests.length, bench.states, reflector.status.state]).toEqual([1, 2, [], 'live']);
  });

  test('F06 120 rotations in an hour: 120 refreshes, no list, no gap', async () => {
    let refreshes = 0;
    const { bench } = await live({ onUnauthorized: async () => void refreshes++ });
    for (let i = 0; i < 120; i += 1) {
      bench.server.failNext('watch', status(401, 'Unauthorized'));
      bench.server.breakOpen({ kind: 'end' });
      bench.server.put('thing-00000', { i });
      await bench.clock.advance(30_000);
    }
    expect([refreshes, bench.server.count('list', 'watch-list'), bench.states, bench.equal]).toEqual([
      120,
      0,
      [],
      true,
    ]);
  });

  test('F06 a second 401 is stale with the reason, retried on backoff with a fresh look at the credentials each time', async () => {
    const refreshedAt: number[] = [];
    const { bench, reflector } = await live();
    reflector.stop();
    const other = new Reflector(bench.server, bench.store, {
      ...bench.options,
      onUnauthorized: async () => void refreshedAt.push(bench.clock.monotonic()),
    });
    other.start();
    await bench.clock.settle();
    bench.server.failAlways(status(401, 'Unauthorized'));
    bench.server.breakOpen({ kind: 'end' });
    await bench.clock.settle();
    expect(other.status).toMatchObject({
      state: 'stale',
      because: 'The API server does not accept the credentials (401): Unauthorized',
    });
    await bench.clock.advance(2_400);
    expect(refreshedAt).toEqual([0, 800, 2_400]);
    bench.server.failAlways();
    await bench.clock.advance(60_000);
    expect(other.status.state).toBe('live');
  });

  test('F06 a refresh that fails is a problem; the retry is made all the same', async () => {
    const { bench } = await live({ onUnauthorized: () => Promise.reject(new Error('token file is gone')) });
    bench.server.failNext('watch', status(401));
    bench.server.breakOpen({ kind: 'end' });
    await bench.clock.settle();
    expect(bench.problems).toEqual(['The credentials could not be read anew: token file is gone']);
    expect(bench.server.openStreams).toBe(1);
  });

  test('F06 a refresh that hangs is given up after the idle limit', async () => {
    const { bench } = await live({ onUnauthorized: () => new Promise(() => undefined) });
    bench.server.failNext('watch', status(401));
    bench.server.breakOpen({ kind: 'end' });
    await bench.clock.advance(90_000);
    expect([bench.problems.length, bench.server.openStreams]).toEqual([1, 1]);
  });

  test('403 is forbidden, with the sentence of the server, retried each 30 s; content stays', async () => {
    const sentence = 'pods is forbidden: User "ann" cannot watch resource "pods" in API group "" at the cluster scope';
    const { bench, reflector } = await live();
    bench.server.failAlways(status(403, sentence));
    bench.server.breakOpen({ kind: 'end' });
    await bench.clock.settle();
    expect(reflector.status).toMatchObject({
      state: 'forbidden',
      because: sentence,
      retryAt: bench.clock.wall() + 30_000,
    });
    expect(bench.store.content.size).toBe(3);
    await bench.clock.advance(30_000);
    expect(bench.server.requests.map((r) => r.at)).toEqual([0, 30_000]);
    bench.server.failAlways();
    await bench.clock.advance(30_000);
    expect(reflector.status.state).toBe('live');
  });
});
