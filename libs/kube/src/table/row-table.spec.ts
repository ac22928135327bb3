import { STATES } from '@binnacle/shared/health';
import { InvalidSortError, nodes, pods, type Row } from '@binnacle/shared/views';
import { describe, expect, test } from 'vitest';
import { type Change, InvalidRowError, RowTable } from './index.js';

const pod = (name: string, more: Row = {}): Row => ({
  namespace: 'prod',
  name,
  uid: `uid-${name}`,
  state: 'ok',
  ...more,
});
const only = (changes: readonly Change[]): Change => {
  expect(changes).toHaveLength(1);
  return changes[0] as Change;
};
const wire = (id: string) => pods.columns.filter((column) => !column.internal).findIndex((column) => column.id === id);

describe('upsert', () => {
  test('a new row is added with every wire column, and lacks nothing afterwards', () => {
    const table = new RowTable(pods);
    const change = only(table.upsert(pod('a', { restarts: 3 })));
    expect(change).toMatchObject({ kind: 'added', columns: pods.columns.filter((c) => !c.internal).map((_, i) => i) });
    expect(Object.keys(table.row(change.id) ?? {})).toEqual(pods.columns.map((column) => column.id));
    expect(table.row(change.id)).toMatchObject({ name: 'a', namespace: 'prod', restarts: 3, node: null, uid: 'uid-a' });
  });

  test('a row that did not change makes no change', () => {
    const table = new RowTable(pods);
    const row = pod('a', { restarts: 3, node: 'n1', labels: 'a=b', because: 'a sentence', createdAt: 1 });
    table.upsert(row);
    expect(table.upsert({ ...row })).toEqual([]);
    expect(table.replaceAll([{ ...row }])).toEqual([]);
  });

  test('a change names the wire columns that differ and tells the row as it was', () => {
    const table = new RowTable(pods);
    table.upsert(pod('a', { restarts: 3, node: 'n1' }));
    const change = only(table.upsert(pod('a', { restarts: 4, node: null })));
    expect(change).toMatchObject({ kind: 'changed', before: { restarts: 3, node: 'n1' } });
    expect([...change.columns].sort()).toEqual([wire('restarts'), wire('node')].sort());
  });

  test('a change of internal columns only is a change without wire columns', () => {
    const table = new RowTable(pods);
    table.upsert(pod('a'));
    expect(only(table.upsert(pod('a', { ownerUid: 'o' })))).toMatchObject({ kind: 'changed', columns: [] });
    expect(table.byColumn('ownerUid', 'o')).toHaveLength(1);
  });

  test('another uid is another object: a removal, and an addition under a number never used before', () => {
    const table = new RowTable(pods);
    const first = only(table.upsert(pod('a', { restarts: 9 })));
    const [removed, added] = table.upsert(pod('a', { uid: 'another' }));
    expect(removed).toMatchObject({ id: first.id, kind: 'removed', before: { restarts: 9 } });
    expect(added?.kind).toBe('added');
    expect(added?.id).not.toBe(first.id);
    expect(table.row(added?.id ?? 0)).toMatchObject({ restarts: null, uid: 'another' });
    expect(table.size).toBe(1);
  });

  test('numbers of removed rows are not given out again', () => {
    const table = new RowTable(pods);
    const seen = new Set<number>();
    for (let round = 0; round < 50; round++) {
      const { id } = only(table.upsert(pod('a', { uid: null })));
      expect(seen.has(id)).toBe(false);
      seen.add(id);
      table.remove('prod', 'a');
    }
  });

  test('missing is null: never an empty text, never a number that JSON cannot carry', () => {
    const table = new RowTable(pods);
    const { id } = only(table.upsert(pod('a', { because: '', labels: '', restarts: Number.NaN, cpuRequest: 1 / 0 })));
    expect(table.row(id)).toMatchObject({ because: null, labels: null, restarts: null, cpuRequest: null });
    expect(table.upsert(pod('a', { because: '', restarts: Number.NaN }))).toEqual([]);
  });

  test.each([
    [{ namespace: 'a', name: null }, 'it has no name'],
    [{ namespace: 'a', name: '' }, 'it has no name'],
    [{ namespace: 'a', name: 'b', restarts: '3' }, 'column restarts holds a string'],
    [{ namespace: 'a', name: 'b', node: 3 }, 'column node holds a number'],
  ])('a row that does not fit its view is refused: %j', (row: Row, problem) => {
    const table = new RowTable(pods);
    expect(() => table.upsert(row)).toThrow(InvalidRowError);
    expect(() => table.upsert(row)).toThrow(problem);
    expect(table.size).toBe(0);
  });

  test('texts beyond Latin-1 and lone surrogates are kept as they are', () => {
    const table = new RowTable(pods);
    const because = 'größer als erwartet → 😀 und \ud800 dazu';
    const { id } = only(table.upsert(pod('a', { because })));
    expect(table.cell(id, 'because')).toBe(because);
    expect(table.upsert(pod('a', { because }))).toEqual([]);
  });
});

