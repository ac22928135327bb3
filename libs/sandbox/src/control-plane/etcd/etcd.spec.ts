import { setImmediate } from 'node:timers/promises';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../object.js';
import {
  CompactedError,
  FutureRevisionError,
  openEtcd,
  RevisionConflict,
  type Store,
  type StoreEvent,
} from './index.js';
import { key, names, PODS, pod, watched } from './testing/etcd-bench.js';

let store: Store;
const reports: unknown[] = [];
const clock = new FakeClock();

beforeEach(async () => {
  reports.length = 0;
  store = await openEtcd({ clock, notice: (_, error) => reports.push(error) });
});
afterEach(() => store.close());

describe('changes', () => {
  test('an empty store is at revision 1, and every change takes the next one', async () => {
    expect(store.revision).toBe(1);
    const a = await store.put(key('a'), pod('a'), 0);
    const b = await store.put(key('b'), pod('b'), 0);
    expect([a.revision, b.revision, await store.delete(key('a'), a.revision, a.object)]).toEqual([2, 3, 4]);
    expect(store.revision).toBe(4);
    expect(store.get(key('a'))).toBeUndefined();
  });

  test('a kept object carries its revision, is frozen to the bottom, and shares its parts with the one given', async () => {
    const given = pod('a', { spec: { containers: [{ name: 'web' }] } });
    const { object } = await store.put(key('a'), given, 0);
    expect(object).toEqual({ ...given, metadata: { ...given.metadata, resourceVersion: '2' } });
    expect(object.spec).toBe(given.spec);
    expect(store.get(key('a'))?.object).toBe(object);
    expect(() =>
      Object.assign((object as KubeObject & { spec: { containers: object[] } }).spec.containers[0] ?? {}, {
        name: 'x',
      }),
    ).toThrow(TypeError);
    expect(() => Object.assign(object.metadata, { name: 'x' })).toThrow(TypeError);
  });

  test.each([
    ['a new key that exists', 'there', 0, 2],
    ['an older revision', 'there', 1, 2],
    ['a key that does not exist', 'missing', 7, 0],
  ])('a change made for %s is refused and changes nothing', async (_, name, expected, actual) => {
    await store.put(key('there'), pod('there'), 0);
    await expect(store.put(key(name), pod(name), expected)).rejects.toMatchObject({
      name: 'RevisionConflict',
      expected,
      actual,
    });
    await expect(store.delete(key(name), expected, pod(name))).rejects.toBeInstanceOf(RevisionConflict);
    expect(store.revision).toBe(2);
  });

  test('a key that does not exist cannot be deleted', async () => {
    await expect(store.delete(key('a'), 0, pod('a'))).rejects.toThrow('/registry/core/pods/default/a does not exist');
  });

  test('of changes made in one turn for the same revision one wins, and the losers can read it when they are told', async () => {
    await store.put(key('a'), pod('a'), 0);
    const winner = store.put(key('a'), pod('a', { by: 'first' }), 2);
    const seen: unknown[] = [];
    const loser = store
      .put(key('a'), pod('a', { by: 'second' }), 2)
      .catch(() => seen.push(store.get(key('a'))?.revision));
    await Promise.all([winner, loser]);
    expect(seen).toEqual([3]);
    expect(store.get(key('a'))?.object.by).toBe('first');
  });

  test('a key deleted and created in one turn ends as created', async () => {
    const { object } = await store.put(key('a'), pod('a'), 0);
    const events = watched(store, 2);
    await Promise.all([store.delete(key('a'), 2, object), store.put(key('a'), pod('a', { again: true }), 0)]);
    expect(store.get(key('a'))?.revision).toBe(4);
    expect(events.map(({ type, previous }) => [type, previous?.metadata.resourceVersion])).toEqual([
      ['delete', '2'],
      ['put', undefined],
    ]);
  });

  test('a change is seen by nobody before its promise resolves', async () => {
    const events = watched(store, 1);
    const put = store.put(key('a'), pod('a'), 0);
    expect([store.get(key('a')), store.revision, events]).toEqual([undefined, 1, []]);
    await put;
    expect([store.get(key('a'))?.revision, store.revision, events.length]).toEqual([2, 2, 1]);
  });

  test('an object nested without end is refused alone', async () => {
    const round = pod('a');
    round.self = round;
    const good = store.put(key('b'), pod('b'), 0);
    await expect(store.put(key('a'), round, 0)).rejects.toThrow('nested more than 1000 levels');
    await good;
    expect(names(store.range('').items)).toEqual(['b']);
  });

  test('a closed store takes no changes', async () => {
    await store.close();
    await expect(store.put(key('a'), pod('a'), 0)).rejects.toMatchObject({ name: 'StoreClosedError' });
  });
});

