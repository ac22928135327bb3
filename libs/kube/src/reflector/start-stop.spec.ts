import { ReflectorBench } from '@binnacle/testing/list-watch';
import { describe, expect, test } from 'vitest';
import { type KubeObject, Reflector } from './index.js';
import { live, refusal } from './testing/live-reflector.js';

describe('start and stop', () => {
  test.each(['live', 'resting', 'paging', 'connecting', 'in WatchList', 'refreshing credentials'])(
    'stop while %s leaves no timer, no stream, no late call',
    async (moment) => {
      const bench = new ReflectorBench<KubeObject>({ refusal }, 1_200);
      const reflector = new Reflector(bench.server, bench.store, {
        ...bench.options,
        initial: moment === 'paging' ? 'list' : 'watch-list',
        onUnauthorized: () => new Promise(() => undefined),
      });
      if (moment === 'resting') bench.server.failNext('watch-list', { kind: 'refused' });
      if (moment === 'paging') bench.server.failNext('page', { kind: 'no-answer' });
      if (moment === 'connecting') bench.server.failNext('watch-list', { kind: 'no-answer' });
      if (moment === 'in WatchList') bench.server.breakNext({ kind: 'silence' }, 100);
      if (moment === 'refreshing credentials') bench.server.failNext('watch-list', { kind: 'status', code: 401 });
      reflector.start();
      await bench.clock.settle();
      reflector.stop();
      expect([bench.clock.pending, bench.server.openStreams, bench.store.staging]).toEqual([0, 0, 0]);
      const told = [
        bench.store.calls.length,
        bench.statuses.length,
        bench.problems.length,
        bench.server.requests.length,
      ];
      bench.server.put('late');
      await bench.clock.advance(600_000);
      expect([
        bench.store.calls.length,
        bench.statuses.length,
        bench.problems.length,
        bench.server.requests.length,
      ]).toEqual(told);
      expect(reflector.status.because).toBe('The watch is stopped.');
    },
  );

  test.each(['list', 'watch-list'] as const)(
    'stop at every step of a %s and its watch leaves nothing behind',
    async (initial) => {
      for (let hops = 0; hops < 80; hops += 1) {
        const bench = new ReflectorBench<KubeObject>({ refusal }, 5);
        const reflector = new Reflector(bench.server, bench.store, { ...bench.options, initial, pageLimit: 2 });
        reflector.start();
        for (let i = 0; i < hops; i += 1) await Promise.resolve();
        reflector.stop();
        const told = [bench.store.calls.length, bench.statuses.length, reflector.lastHeardAt];
        expect([bench.clock.pending, bench.server.openStreams, bench.store.staging], `after ${hops} hops`).toEqual([
          0, 0, 0,
        ]);
        await bench.clock.settle();
        expect([bench.clock.pending, bench.server.openStreams], `after ${hops} hops`).toEqual([0, 0]);
        expect([bench.store.calls.length, bench.statuses.length, reflector.lastHeardAt], `after ${hops} hops`).toEqual(
          told,
        );
        expect(reflector.status.state).not.toBe('live');
      }
    },
  );

  test('stop within a store call ends it there, even with more events in the same chunk', async () => {
    const { bench, reflector } = await live();
    reflector.stop();
    const names = ['a', 'b', 'c'];
    const lines = names.map((name) => `${JSON.stringify({ type: 'ADDED', object: { metadata: { name } } })}\n`);
    async function* body() {
      yield new TextEncoder().encode(lines.join(''));
    }
    const watch = () => Promise.resolve(body());
    const other = new Reflector({ list: bench.server.list, watch }, bench.store, { ...bench.options, initial: 'list' });
    other.start();
    bench.store.onVisible = () => {
      if (bench.store.content.has('a')) other.stop();
    };
    await bench.clock.advance(600_000);
    expect(bench.store.calls).toEqual(['begin', 'commit', 'upsert a']);
  });

  test.each(['list', 'watch-list'] as const)('stop while an object is added to a %s abandons it', async (initial) => {
    const bench = new ReflectorBench<KubeObject>({ refusal }, 5);
    const reflector = new Reflector(bench.server, bench.store, { ...bench.options, initial });
    let added = 0;
    bench.store.poison = () => {
      added += 1;
      if (added === 3) reflector.stop();
      return false;
    };
    reflector.start();
    await bench.clock.advance(600_000);
    expect([bench.store.calls, added, reflector.loaded, bench.clock.pending]).toEqual([
      ['begin', 'abandon'],
      3,
      false,
      0,
    ]);
  });

  test('stop within a store call ends it there', async () => {
    const { bench, reflector } = await live();
    bench.store.onVisible = () => reflector.stop();
    for (const name of ['a', 'b', 'c']) bench.server.put(name);
    await bench.clock.advance(600_000);
    expect(bench.store.calls).toEqual(['upsert a']);
    expect([bench.clock.pending, reflector.status.state]).toEqual([0, 'stale']);
  });

  test.each(['list', 'watch-list'] as const)(
    'stop within the commit of a %s is not live afterwards',
    async (initial) => {
      const bench = new ReflectorBench<KubeObject>({ refusal }, 3);
      const reflector = new Reflector(bench.server, bench.store, { ...bench.options, initial });
      bench.store.onVisible = () => reflector.stop();
      reflector.start();
      await bench.clock.advance(600_000);
      expect([bench.states.includes('live'), reflector.status.state === 'live', bench.clock.pending]).toEqual([
        false,
        false,
        0,
      ]);
    },
  );

  test('start after stop begins with everything again, keeping the content meanwhile', async () => {
    const { bench, reflector } = await live();
    reflector.stop();
    bench.server.remove('thing-00000');
    bench.server.put('new');
    bench.server.compact();
    reflector.start();
    expect([reflector.status.state, bench.store.content.size]).toEqual(['stale', 3]);
    await bench.clock.settle();
    expect([reflector.status.state, bench.equal]).toEqual(['live', true]);
  });

  test('start twice is start once; stop twice is stop once', async () => {
    const { bench, reflector } = await live();
    reflector.start();
    await bench.clock.settle();
    expect(bench.server.openStreams).toBe(1);
    reflector.stop();
    reflector.stop();
    expect(bench.states).toEqual(['stale']);
  });

  test('since is when the state began, however often its reason changes', async () => {
    const { bench, reflector } = await live();
    const liveSince = reflector.status.since;
    await bench.clock.advance(1_000);
    expect(reflector.status.since).toBe(liveSince);
    bench.server.failAlways({ kind: 'refused' });
    bench.server.breakOpen({ kind: 'reset' });
    await bench.clock.settle();
    const staleSince = bench.clock.wall();
    await bench.clock.advance(100_000);
    expect(reflector.status).toMatchObject({ state: 'stale', since: staleSince });
    bench.server.failAlways();
    await bench.clock.advance(60_000);
    expect(reflector.status.since).toBeGreaterThan(staleSince);
  });
});
