import { expect, test } from 'vitest';
import { History } from './history.js';
import { key, pod } from './testing/etcd-bench.js';

test('compaction leaves one version of each key that exists, and nothing of those that do not', () => {
  const history = new History();
  const change = (type: 'put' | 'delete', name: string): unknown =>
    history.apply({ type, key: key(name), revision: history.revision + 1, object: pod(name) });
  for (let i = 0; i < 100; i += 1) {
    change('put', 'kept');
    change('put', `gone-${i}`);
    change('delete', `gone-${i}`);
  }
  expect(history.size).toBe(300);
  history.compact(history.revision);
  expect(history.size).toBe(1);
  expect(history.get(key('kept'))?.revision).toBe(299);
});

test('what happened after the compaction is all there, also of keys that are gone by now', () => {
  const history = new History();
  for (const type of ['put', 'put', 'delete', 'put'] as const)
    history.apply({ type, key: key('a'), revision: history.revision + 1, object: pod('a') });
  history.compact(3);
  expect(history.size).toBe(3);
  expect([3, 4, 5].map((at) => history.range('', { at }).items.map(({ revision }) => revision))).toEqual([
    [3],
    [],
    [5],
  ]);
  expect(history.since(3).map(({ type }) => type)).toEqual(['delete', 'put']);
});

test('a change that skips a revision is refused', () => {
  expect(() => new History().apply({ type: 'put', key: key('a'), revision: 3, object: pod('a') })).toThrow(RangeError);
});
