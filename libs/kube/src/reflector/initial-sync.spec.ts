import { type FakeApiServerOptions, ReflectorBench } from '@binnacle/testing/list-watch';
import { describe, expect, test } from 'vitest';
import { type KubeObject, Reflector, type ReflectorOptions } from './index.js';
import { refusal } from './testing/live-reflector.js';

function prepare(objects: number, options: Partial<ReflectorOptions> = {}, server: Partial<FakeApiServerOptions> = {}) {
  const bench = new ReflectorBench<KubeObject>({ refusal, ...server }, objects);
  const reflector = new Reflector(bench.server, bench.store, { ...bench.options, ...options });
  return { bench, reflector };
}

describe('WatchList', () => {
  test('stages what exists and commits once, at the bookmark that ends the initial events', async () => {
    const { bench, reflector } = prepare(3);
    reflector.start();
    await bench.clock.settle();
    expect(bench.store.calls).toEqual(['begin', 'commit']);
    expect(bench.equal).toBe(true);
    expect(bench.server.requests.map((r) => r.verb)).toEqual(['watch-list']);
    expect(reflector.lastVersion).toBe('103');
  });

  test('goes from loading to live, without a list and without a second watch', async () => {
    const { bench, reflector } = prepare(3);
    expect(reflector.status.state).toBe('loading');
    expect(reflector.loaded).toBe(false);
    reflector.start();
    await bench.clock.advance(10_000);
    expect(bench.states).toEqual(['live']);
    expect(reflector.loaded).toBe(true);
    expect(reflector.counters).toMatchObject({ lists: 0, watches: 1, events: 3, relists: 0, problems: 0 });
  });

  test('nothing of it is visible before the bookmark', async () => {
    const { bench, reflector } = prepare(3);
    bench.server.breakNext({ kind: 'silence' }, 3);
    reflector.start();
    await bench.clock.advance(1_000);
    expect([bench.store.content.size, bench.store.staging, reflector.loaded]).toEqual([0, 1, false]);
  });

  test('a bookmark without the annotation does not end it', async () => {
    const { bench, reflector } = prepare(3);
    bench.server.duringInitialEvents(() => bench.server.bookmark());
    bench.server.breakNext({ kind: 'silence' }, 4);
    reflector.start();
    await bench.clock.advance(1_000);
    expect(reflector.loaded).toBe(false);
  });

  test('changes and deletions among the initial events are in the commit', async () => {
    const { bench, reflector } = prepare(3);
    bench.server.duringInitialEvents(() => {
      bench.server.put('thing-00000', { spec: 'changed' });
      bench.server.remove('thing-00001');
      bench.server.remove('thing-00002');
      bench.server.put('thing-00002', { spec: 'made again' });
    });
    reflector.start();
    await bench.clock.settle();
    expect(bench.equal).toBe(true);
    expect(bench.store.content.get('thing-00002')?.spec).toBe('made again');
  });

  test('an end after the bookmark resumes from the version of the bookmark, at once', async () => {
    const { bench, reflector } = prepare(3);
    bench.server.breakNext({ kind: 'end' }, 4);
    reflector.start();
    await bench.clock.settle();
    bench.server.put('late');
    await bench.clock.settle();
    expect(bench.server.requests.at(-1)).toMatchObject({ verb: 'watch', resourceVersion: '103', at: 0 });
    expect(bench.equal).toBe(true);
    expect(bench.states).toEqual(['live']);
  });

  test('an end before the bookmark discards what came and tries once more', async () => {
    const { bench, reflector } = prepare(300);
    bench.server.breakNext({ kind: 'end' }, 100);
    reflector.start();
    await bench.clock.settle();
    expect(bench.store.calls).toEqual(['begin', 'abandon', 'begin', 'commit']);
    expect(bench.server.requests.map((r) => r.verb)).toEqual(['watch-list', 'watch-list']);
    expect(bench.equal).toBe(true);
  });

  test('two ends before the bookmark fall back to a paged list and a watch from its version', async () => {
    const { bench, reflector } = prepare(1_200);
    bench.server.breakNext({ kind: 'end' }, 100);
    bench.server.breakNext({ kind: 'end' }, 100);
    reflector.start();
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => r.verb)).toEqual([
      'watch-list',
      'watch-list',
      'list',
      'page',
      'page',
      'watch',
    ]);
    expect(bench.server.requests.at(-1)?.resourceVersion).toBe('1300');
    expect(bench.equal).toBe(true);
    expect(reflector.status.state).toBe('live');
    expect(bench.store.staging).toBe(0);
  });

  test.each([
    { kind: 'reset' },
    { kind: 'garbage' },
    { kind: 'half-line' },
    { kind: 'silence' },
    { kind: 'error', code: 410 },
  ] as const)('two breaks before the bookmark ($kind) fall back to a list too', async (fault) => {
    const { bench, reflector } = prepare(50);
    bench.server.breakNext(fault, 10);
    bench.server.breakNext(fault, 10);
    reflector.start();
    await bench.clock.advance(60_000);
    expect(bench.server.count('watch-list')).toBe(2);
    expect(bench.server.count('list')).toBe(1);
    expect(bench.equal).toBe(true);
  });

  test.each([400, 404, 406, 422])(
    'a server that refuses it with %i is listed at once, and not asked again',
    async (code) => {
      const { bench, reflector } = prepare(3, {}, { watchList: code });
      reflector.start();
      await bench.clock.settle();
      expect(bench.server.requests.map((r) => [r.verb, r.at])).toEqual([
        ['watch-list', 0],
        ['list', 0],
        ['watch', 0],
      ]);
      expect(bench.states).toEqual(['live']);
      reflector.stop();
      reflector.start();
      await bench.clock.settle();
      expect(bench.server.count('watch-list')).toBe(1);
      expect(bench.equal).toBe(true);
    },
  );

  test('a server that is down is asked for a WatchList again, not for a list', async () => {
    const { bench, reflector } = prepare(3);
    for (let i = 0; i < 5; i += 1) bench.server.failNext('watch-list', { kind: 'refused' });
    reflector.start();
    await bench.clock.advance(60_000);
    expect(bench.server.count('list')).toBe(0);
    expect(bench.equal).toBe(true);
  });
});

