import { describe, expect, test } from 'vitest';
import type { Freshness } from '../clusters/index.js';
import { type Cell, InvalidSortError, parseFilter, pods, wireColumns } from '../views/index.js';
import type { Columnar, DeltaFrame, ServerFrame, SnapshotFrame } from './protocol.js';
import { Replica, type ReplicaChange } from './replica.js';

const live: Freshness = { state: 'live', since: '2026-01-01T00:00:00Z' };
const stale: Freshness = { state: 'stale', since: '2026-01-02T00:00:00Z' };
const columns = wireColumns(pods);
const column = (id: string) => columns.findIndex((candidate) => candidate.id === id);

type Rows = Array<[id: number, cells: Record<string, Cell>]>;
const columnar = (rows: Rows): Columnar => ({
  ids: rows.map(([id]) => id),
  columns: columns.map(({ id }) => {
    const cells = rows.map(([, row]) => row[id] ?? null);
    if (id !== 'node') return { cells };
    const dict = [...new Set(cells.filter((cell) => typeof cell === 'string'))];
    return { dict, at: cells.map((cell) => dict.indexOf(String(cell))) };
  }),
});
const snapshot = (seq: number, rows: Rows, more: Partial<SnapshotFrame> = {}): SnapshotFrame => ({
  t: 'snapshot',
  key: 'k',
  epoch: 'e',
  seq,
  total: rows.length,
  counts: {},
  freshness: live,
  rows: columnar(rows),
  ...more,
});
const windowOf = (seq: number, rows: Rows, total: number): SnapshotFrame => {
  const { rows: _, ...frame } = snapshot(seq, rows, {
    total,
    counts: { failing: 2 },
    url: '/whole',
    window: columnar(rows),
  });
  return frame;
};
const delta = (from: number, to: number, more: Partial<DeltaFrame>): DeltaFrame => ({
  t: 'delta',
  key: 'k',
  epoch: 'e',
  from,
  to,
  ...more,
});
const mark = (seq: number, epoch = 'e', freshness = stale): ServerFrame => ({
  t: 'mark',
  key: 'k',
  epoch,
  seq,
  freshness,
});
const restarts = (id: number, value: Cell) => [id, column('restarts'), value];
const a: Rows[number] = [1, { namespace: 'n', name: 'a', restarts: 1, node: 'n1', state: 'ok' }];
const b: Rows[number] = [2, { namespace: 'n', name: 'b', restarts: 2, state: 'failing' }];
const c: Rows[number] = [3, { namespace: 'n', name: 'c', restarts: 3, state: 'ok' }];

function start(...frames: ServerFrame[]) {
  let time = 1_000;
  const replica = new Replica(pods, { now: () => time });
  const told: ReplicaChange[] = [];
  for (const frame of frames) replica.apply(frame);
  replica.subscribe((change) => told.push(change));
  return { replica, told, at: (now: number) => (time = now) };
}

