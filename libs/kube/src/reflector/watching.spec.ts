import { ReflectorBench } from '@binnacle/testing/list-watch';
import { describe, expect, test } from 'vitest';
import { type KubeObject, Reflector } from './index.js';
import { live, refusal } from './testing/live-reflector.js';

describe('watch', () => {
  test('adds, changes and removes in the order of the server, and keeps the last version', async () => {
    const { bench, reflector } = await live();
    bench.server.put('a');
    bench.server.put('a', { spec: 2 });
    bench.server.remove('a');
    await bench.clock.settle();
    expect(bench.store.calls).toEqual(['upsert a', 'upsert a', 'remove a']);
    expect(reflector.lastVersion).toBe('106');
  });

  test('bookmarks move the version on without touching the store', async () => {
    const { bench, reflector } = await live();
    bench.server.history.version = 900;
    bench.server.bookmark();
    await bench.clock.settle();
    expect([reflector.lastVersion, bench.store.calls]).toEqual(['900', []]);
  });

  test('asks the server to end the stream after a random 5 to 10 minutes', async () => {
    for (const [random, seconds] of [
      [0, 300],
      [0.5, 450],
      [0.999_999, 600],
    ] as const) {
      const bench = new ReflectorBench<KubeObject>({ refusal }, 1);
      new Reflector(bench.server, bench.store, { ...bench.options, random: () => random }).start();
      await bench.clock.settle();
      expect(bench.server.requests[0]?.timeoutSeconds).toBe(seconds);
    }
  });

  test('a clean end resumes at once from the last version, still live', async () => {
    const { bench, reflector } = await live();
    bench.server.put('a');
    await bench.clock.advance(300_000);
    expect(bench.server.requests).toEqual([
      { verb: 'watch', at: 300_000, resourceVersion: '104', timeoutSeconds: 300 },
    ]);
    expect(bench.states).toEqual([]);
    expect(reflector.counters.relists).toBe(0);
  });

  test('an hour of a quiet kind without history needs no list: bookmarks keep the version fresh', async () => {
    const { bench, reflector } = await live();
    for (let minute = 0; minute < 60; minute += 1) {
      bench.server.history.version += 50;
      await bench.clock.advance(60_000);
      bench.server.compact();
      bench.server.history.oldest -= 60;
    }
    expect(bench.server.count('list', 'watch-list')).toBe(0);
    expect(bench.states).toEqual([]);
    expect(reflector.status.state).toBe('live');
  });

  test('streams that end at once, again and again, are not a request storm', async () => {
    const { bench, reflector } = await live();
    const end = () => bench.server.breakOpen({ kind: 'end' });
    const watch = bench.server.watch;
    const ending = new Reflector(
      { list: bench.server.list, watch: (o) => endsAtOnce(watch(o), end) },
      bench.store,
      bench.options,
    );
    reflector.stop();
    ending.start();
    await bench.clock.advance(600_000);
    expect(bench.server.requests.length).toBeLessThan(40);
    expect(bench.statuses.at(-1)?.because).toContain('as soon as it begins');
  });

  test('one stream that ends at once is resumed at once', async () => {
    const { bench, reflector } = await live();
    bench.server.breakOpen({ kind: 'end' });
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => r.at)).toEqual([0]);
    expect(reflector.status.state).toBe('live');
  });

  test('a resume that is not answered within 5 s is stale until it is', async () => {
    const { bench, reflector } = await live();
    bench.server.failNext('watch', { kind: 'no-answer' });
    await bench.clock.advance(300_000 + 4_999);
    expect(reflector.status.state).toBe('live');
    await bench.clock.advance(1);
    expect(reflector.status).toMatchObject({
      state: 'stale',
      because: 'The API server has not answered the watch request yet.',
    });
    await bench.clock.advance(90_000);
    expect(reflector.status.state).toBe('live');
  });
});

describe('silence and suspicion', () => {
  test('a stream without a byte for 90 s is dropped and resumed from the same version', async () => {
    const { bench, reflector } = await live();
    bench.server.breakOpen({ kind: 'silence' });
    bench.server.put('unheard');
    await bench.clock.advance(89_999);
    expect(bench.server.requests).toEqual([]);
    await bench.clock.advance(1);
    expect(reflector.status).toMatchObject({
      state: 'stale',
      because: 'Nothing was heard from the API server for 90 s.',
    });
    await bench.clock.advance(800);
    expect(bench.server.requests).toMatchObject([{ verb: 'watch', resourceVersion: '103' }]);
    expect([bench.equal, bench.server.openStreams]).toEqual([true, 1]);
  });

  test('the idle limit counts from the last byte, and is an option', async () => {
    const { bench } = await live({ idleLimitMs: 10_000 });
    await bench.clock.advance(9_000);
    bench.server.put('a');
    await bench.clock.settle();
    bench.server.breakOpen({ kind: 'silence' });
    await bench.clock.advance(9_999);
    expect(bench.server.requests).toEqual([]);
    await bench.clock.advance(801);
    expect(bench.server.requests.length).toBe(1);
  });

  test('suspect drops the connection and makes a new one at once; stale until it answers', async () => {
    const { bench, reflector } = await live();
    bench.server.breakOpen({ kind: 'silence' });
    bench.server.put('unheard');
    reflector.suspect('the prober had no answer');
    expect(reflector.status).toMatchObject({ state: 'stale', because: 'the prober had no answer' });
    await bench.clock.settle();
    expect(bench.server.requests).toMatchObject([{ verb: 'watch', resourceVersion: '103', at: 0 }]);
    expect([reflector.status.state, bench.equal, bench.server.openStreams]).toEqual(['live', true, 1]);
  });

  test('suspicion after suspicion without an answer falls back to backoff', async () => {
    const { bench, reflector } = await live();
    bench.server.failAlways({ kind: 'no-answer' });
    for (let i = 0; i < 600; i += 1) {
      reflector.suspect('the prober had no answer');
      await bench.clock.advance(1_000);
    }
    expect(bench.server.requests.length).toBeLessThan(40);
    bench.server.failAlways();
    reflector.suspect('the prober had no answer');
    await bench.clock.advance(60_000);
    expect(reflector.status.state).toBe('live');
  });

  test('suspect during a WatchList begins it again without counting it as failed', async () => {
    const bench = new ReflectorBench<KubeObject>({ refusal }, 3);
    const reflector = new Reflector(bench.server, bench.store, bench.options);
    for (let i = 0; i < 3; i += 1) bench.server.breakNext({ kind: 'silence' }, 1);
    reflector.start();
    for (let i = 0; i < 3; i += 1) {
      await bench.clock.settle();
      reflector.suspect('no answer');
    }
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => r.verb)).toEqual(['watch-list', 'watch-list', 'watch-list', 'watch-list']);
    expect([bench.equal, bench.store.staging]).toEqual([true, 0]);
  });

  test('lastHeardAt is the monotonic time of the last byte', async () => {
    const { bench, reflector } = await live();
    await bench.clock.advance(1_234);
    bench.server.put('a');
    bench.clock.jumpWall(-600_000);
    await bench.clock.advance(766);
    expect(reflector.lastHeardAt).toBe(1_234);
  });
});

async function endsAtOnce<T>(opened: Promise<T>, end: () => void): Promise<T> {
  const body = await opened;
  end();
  return body;
}
