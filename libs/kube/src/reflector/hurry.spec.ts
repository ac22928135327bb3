import { type ConnectFault, ReflectorBench } from '@binnacle/testing/list-watch';
import { describe, expect, test } from 'vitest';
import { type KubeObject, Reflector, type ReflectorOptions } from './index.js';
import { refusal } from './testing/live-reflector.js';

/** A reflector deep in its backoff: its last request was at `failedAt`, the next would be 25.6 s later. */
async function away(fault: ConnectFault = { kind: 'refused' }, options: Partial<ReflectorOptions> = {}) {
  const bench = new ReflectorBench<KubeObject>({ refusal }, 3);
  const reflector = new Reflector(bench.server, bench.store, { ...bench.options, ...options });
  reflector.start();
  await bench.clock.settle();
  bench.server.failAlways({ kind: 'refused' });
  bench.server.breakOpen({ kind: 'reset' });
  await bench.clock.advance(20_000);
  bench.server.failAlways(fault);
  await bench.clock.advance(4_800);
  const failedAt = bench.clock.monotonic();
  expect(bench.server.requests.at(-1)?.at).toBe(failedAt);
  bench.forget();
  return { bench, reflector, failedAt };
}

describe('evidence that the server answers', () => {
  test('ends a backoff at once, and says so', async () => {
    const { bench, reflector } = await away();
    await bench.clock.advance(1_000);
    bench.server.failAlways();
    bench.server.put('meanwhile');
    reflector.hurry();
    expect(reflector.status).toMatchObject({ state: 'stale', retryAt: bench.clock.wall() });
    await bench.clock.advance(0);
    expect([reflector.status.state, bench.equal]).toEqual(['live', true]);
    reflector.stop();
    expect(bench.clock.pending).toBe(0);
  });

  test('is spread over 0.8 s, because every watch of the cluster hears of it at the same time', async () => {
    let random = 0;
    const { bench, reflector, failedAt } = await away({ kind: 'refused' }, { random: () => random });
    await bench.clock.advance(1_000);
    random = 0.75;
    reflector.hurry();
    await bench.clock.advance(600);
    expect(bench.server.requests.map((r) => r.at - failedAt)).toEqual([1_600]);
  });

  test('makes no request within 0.8 s of the last', async () => {
    const { bench, reflector, failedAt } = await away();
    await bench.clock.advance(100);
    reflector.hurry();
    await bench.clock.advance(10_000);
    expect(bench.server.requests.map((r) => r.at - failedAt)).toEqual([800]);
  });

  test('makes a wait as short as it was: a stream open for as long begins the backoff anew', async () => {
    const { bench, reflector } = await away();
    await bench.clock.advance(6_000);
    bench.server.failAlways();
    reflector.hurry();
    await bench.clock.advance(6_000);
    bench.forget();
    const brokeAt = bench.clock.monotonic();
    bench.server.breakOpen({ kind: 'reset' });
    await bench.clock.advance(800);
    expect(bench.server.requests.map((r) => r.at - brokeAt)).toEqual([800]);
  });

  test('never makes a wait longer', async () => {
    let random = 0;
    const { bench, reflector, failedAt } = await away({ kind: 'refused' }, { random: () => random });
    await bench.clock.advance(25_590);
    const before = reflector.status;
    random = 0.75;
    reflector.hurry();
    expect(reflector.status).toEqual(before);
    await bench.clock.advance(10);
    expect(bench.server.requests.map((r) => r.at - failedAt)).toEqual([25_600]);
  });

  test.each([100, 1_000, 5_000])(
    'every %i ms through ten minutes of failures: at most 0.25 requests a second',
    async (ms) => {
      const { bench, reflector } = await away({ kind: 'status', code: 500 });
      for (let passed = 0; passed < 600_000; passed += ms) {
        reflector.hurry();
        await bench.clock.advance(ms);
      }
      expect(bench.server.requests.length / 600).toBeLessThanOrEqual(0.25);
      expect(bench.server.requests.length).toBeGreaterThan(100);
    },
  );

  test('does nothing to a live feed, nor to a stopped one', async () => {
    const { bench, reflector } = await away();
    bench.server.failAlways();
    await bench.clock.advance(60_000);
    bench.forget();
    reflector.hurry();
    await bench.clock.settle();
    reflector.stop();
    reflector.hurry();
    await bench.clock.advance(60_000);
    expect([bench.server.requests, bench.states, bench.clock.pending]).toEqual([[], ['stale'], 0]);
  });
});

describe('what evidence does not shorten', () => {
  test.each([
    ['403', { kind: 'status', code: 403 }, 30_000],
    ['a second 401', { kind: 'status', code: 401 }, 25_600],
    ['a 429 that names no time', { kind: 'status', code: 429 }, 25_600],
    ['a 429 with a long Retry-After', { kind: 'status', code: 429, retryAfterMs: 26_000 }, 26_000],
  ] as const)('%s', async (_, fault, waitMs) => {
    const { bench, reflector, failedAt } = await away(fault);
    for (let passed = 0; passed < waitMs; passed += 100) {
      reflector.hurry();
      await bench.clock.advance(100);
    }
    expect(bench.server.requests.map((r) => r.at - failedAt).at(-1)).toBe(waitMs);
    expect(bench.server.requests.filter((r) => r.at > failedAt)).toHaveLength(1);
  });

  test.each([429, 503])(
    'the Retry-After of a %i: shorter than the backoff, it is kept to the millisecond',
    async (code) => {
      const { bench, reflector, failedAt } = await away({ kind: 'status', code, retryAfterMs: 6_000 });
      for (let passed = 0; passed < 7_000; passed += 100) {
        reflector.hurry();
        await bench.clock.advance(100);
      }
      expect(bench.server.requests.map((r) => r.at - failedAt)).toEqual([6_000]);
    },
  );
});