describe('in step', () => {
  test('rows of a snapshot can be read by number, column and order, and are counted', () => {
    const { replica } = start(snapshot(4, [a, b]));
    expect(replica).toMatchObject({
      epoch: 'e',
      seq: 4,
      size: 2,
      total: 2,
      complete: true,
      url: null,
      freshness: live,
    });
    expect(replica.row(1)).toMatchObject({ name: 'a', node: 'n1', because: null });
    expect(replica.cell(2, 'node')).toBeNull();
    expect(replica.counts).toMatchObject({ failing: 1, ok: 1, unknown: 0 });
    expect(replica.order('-restarts')).toEqual([2, 1]);
    expect(() => replica.order('colour')).toThrow(InvalidSortError);
  });

  test('a delta changes cells, brings rows and takes rows away', () => {
    const { replica, told } = start(snapshot(4, [a, b]));
    replica.order('-restarts');
    const up = [restarts(1, 9), [3, column('namespace'), 'n', column('name'), 'c', column('restarts'), 5]];
    expect(replica.apply(delta(4, 5, { up, del: [2] }))).toBe('applied');
    expect(replica.order('-restarts')).toEqual([1, 3]);
    expect(replica.row(3)).toMatchObject({ name: 'c', restarts: 5, node: null, state: null });
    expect(told).toEqual([{ ids: expect.arrayContaining([1, 2, 3]), reordered: true }]);
    expect(replica).toMatchObject({ seq: 5, total: 2 });
  });

  test('one changed row changes the version and the time of that row only', () => {
    const { replica, told, at } = start(snapshot(4, [a, b]));
    const before = [replica.version(1), replica.version(2)];
    at(2_000);
    replica.apply(delta(4, 5, { up: [restarts(1, 9)] }));
    expect(replica.version(1)).not.toBe(before[0]);
    expect(replica.version(2)).toBe(before[1]);
    expect([replica.changedAt(1), replica.changedAt(2)]).toEqual([2_000, undefined]);
    expect(told).toEqual([{ ids: [1], reordered: false }]);
    replica.apply(delta(5, 6, { del: [1] }));
    expect([replica.version(1), replica.changedAt(1)]).toEqual([0, undefined]);
  });

  test('an order is told to have moved only when somebody looks at it', () => {
    const { replica, told } = start(snapshot(4, [a, b]));
    replica.order('name');
    replica.apply(delta(4, 5, { up: [restarts(1, 9)] }));
    replica.order('restarts', { filter: parseFilter('node:n1', pods), now: 0 });
    replica.apply(delta(5, 6, { up: [[2, column('node'), 'n1']] }));
    expect(told.map((change) => change.reordered)).toEqual([false, true]);
    expect(replica.order('restarts', { filter: parseFilter('node:n1', pods), now: 0 })).toEqual([2, 1]);
  });

  test('an order is the same array while nothing moves in it', () => {
    const { replica } = start(snapshot(4, [a, b]));
    const order = replica.order('restarts');
    replica.apply(delta(4, 5, { up: [restarts(1, 0)] }));
    expect(replica.order('restarts')).toBe(order);
    replica.apply(delta(5, 6, { up: [restarts(1, 7)] }));
    expect(replica.order('restarts')).toEqual([2, 1]);
    expect(order).toEqual([1, 2]);
  });

  test('an age in a filter is judged by the time that is given', () => {
    const { replica } = start(snapshot(4, [[1, { namespace: 'n', name: 'a', createdAt: 100 }]]));
    const filter = parseFilter('age:<1m', pods);
    expect([replica.order('name', { filter, now: 150 }), replica.order('name', { filter, now: 200 })]).toEqual([
      [1],
      [],
    ]);
  });

  test('a listener that left hears nothing', () => {
    const { replica } = start();
    const heard: ReplicaChange[] = [];
    const leave = replica.subscribe((change) => heard.push(change));
    replica.apply(snapshot(1, [a]));
    leave();
    replica.apply(delta(1, 2, { del: [1] }));
    expect(heard).toEqual([{ ids: [1], reordered: true }]);
  });
});

describe('out of step', () => {
  test('a missing frame is a gap, and nothing of what came after it is shown', () => {
    const { replica, told } = start(snapshot(4, [a]));
    expect(replica.apply(delta(5, 6, { up: [restarts(1, 9)] }))).toBe('gap');
    expect(replica.apply(mark(6))).toBe('gap');
    expect(replica).toMatchObject({ seq: 4, freshness: live });
    expect(replica.cell(1, 'restarts')).toBe(1);
    expect(told).toEqual([]);
  });

  test('frames before any snapshot, and of another epoch, are gaps', () => {
    const { replica } = start();
    expect([replica.apply(delta(0, 1, {})), replica.apply(mark(0))]).toEqual(['gap', 'gap']);
    replica.apply(snapshot(4, [a]));
    expect([replica.apply({ ...delta(4, 5, {}), epoch: 'f' }), replica.apply(mark(4, 'f'))]).toEqual(['gap', 'gap']);
  });

  test('frames that were seen already are ignored', () => {
    const { replica, told } = start(snapshot(4, [a]), delta(4, 5, { up: [restarts(1, 9)] }));
    expect(replica.apply(delta(4, 5, { up: [restarts(1, 8)] }))).toBe('ignored');
    expect(replica.apply(snapshot(3, [b]))).toBe('ignored');
    expect(replica.apply(mark(4))).toBe('ignored');
    expect(replica.row(1)).toMatchObject({ restarts: 9 });
    expect(told).toEqual([]);
  });

  test('a snapshot of where the replica stands changes its freshness and not its rows', () => {
    const { replica } = start(snapshot(4, [a, b]));
    expect(replica.apply({ ...windowOf(4, [a], 2), freshness: stale })).toBe('applied');
    expect(replica).toMatchObject({ complete: true, size: 2, freshness: stale });
  });

  test('a catch-up that begins before where the replica stands is taken: it holds values, not differences', () => {
    const { replica } = start(snapshot(4, [a, b]));
    expect(
      replica.apply(delta(2, 7, { rows: columnar([c, [1, { namespace: 'n', name: 'a', restarts: 8 }]]), del: [2] })),
    ).toBe('applied');
    expect(replica).toMatchObject({ seq: 7, size: 2 });
    expect(replica.row(1)).toMatchObject({ restarts: 8, node: null });
  });

  test('after a gap that the server declared, its snapshot counts whatever its number', () => {
    const { replica } = start(snapshot(9, [a]));
    expect(replica.apply({ t: 'gap', key: 'k', reason: 'history-forgotten' })).toBe('ignored');
    expect(replica.apply(snapshot(3, [b]))).toBe('applied');
    expect([replica.seq, [...replica.ids()]]).toEqual([3, [2]]);
    expect(replica.apply(snapshot(2, [a]))).toBe('ignored');
  });

  test('a new epoch forgets the old numbers, even where they are given out again', () => {
    const { replica, told } = start(snapshot(9, [a, b]));
    const version = replica.version(1);
    replica.apply(snapshot(1, [[1, { namespace: 'n', name: 'other' }]], { epoch: 'f' }));
    expect(replica.row(1)).toMatchObject({ name: 'other', restarts: null });
    expect(replica.version(1)).not.toBe(version);
    expect(replica).toMatchObject({ epoch: 'f', seq: 1, size: 1 });
    expect(told[0]?.ids).toEqual([1, 2]);
  });

  test('frames about other things are ignored', () => {
    const { replica } = start(snapshot(4, [a]));
    expect(replica.apply({ t: 'closed', key: 'k', code: 'forbidden', detail: '' })).toBe('ignored');
    expect(replica.apply({ t: 'document', key: 'k', seq: 9, body: {}, freshness: live })).toBe('ignored');
  });
});