describe('paged list', () => {
  test('fetches pages of 500 at one version, then watches from that version', async () => {
    const { bench, reflector } = prepare(1_001, { initial: 'list' });
    reflector.start();
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => [r.verb, r.limit])).toEqual([
      ['list', 500],
      ['page', 500],
      ['page', 500],
      ['watch', undefined],
    ]);
    expect(bench.server.requests.at(-1)?.resourceVersion).toBe('1101');
    expect(bench.equal).toBe(true);
    expect(bench.store.calls).toEqual(['begin', 'commit']);
  });

  test('is a consistent read: it names no version', async () => {
    const { bench, reflector } = prepare(3, { initial: 'list' });
    reflector.start();
    await bench.clock.settle();
    expect(bench.server.requests[0]?.resourceVersion).toBeUndefined();
  });

  test('is live only once the watch is answered', async () => {
    const { bench, reflector } = prepare(3, { initial: 'list' });
    bench.server.failNext('watch', { kind: 'refused' });
    reflector.start();
    await bench.clock.settle();
    expect([reflector.loaded, reflector.status.state]).toEqual([true, 'stale']);
    await bench.clock.advance(800);
    expect(reflector.status.state).toBe('live');
  });

  test('an empty kind is loaded and live', async () => {
    const { bench, reflector } = prepare(0, { initial: 'list' });
    reflector.start();
    await bench.clock.settle();
    expect([reflector.loaded, reflector.status.state, bench.store.calls]).toEqual([true, 'live', ['begin', 'commit']]);
  });

  test('maxInitial stops paging there and watches from the version of the list', async () => {
    const { bench, reflector } = prepare(3_000, { maxInitial: 700 });
    reflector.start();
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => [r.verb, r.limit])).toEqual([
      ['list', 500],
      ['page', 200],
      ['watch', undefined],
    ]);
    expect(bench.store.content.size).toBe(700);
    bench.server.put('new');
    await bench.clock.settle();
    expect(bench.store.content.has('new')).toBe(true);
  });

  test('a page that fails is asked for again with the same token, not the whole list', async () => {
    const { bench, reflector } = prepare(1_200, { initial: 'list' });
    bench.server.failNext('page', { kind: 'status', code: 503, retryAfterMs: 4_000 });
    bench.server.failNext('page', { kind: 'refused' });
    reflector.start();
    await bench.clock.advance(30_000);
    expect(bench.server.requests.map((r) => r.verb)).toEqual(['list', 'page', 'page', 'page', 'page', 'watch']);
    expect(reflector.counters.lists).toBe(1);
    expect(bench.equal).toBe(true);
  });

  test('an expired continue token restarts the list at once', async () => {
    const { bench, reflector } = prepare(1_200, { initial: 'list' });
    bench.server.failNext('page', { kind: 'status', code: 410, reason: 'Expired' });
    reflector.start();
    await bench.clock.settle();
    expect(bench.server.requests.map((r) => r.verb)).toEqual(['list', 'page', 'list', 'page', 'page', 'watch']);
    expect(bench.store.calls).toEqual(['begin', 'abandon', 'begin', 'commit']);
    expect(bench.equal).toBe(true);
  });

  test('tokens that expire twice lead to a wait and one whole list without pages', async () => {
    const { bench, reflector } = prepare(1_200, { initial: 'list' });
    for (let i = 0; i < 2; i += 1) bench.server.failNext('page', { kind: 'status', code: 410, reason: 'Expired' });
    reflector.start();
    await bench.clock.advance(800);
    expect(bench.server.requests.map((r) => [r.verb, r.limit, r.at])).toEqual([
      ['list', 500, 0],
      ['page', 500, 0],
      ['list', 500, 0],
      ['page', 500, 0],
      ['list', undefined, 800],
      ['watch', undefined, 800],
    ]);
    expect(bench.equal).toBe(true);
  });

  test('a page that is never answered is given up after the idle limit and asked for again', async () => {
    const { bench, reflector } = prepare(3, { initial: 'list' });
    bench.server.failNext('list', { kind: 'no-answer' });
    reflector.start();
    await bench.clock.advance(89_999);
    expect(bench.server.count('list')).toBe(1);
    await bench.clock.advance(801);
    expect(bench.equal).toBe(true);
  });

  test('a failed first list says why and when it will be tried again, as loading', async () => {
    const { bench, reflector } = prepare(3, { initial: 'list' });
    bench.server.failNext('list', { kind: 'refused' });
    reflector.start();
    await bench.clock.settle();
    expect(reflector.status).toMatchObject({ state: 'loading', retryAt: bench.clock.wall() + 800 });
    expect(reflector.status.because).toContain('ECONNREFUSED');
  });

  test('a kind that does not exist (404) is retried on backoff, not in a loop', async () => {
    const { bench, reflector } = prepare(3);
    bench.server.failAlways({ kind: 'status', code: 404, message: 'the server could not find the requested resource' });
    reflector.start();
    await bench.clock.advance(600_000);
    expect(bench.server.requests.length).toBeLessThan(40);
    expect(reflector.status.because).toContain('could not find');
  });
});