describe('ranges', () => {
  test('keys come in order, only those with the prefix, in pages that say how many follow', async () => {
    for (const name of ['d', 'b', 'a', 'c']) await store.put(key(name), pod(name), 0);
    await store.put('/registry/core/podtemplates/default/a', pod('a'), 0);
    await store.put('/registry/core/nodes/n', pod('n'), 0);
    const first = store.range(PODS, { limit: 3 });
    expect([names(first.items), first.more, first.remaining]).toEqual([['a', 'b', 'c'], true, 1]);
    const rest = store.range(PODS, { limit: 3, after: first.items.at(-1)?.key ?? '' });
    expect([names(rest.items), rest.more, rest.remaining]).toEqual([['d'], false, 0]);
  });

  test('a later page at the revision of the first shows nothing that happened in between', async () => {
    const a = await store.put(key('a'), pod('a'), 0);
    const b = await store.put(key('b'), pod('b'), 0);
    const at = store.revision;
    await store.put(key('b'), pod('b', { changed: true }), b.revision);
    await store.put(key('c'), pod('c'), 0);
    await store.delete(key('a'), a.revision, a.object);
    expect(store.range(PODS, { at }).items).toEqual([a, b]);
    expect(store.range(PODS, { at, after: a.key }).items).toEqual([b]);
    expect(names(store.range(PODS).items)).toEqual(['b', 'c']);
  });

  test('a compacted revision and one not reached yet are refused with where the store is', async () => {
    for (const name of ['a', 'b', 'c']) await store.put(key(name), pod(name), 0);
    store.compact(3);
    expect(names(store.range(PODS, { at: 3 }).items)).toEqual(['a', 'b']);
    expect(() => store.range(PODS, { at: 2 })).toThrow(
      expect.objectContaining({ name: 'CompactedError', compacted: 3 }),
    );
    expect(() => store.range(PODS, { at: 5 })).toThrow(
      expect.objectContaining({ name: 'FutureRevisionError', current: 4 }),
    );
    expect(() => store.compact(5)).toThrow(FutureRevisionError);
  });
});

describe('watches', () => {
  test('the history after a revision comes first, then what happens, of the prefix only', async () => {
    const a = await store.put(key('a'), pod('a'), 0);
    await store.put('/registry/core/nodes/n', pod('n'), 0);
    await store.delete(key('a'), a.revision, pod('a', { last: true }));
    const events = watched(store, 2, PODS);
    await store.put(key('b'), pod('b'), 0);
    expect(events.map(({ type, revision }) => [type, revision])).toEqual([
      ['delete', 4],
      ['put', 5],
    ]);
    expect(events[0]).toMatchObject({ object: { last: true, metadata: { resourceVersion: '4' } }, previous: a.object });
  });

  test('a watch from before the compaction is refused, one from it is not', async () => {
    for (const name of ['a', 'b', 'c']) await store.put(key(name), pod(name), 0);
    store.compact(3);
    expect(() => watched(store, 2)).toThrow(CompactedError);
    const events = watched(store, 3);
    await setImmediate();
    expect(names(events)).toEqual(['c']);
  });

  test('history asked for is told although it is compacted before it is', async () => {
    await store.put(key('a'), pod('a'), 0);
    const events = watched(store, 1);
    store.compact(2);
    await setImmediate();
    expect(names(events)).toEqual(['a']);
  });

  test('a watch from the future begins there', async () => {
    const events = watched(store, 3);
    for (const name of ['a', 'b', 'c']) await store.put(key(name), pod(name), 0);
    expect(names(events)).toEqual(['c']);
  });

  test('a watch can be ended by its own listener, during the history too', async () => {
    for (const name of ['a', 'b', 'c']) await store.put(key(name), pod(name), 0);
    const seen: StoreEvent[] = [];
    const stop = store.watch('', 1, (event) => {
      seen.push(event);
      if (event.revision === 3) stop();
    });
    await store.put(key('d'), pod('d'), 0);
    expect(names(seen)).toEqual(['a', 'b']);
  });

  test('a listener that throws is reported, and neither it nor the others miss anything', async () => {
    const trouble = new Error('listener');
    let told = 0;
    store.watch('', 1, () => {
      told += 1;
      throw trouble;
    });
    const events = watched(store, 1);
    for (const name of ['a', 'b']) await store.put(key(name), pod(name), 0);
    expect([told, names(events), reports]).toEqual([2, ['a', 'b'], [trouble, trouble]]);
  });

  test('listeners that change the store and begin watches get every event once and in order', async () => {
    const inner: number[] = [];
    const outer: number[] = [];
    store.watch(PODS, 1, ({ revision }) => {
      outer.push(revision);
      if (revision > 4) return;
      void store.put(key(`again-${revision}`), pod('again'), 0);
      store.watch(PODS, revision - 1, (event) => inner.push(event.revision));
    });
    await store.put(key('a'), pod('a'), 0);
    await setImmediate();
    expect(outer).toEqual([2, 3, 4, 5]);
    expect([...inner].sort()).toEqual([2, 3, 3, 4, 4, 4, 5, 5, 5]);
  });
});

test('every five minutes the history before the last five is forgotten', async () => {
  await store.put(key('a'), pod('a'), 0);
  await clock.advance(5 * 60_000);
  await store.put(key('b'), pod('b'), 0);
  expect(store.compacted).toBe(1);
  await clock.advance(5 * 60_000 - 1);
  expect(store.compacted).toBe(1);
  await clock.advance(1);
  expect(store.compacted).toBe(2);
  await clock.advance(5 * 60_000);
  expect([store.compacted, store.revision]).toEqual([3, 3]);
});

test('a closed store leaves no timer behind', async () => {
  const before = clock.pending;
  const other = await openEtcd({ clock });
  expect(clock.pending).toBe(before + 1);
  await other.close();
  expect(clock.pending).toBe(before);
});
