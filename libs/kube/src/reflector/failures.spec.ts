import { type ConnectFault, ReflectorBench } from '@binnacle/testing/list-watch';
import { SeededRandom } from '@binnacle/testing/random';
import { describe, expect, test } from 'vitest';
import { type KubeObject, Reflector } from './index.js';
import { live, refusal, status } from './testing/live-reflector.js';

describe('failures do not relist', () => {
  test.each<ConnectFault>([{ kind: 'refused' }, status(500), status(502), status(429), status(503), status(504)])(
    'F01 a watch that meets $kind $code is resumed from the same version after backoff',
    async (fault) => {
      const { bench, reflector } = await live();
      bench.server.failNext('watch', fault);
      bench.server.breakOpen({ kind: 'reset' });
      bench.server.put('meanwhile');
      await bench.clock.advance(800 + 1_600);
      expect(bench.server.requests.map((r) => [r.verb, r.at, r.resourceVersion])).toEqual([
        ['watch', 800, '103'],
        ['watch', 2_400, '103'],
      ]);
      expect([bench.equal, reflector.status.state, reflector.counters.relists]).toEqual([true, 'live', 0]);
    },
  );

  test('an internal error in the stream is retried from the same version', async () => {
    const { bench } = await live();
    bench.server.breakOpen({ kind: 'error', code: 500 });
    await bench.clock.advance(800);
    expect(bench.server.requests).toMatchObject([{ verb: 'watch', resourceVersion: '103', at: 800 }]);
  });

  test('stale says why and when the next attempt is, and keeps the content', async () => {
    const { bench, reflector } = await live();
    bench.server.failAlways(status(502, 'bad gateway'));
    bench.server.breakOpen({ kind: 'reset' });
    await bench.clock.advance(800);
    expect(reflector.status).toMatchObject({
      state: 'stale',
      because: 'The API server answered 502: bad gateway',
      retryAt: bench.clock.wall() + 1_600,
    });
    expect(bench.store.content.size).toBe(3);
  });

  test('backoff begins anew once a stream has been open for as long as the wait before it', async () => {
    const { bench } = await live();
    bench.server.failAlways({ kind: 'refused' });
    bench.server.breakOpen({ kind: 'reset' });
    await bench.clock.advance(20_000);
    bench.server.failAlways();
    await bench.clock.advance(4_800);
    expect(bench.server.openStreams).toBe(1);
    for (const [servedMs, waitMs] of [
      [12_799, 25_600],
      [25_600, 800],
      [4_000, 800],
    ] as const) {
      await bench.clock.advance(servedMs);
      bench.server.requests.length = 0;
      const brokeAt = bench.clock.monotonic();
      bench.server.breakOpen({ kind: 'reset' });
      await bench.clock.advance(waitMs);
      expect(bench.server.requests.map((r) => r.at - brokeAt)).toEqual([waitMs]);
    }
  });

  test('F01 R6 200 restarts of the API server after random gaps of 0 to 60 s, probed every 5 s: no list at all, equal within 10 s', async () => {
    const random = new SeededRandom(20_260_101);
    const { bench, reflector } = await live({ random: random.next });
    let away = false;
    const probe = (): void => {
      if (!away) reflector.hurry();
      bench.clock.after(5_000, probe);
    };
    probe();
    for (let restart = 0; restart < 200; restart += 1) {
      away = true;
      bench.server.failAlways({ kind: 'refused' });
      bench.server.breakOpen(random.pick([{ kind: 'reset' }, { kind: 'end' }, { kind: 'half-line' }]));
      await bench.clock.advance(random.int(60_000));
      bench.server.put(`thing-${random.int(20)}`, { restart });
      bench.server.failAlways();
      away = false;
      await bench.clock.advance(10_000);
      expect(bench.equal, `seed ${random.seed}, restart ${restart}`).toBe(true);
    }
    expect(bench.server.count('list', 'watch-list')).toBe(0);
  });
});