describe('a large table', () => {
  test('its first rows are shown with the totals of the whole', () => {
    const { replica } = start(windowOf(4, [b], 3));
    expect(replica).toMatchObject({ complete: false, url: '/whole', size: 1, total: 3, counts: { failing: 2, ok: 0 } });
  });

  test('rows that are not held wait for the whole, changes of held rows show at once', () => {
    const { replica } = start(windowOf(4, [b], 3));
    expect(replica.apply(delta(4, 5, { up: [restarts(2, 7), restarts(1, 9)] }))).toBe('applied');
    expect([replica.cell(2, 'restarts'), replica.row(1)]).toEqual([7, undefined]);
    expect(replica.load({ epoch: 'e', seq: 4, rows: columnar([a, b, c]) })).toBe('applied');
    expect([replica.cell(1, 'restarts'), replica.cell(2, 'restarts')]).toEqual([9, 7]);
    expect(replica).toMatchObject({ complete: true, url: null, seq: 5, total: 3, counts: { failing: 1, ok: 2 } });
  });

  test('a whole that is newer than the deltas received makes them old news', () => {
    const { replica } = start(windowOf(4, [b], 3), delta(4, 5, { up: [restarts(2, 7)] }));
    expect(replica.load({ epoch: 'e', seq: 6, rows: columnar([a, b]) })).toBe('applied');
    expect([replica.seq, replica.cell(2, 'restarts')]).toEqual([6, 2]);
    expect(replica.apply(delta(5, 6, { up: [restarts(2, 8)] }))).toBe('ignored');
  });

  test('a whole that is too old to go on from is taken, and what lies between is to be asked for', () => {
    const { replica } = start(windowOf(4, [b], 3), delta(4, 5, { up: [restarts(2, 7)] }));
    expect(replica.load({ epoch: 'e', seq: 2, rows: columnar([a, b, c]) })).toBe('gap');
    expect(replica).toMatchObject({ complete: true, seq: 2 });
    expect(replica.apply(delta(2, 5, { rows: columnar([[2, { namespace: 'n', name: 'b', restarts: 7 }]]) }))).toBe(
      'applied',
    );
    expect(replica.cell(2, 'restarts')).toBe(7);
  });

  test('a whole of another epoch, or one that nobody waits for, is not taken', () => {
    const { replica } = start(windowOf(4, [b], 3));
    expect(replica.load({ epoch: 'f', seq: 5, rows: columnar([a]) })).toBe('gap');
    expect(replica).toMatchObject({ complete: false, size: 1 });
    replica.load({ epoch: 'e', seq: 4, rows: columnar([a, b, c]) });
    expect(replica.load({ epoch: 'e', seq: 9, rows: columnar([a]) })).toBe('ignored');
    expect(replica.size).toBe(3);
  });

  test('rows held before stay until the whole is there, and only what differs is told', () => {
    const { replica, told } = start(snapshot(4, [a, b, c]));
    replica.apply(windowOf(9, [b], 2));
    expect(replica).toMatchObject({ complete: false, size: 3, total: 2 });
    replica.load({ epoch: 'e', seq: 9, rows: columnar([a, b]) });
    expect([...replica.ids()]).toEqual([1, 2]);
    expect(told.at(-1)?.ids).toEqual([3]);
  });

  test('F20: what is held back is bounded, and what was dropped is asked for', () => {
    const { replica } = start(windowOf(0, [b], 3));
    const del = Array.from({ length: 1_000 }, (_, index) => 1_000 + index);
    for (let seq = 0; seq < 100; seq++) replica.apply(delta(seq, seq + 1, { del }));
    expect(replica.load({ epoch: 'e', seq: 0, rows: columnar([a, b, c]) })).toBe('gap');
    expect(replica.seq).toBe(0);
  });
});
