import { ReflectorBench } from '@binnacle/testing/list-watch';
import { describe, expect, test } from 'vitest';
import { type KubeObject, Reflector } from './index.js';
import { live, refusal } from './testing/live-reflector.js';

describe('handlers that throw', () => {
  test('F26 100 poisoned events: each counted and named, every other object arrives, the feed stays live', async () => {
    const { bench, reflector } = await live();
    bench.store.poison = (object) => object.metadata.name.startsWith('bad');
    for (let i = 0; i < 100; i += 1) {
      bench.server.put(`bad-${i}`);
      bench.server.put(`good-${i}`);
    }
    await bench.clock.settle();
    expect(reflector.counters.problems).toBe(100);
    expect(bench.problems[0]).toBe('The handler failed at "upsert default/bad-0": poisoned by bad-0');
    expect([bench.store.content.size, reflector.status.state, reflector.lastVersion]).toEqual([103, 'live', '303']);
    expect(bench.server.requests).toEqual([]);
  });

  test.each(['list', 'watch-list'] as const)(
    'F26 a poisoned object in a %s is left out, the rest is committed',
    async (initial) => {
      const bench = new ReflectorBench<KubeObject>({ refusal }, 5);
      const reflector = new Reflector(bench.server, bench.store, { ...bench.options, initial });
      bench.store.poison = (object) => object.metadata.name === 'thing-00002';
      reflector.start();
      await bench.clock.settle();
      expect([bench.store.content.size, reflector.status.state, bench.problems.length]).toEqual([4, 'live', 1]);
    },
  );

  test('F26 a handler that fails to remove is counted too', async () => {
    const { bench } = await live();
    bench.store.poison = () => true;
    bench.server.remove('thing-00000');
    await bench.clock.settle();
    expect(bench.problems).toEqual(['The handler failed at "remove default/thing-00000": poisoned by thing-00000']);
  });

  test('F26 a commit that fails is made again, and never taken for done', async () => {
    const { bench, reflector } = await live();
    bench.store.failingCommits = 1;
    bench.server.put('thing-00000', { spec: 2 });
    await bench.clock.settle();
    bench.server.breakOpen({ kind: 'error', code: 410 });
    await bench.clock.settle();
    expect(reflector.status).toMatchObject({ state: 'stale', because: 'The store could not take the list.' });
    await bench.clock.advance(800);
    expect([reflector.status.state, bench.equal, bench.store.staging]).toEqual(['live', true, 0]);
  });

  test('F26 listeners that throw stop nothing', async () => {
    const bench = new ReflectorBench<KubeObject>({ refusal }, 3);
    const reflector = new Reflector(bench.server, bench.store, {
      ...bench.options,
      onStatus: () => {
        throw new Error('status listener');
      },
      onProblem: () => {
        throw new Error('problem listener');
      },
    });
    reflector.start();
    await bench.clock.settle();
    expect([reflector.status.state, bench.equal, reflector.counters.problems]).toEqual(['live', true, 2]);
  });

  test('F26 a transport that throws instead of rejecting is a failure like any other', async () => {
    const bench = new ReflectorBench<KubeObject>({ refusal }, 3);
    let broken = true;
    const reflector = new Reflector(
      {
        list: bench.server.list,
        watch: (options) => {
          if (broken) throw new TypeError('bad option');
          return bench.server.watch(options);
        },
      },
      bench.store,
      bench.options,
    );
    reflector.start();
    await bench.clock.settle();
    expect(reflector.status.because).toContain('bad option');
    broken = false;
    await bench.clock.advance(800);
    expect(reflector.status.state).toBe('live');
  });
});