describe('429 and 503 with Retry-After', () => {
  test.each([429, 503])('F04 %i is never asked again sooner than it says', async (code) => {
    const { bench } = await live();
    bench.server.failNext('watch', status(code, 'busy', 20_000));
    bench.server.breakOpen({ kind: 'reset' });
    await bench.clock.advance(60_000);
    expect(bench.server.requests.map((r) => r.at)).toEqual([800, 20_800]);
  });

  test('F04 Retry-After in an ERROR event is obeyed', async () => {
    const { bench } = await live();
    bench.server.breakOpen({ kind: 'error', code: 429, retryAfterSeconds: 12 });
    await bench.clock.advance(11_999);
    expect(bench.server.requests).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.server.requests.length).toBe(1);
  });

  test('F04 a suspicion does not cut Retry-After short', async () => {
    const { bench, reflector } = await live();
    bench.server.failNext('watch', status(429, 'busy', 20_000));
    bench.server.breakOpen({ kind: 'reset' });
    await bench.clock.advance(5_000);
    reflector.suspect('no answer');
    await bench.clock.advance(15_799);
    expect(bench.server.requests.length).toBe(1);
  });

  test.each([
    ['429 with Retry-After 1 s', status(429, 'busy', 1_000)],
    ['503 with Retry-After 1 s', status(503, 'busy', 1_000)],
    ['500', status(500)],
    ['401', status(401)],
    ['403', status(403)],
    ['410', status(410)],
    ['404', status(404)],
    ['connection refused', { kind: 'refused' } as const],
  ])('F04 ten minutes of %s: at most 0.25 requests a second, from watch, list and WatchList', async (_, fault) => {
    for (const initial of ['list', 'watch-list', 'watch'] as const) {
      const bench = new ReflectorBench<KubeObject>({ refusal }, 3);
      const reflector = new Reflector(bench.server, bench.store, {
        ...bench.options,
        initial: initial === 'list' ? 'list' : 'watch-list',
        onUnauthorized: () => Promise.resolve(),
      });
      if (initial === 'watch') {
        reflector.start();
        await bench.clock.settle();
      }
      bench.server.requests.length = 0;
      bench.server.failAlways(fault);
      if (initial === 'watch') bench.server.breakOpen({ kind: 'reset' });
      reflector.start();
      await bench.clock.advance(600_000);
      expect(bench.server.requests.length / 600, initial).toBeLessThanOrEqual(0.25);
      expect(bench.server.requests.length, initial).toBeGreaterThan(5);
      bench.server.failAlways();
      await bench.clock.advance(60_000);
      expect([reflector.status.state, bench.equal]).toEqual(['live', true]);
    }
  });
});

describe('broken streams', () => {
  test.each([
    [{ kind: 'garbage' } as const, 'is not JSON'],
    [{ kind: 'half-line' } as const, 'in the middle of a line'],
    [{ kind: 'too-long', bytes: 4 * 1024 * 1024 } as const, 'longer than 3145728 bytes'],
  ])('%j is a problem; the watch goes on from the last good version and nothing is lost', async (fault, sentence) => {
    const { bench, reflector } = await live();
    bench.server.put('before');
    await bench.clock.settle();
    bench.server.breakOpen(fault);
    bench.server.put('behind');
    await bench.clock.advance(800);
    expect(bench.problems).toHaveLength(1);
    expect(bench.problems[0]).toContain(sentence);
    expect(bench.server.requests).toMatchObject([{ verb: 'watch', resourceVersion: '104' }]);
    expect([reflector.counters.problems, reflector.counters.relists, bench.equal]).toEqual([1, 0, true]);
  });

  test('an event nobody can read, three times at one version, is gone around by a list', async () => {
    const { bench, reflector } = await live();
    bench.server.breakNext({ kind: 'garbage' });
    bench.server.breakNext({ kind: 'garbage' });
    bench.server.breakOpen({ kind: 'garbage' });
    bench.server.put('unreadable');
    await bench.clock.advance(30_000);
    expect(bench.server.requests.map((r) => r.verb)).toEqual(['watch', 'watch', 'list', 'watch']);
    expect([reflector.counters.problems, reflector.counters.relists, bench.equal]).toEqual([3, 1, true]);
  });
});