describe('replaceAll', () => {
  test('what is listed keeps its number; what is not is removed', () => {
    const table = new RowTable(pods);
    const kept = only(table.upsert(pod('kept')));
    const gone = only(table.upsert(pod('gone')));
    const changes = table.replaceAll([pod('new'), pod('kept', { restarts: 1 })]);
    expect(changes.map((change) => change.kind)).toEqual(['added', 'changed', 'removed']);
    expect(table.find('prod', 'kept')).toBe(kept.id);
    expect(changes[2]?.id).toBe(gone.id);
    expect(table.size).toBe(2);
  });

  test('a list with a row that does not fit changes nothing', () => {
    const table = new RowTable(pods);
    table.upsert(pod('a'));
    expect(() => table.replaceAll([pod('b'), pod('c', { restarts: 'x' })])).toThrow(InvalidRowError);
    expect([...table.ids()].map((id) => table.cell(id, 'name'))).toEqual(['a']);
  });
});

describe('what is kept up', () => {
  test('counts and rows by state follow every change; a row without a state is unknown', () => {
    const table = new RowTable(pods);
    table.upsert(pod('a', { state: 'failing' }));
    table.upsert(pod('b', { state: null }));
    table.upsert(pod('c'));
    expect(table.counts()).toEqual({ failing: 1, warning: 0, unknown: 1, progressing: 0, paused: 0, ok: 1 });
    table.upsert(pod('a', { state: 'ok' }));
    table.remove('prod', 'b');
    expect(table.counts()).toEqual({ failing: 0, warning: 0, unknown: 0, progressing: 0, paused: 0, ok: 2 });
    const names = STATES.map((state) => [...table.idsByState(state)].map((id) => table.cell(id, 'name')));
    expect(names).toEqual([[], [], [], [], [], ['c', 'a']]);
  });

  test('rows are found by value from the first question on, and after every change', () => {
    const table = new RowTable(pods);
    const names = (ids: number[]) => ids.map((id) => table.cell(id, 'name')).sort();
    for (const name of ['a', 'b', 'c']) table.upsert(pod(name, { node: 'n1', ownerUid: 'o1' }));
    expect(names(table.byColumn('node', 'n1'))).toEqual(['a', 'b', 'c']);
    table.upsert(pod('b', { node: 'n2', ownerUid: 'o1' }));
    table.remove('prod', 'a');
    table.upsert(pod('d', { node: 'n1' }));
    expect(names(table.byColumn('node', 'n1'))).toEqual(['c', 'd']);
    expect(names(table.byColumn('node', 'n2'))).toEqual(['b']);
    expect(names(table.byColumn('ownerUid', 'o1'))).toEqual(['b', 'c']);
    expect(table.byColumn('uid', 'uid-c')).toEqual([table.find('prod', 'c')]);
    expect(table.byColumn('node', 'nowhere')).toEqual([]);
  });

  test('columns that are not indexed or do not exist are refused by name', () => {
    const table = new RowTable(pods);
    expect(() => table.byColumn('ip', 'x')).toThrow('Column ip of pods is not indexed');
    expect(() => table.byColumn('colour', 'x')).toThrow('pods has no column "colour"');
    expect(() => table.cell(1, 'colour')).toThrow('pods has no column "colour"');
    expect(new RowTable(pods, { indexed: ['ip'] }).byColumn('ip', 'x')).toEqual([]);
  });

  test('an order is one array until something moves, and that array never changes', () => {
    const table = new RowTable(pods);
    for (const name of ['c', 'a', 'b']) table.upsert(pod(name, { restarts: 1 }));
    const names = (ids: readonly number[]) => ids.map((id) => table.cell(id, 'name'));
    const first = table.order('-restarts');
    table.upsert(pod('b', { restarts: 1, node: 'n9' }));
    expect(table.order('-restarts')).toBe(first);
    table.upsert(pod('c', { restarts: 5 }));
    table.upsert(pod('d', { restarts: 3 }));
    expect(names(table.order('-restarts'))).toEqual(['c', 'd', 'a', 'b']);
    expect(names(first)).toEqual(['a', 'b', 'c']);
    expect(() => table.order('ownerUid')).toThrow(InvalidSortError);
  });

  test('rows of cluster-scoped views are found without a namespace', () => {
    const table = new RowTable(nodes);
    table.upsert({ name: 'n1', namespace: 'ignored' });
    expect(table.find(null, 'n1')).toBeDefined();
    expect(table.remove(null, 'n1')?.kind).toBe('removed');
    expect(table.remove(null, 'n1')).toBeNull();
    expect(table.find(null, 'n1')).toBeUndefined();
  });
});
