import { SeededRandom } from '@binnacle/testing/random';
import { describe, expect, test } from 'vitest';
import { live, status } from './testing/live-reflector.js';

describe('410 Gone', () => {
  test('F03 at connect: one list at once, atomic, then a watch from its version', async () => {
    const { bench, reflector } = await live();
    bench.server.breakOpen({ kind: 'silence' });
    bench.server.remove('thing-00001');
    bench.server.put('new');
    bench.server.compact();
    reflector.suspect('silent');
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => [r.verb, r.resourceVersion])).toEqual([
      ['watch', '103'],
      ['list', undefined],
      ['watch', '105'],
    ]);
    expect(bench.store.calls).toEqual(['begin', 'commit']);
    expect([bench.equal, reflector.counters.relists]).toEqual([true, 1]);
    expect(bench.states).toEqual(['stale', 'stale', 'live']);
  });

  test('F03 in the stream: one list at once', async () => {
    const { bench } = await live();
    bench.server.breakOpen({ kind: 'error', code: 410, reason: 'Expired' });
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => r.verb)).toEqual(['list', 'watch']);
    expect(bench.equal).toBe(true);
  });

  test('F03 on page 2 of the relist: the list restarts, the old content stays until it is complete', async () => {
    const { bench } = await live({}, { objects: 1_200 });
    let smallest = Number.POSITIVE_INFINITY;
    bench.store.onVisible = () => {
      smallest = Math.min(smallest, bench.store.content.size);
    };
    bench.server.failNext('page', status(410));
    bench.server.breakOpen({ kind: 'error', code: 410 });
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => r.verb)).toEqual(['list', 'page', 'list', 'page', 'page', 'watch']);
    expect([smallest, bench.equal, bench.store.staging]).toEqual([1_200, true, 0]);
  });

  test('a version the server does not know yet (restored from a backup) is listed anew', async () => {
    const { bench } = await live();
    bench.server.failNext('watch', status(504, 'Too large resource version: 103, current: 50'));
    bench.server.breakOpen({ kind: 'end' });
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => r.verb)).toEqual(['watch', 'list', 'watch']);
  });

  test('F03 a server that says 410 right after every list is relisted on backoff', async () => {
    const { bench } = await live();
    for (let i = 0; i < 4; i += 1) bench.server.failNext('watch', status(410));
    bench.server.breakOpen({ kind: 'end' });
    await bench.clock.advance(60_000);
    expect(bench.server.requests.filter((r) => r.verb === 'list').map((r) => r.at)).toEqual([0, 800, 2_400, 5_600]);
  });

  test('F03 1,000 repetitions of 410 at connect, in the stream and on page 2 under churn: equal, no flicker, one relist each', async () => {
    const { bench, reflector } = await live({ pageLimit: 4 }, { objects: 10 });
    const random = new SeededRandom(410);
    const keepers = ['thing-00000', 'thing-00001', 'thing-00002', 'thing-00003', 'thing-00004'];
    let missing = 0;
    let ghosts = 0;
    bench.store.onVisible = () => {
      for (const keeper of keepers) if (!bench.store.content.has(keeper)) missing += 1;
    };
    for (let i = 0; i < 1_000; i += 1) {
      const kind = random.int(3);
      if (kind === 0) bench.server.breakOpen({ kind: 'silence' });
      for (let change = 0; change < 3; change += 1) {
        const name = `thing-${String(5 + random.int(10)).padStart(5, '0')}`;
        const exists = bench.server.versions().some((known) => known.startsWith(name));
        if (exists && random.chance(0.4)) bench.server.remove(name);
        else bench.server.put(name, { i });
      }
      if (kind === 0) {
        bench.server.compact();
        reflector.suspect('silent');
      } else {
        if (kind === 2) bench.server.failNext('page', status(410));
        bench.server.breakOpen({ kind: 'error', code: 410 });
      }
      await bench.clock.advance(1_000);
      if (!bench.equal) ghosts += 1;
      bench.server.put('thing-00000', { progress: i });
      await bench.clock.settle();
    }
    expect({ missing, ghosts, relists: reflector.counters.relists }, `seed ${random.seed}`).toEqual({
      missing: 0,
      ghosts: 0,
      relists: 1_000,
    });
    expect(bench.problems).toEqual([]);
  });
});
