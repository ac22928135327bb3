import type { Freshness } from '@binnacle/shared/clusters';
import { Replica, type ServerFrame, serverFrameSchema, snapshotBodySchema } from '@binnacle/shared/realtime';
import { InvalidSortError, pods, type Row, wireColumns } from '@binnacle/shared/views';
import { describe, expect, test, vi } from 'vitest';
import { RowTable } from '../table/index.js';
import { TableTopic, type TableTopicOptions } from './index.js';

const live: Freshness = { state: 'live', since: '2026-01-01T00:00:00Z' };
const URL = '/api/v1/clusters/local/views/pods/snapshot';
const column = (id: string) => wireColumns(pods).findIndex((candidate) => candidate.id === id);
const frame = (text: string | null): ServerFrame => {
  if (text === null) throw new Error('there is no frame');
  return serverFrameSchema.parse(JSON.parse(text));
};

function start(options: Partial<TableTopicOptions> = {}) {
  const table = new RowTable(pods);
  const topic = new TableTopic(table, { key: 'local/pods', epoch: 'e1', url: URL, ...options });
  return {
    table,
    topic,
    put(name: string, more: Row = {}) {
      for (const change of table.upsert({ namespace: 'prod', name, ...more })) topic.note(change);
      return table.find('prod', name) ?? 0;
    },
    remove(name: string) {
      const change = table.remove('prod', name);
      if (change !== null) topic.note(change);
    },
  };
}

describe('flush', () => {
  test('new rows come with the columns that are not null, changed ones with the changed cells', () => {
    const { topic, put } = start();
    const id = put('a', { restarts: 0, because: 'It said "no".\n' });
    expect(frame(topic.flush())).toEqual({
      t: 'delta',
      key: 'local/pods',
      epoch: 'e1',
      from: 0,
      to: 1,
      up: [
        [
          id,
          column('name'),
          'a',
          column('namespace'),
          'prod',
          column('because'),
          'It said "no".\n',
          column('restarts'),
          0,
        ],
      ],
    });
    put('a', { restarts: 2 });
    expect(frame(topic.flush())).toMatchObject({
      from: 1,
      to: 2,
      up: [[id, column('because'), null, column('restarts'), 2]],
    });
  });

  test('several changes of a row in one tick are one entry', () => {
    const { topic, put, remove } = start();
    const a = put('a');
    const b = put('b');
    topic.flush();
    put('a', { restarts: 1 });
    put('a', { restarts: 2 });
    put('a', { restarts: 2, node: 'n1' });
    put('b', { restarts: 1 });
    remove('b');
    put('c');
    put('c', { restarts: 7 });
    const delta = frame(topic.flush());
    expect(delta).toMatchObject({
      up: [[a, column('restarts'), 2, column('node'), 'n1'], expect.anything()],
      del: [b],
    });
  });

  test('what came and went within a tick is not told', () => {
    const { topic, put, remove } = start();
    put('a');
    remove('a');
    expect(topic.flush()).toBeNull();
    expect(topic.seq).toBe(0);
  });

  test('what came and went within a tick is told when a snapshot showed it in between', () => {
    const { topic, put, remove } = start();
    const id = put('a');
    const replica = new Replica(pods);
    replica.apply(frame(topic.snapshot(live)));
    expect(replica.size).toBe(1);
    remove('a');
    expect(replica.apply(frame(topic.flush()))).toBe('applied');
    expect(replica.row(id)).toBeUndefined();
  });

  test('a cell that was shown before the flush and emptied before it is told to be empty', () => {
    const { topic, put } = start();
    const id = put('a', { node: 'n1' });
    const replica = new Replica(pods);
    replica.apply(frame(topic.snapshot(live)));
    put('a', { node: null });
    replica.apply(frame(topic.flush()));
    expect(replica.cell(id, 'node')).toBeNull();
  });

  test('internal columns never leave, and their changes make no frame', () => {
    const { topic, put } = start();
    put('a', { uid: 'secret-1', ownerUid: 'secret-2' });
    const texts = [topic.flush(), topic.snapshot(live), topic.body(), topic.catchUp(0)];
    put('a', { uid: 'secret-1', ownerUid: 'secret-3' });
    expect(topic.flush()).toBeNull();
    expect(texts.join('')).not.toContain('secret');
  });

  test('F20: what waits for the next frame is bounded by the rows, however long nobody flushes', () => {
    const { topic, put, remove } = start();
    put('kept');
    topic.flush();
    for (let round = 0; round < 5_000; round++) {
      put(`short-lived-${round}`);
      remove(`short-lived-${round}`);
      put('kept', { restarts: round });
    }
    expect(frame(topic.flush())).toMatchObject({ from: 1, to: 2, up: [[1, column('restarts'), 4_999]] });
  });
});

describe('snapshot', () => {
  test('a small table comes whole', () => {
    const { topic, put } = start();
    put('a', { state: 'failing' });
    topic.flush();
    const snapshot = frame(topic.snapshot(live));
    expect(snapshot).toMatchObject({ seq: 1, total: 1, counts: { failing: 1, ok: 0 }, freshness: live });
    expect(snapshot).not.toHaveProperty('window');
    expect(snapshot).not.toHaveProperty('url');
  });

  test('a large one begins with the first rows of the asked order and says where the whole is', () => {
    const { topic, put } = start();
    for (let n = 0; n < 501; n++) put(`p${n}`, { restarts: n, state: 'ok' });
    topic.flush();
    const snapshot = frame(topic.snapshot(live, { sort: '-restarts', limit: 3 }));
    expect(snapshot).not.toHaveProperty('rows');
    expect(snapshot).toMatchObject({ total: 501, url: URL, window: { ids: [501, 500, 499] } });
    const body = snapshotBodySchema.parse(JSON.parse(topic.body()));
    expect(body).toMatchObject({ epoch: 'e1', seq: 1 });
    expect(body.rows.ids).toHaveLength(501);
    expect(() => topic.snapshot(live, { sort: 'colour', limit: 3 })).toThrow(InvalidSortError);
  });

  test('a dictionary holds only what the sent rows use', () => {
    const { topic, put } = start({ inlineUpTo: 0 });
    put('a', { node: 'n1', state: 'failing' });
    put('b', { node: 'n2', state: 'ok' });
    const snapshot = frame(topic.snapshot(live, { sort: 'state', limit: 1 }));
    if (snapshot.t !== 'snapshot') throw new Error('not a snapshot');
    expect(snapshot.window?.columns[column('node')]).toEqual({ dict: ['n1'], at: [0] });
    expect(snapshot.window?.columns[column('qos')]).toEqual({ dict: [], at: [-1] });
  });

  test('F22: readers who return together are served from one encoding', () => {
    const { table, topic, put } = start();
    for (let n = 0; n < 600; n++) put(`p${n}`);
    topic.flush();
    put('p1', { restarts: 1 });
    topic.flush();
    // Each encoding of the whole table or of what was missed begins with a walk over the rows.
    const walks = vi.spyOn(table, 'ids');
    const orders = vi.spyOn(table, 'order');
    for (let reader = 0; reader < 500; reader++) {
      topic.snapshot(live);
      topic.body();
      topic.catchUp(1);
    }
    expect(walks).toHaveBeenCalledTimes(2);
    expect(orders).toHaveBeenCalledTimes(1);
    put('p2', { restarts: 5 });
    topic.flush();
    expect(frame(topic.catchUp(2))).toMatchObject({ to: 3, rows: { ids: [3] } });
    expect(snapshotBodySchema.parse(JSON.parse(topic.body())).seq).toBe(3);
  });
});

describe('catchUp', () => {
  test('F21: one delta tells all that was missed, whole rows and removals', () => {
    const { topic, put, remove } = start();
    const a = put('a', { restarts: 1 });
    const b = put('b');
    put('c');
    topic.flush();
    const from = topic.seq;
    for (let hour = 0; hour < 8; hour++) {
      put('a', { restarts: hour, node: 'n1' });
      topic.flush();
    }
    remove('b');
    topic.flush();
    const delta = frame(topic.catchUp(from));
    expect(delta).toMatchObject({ t: 'delta', from, to: topic.seq, rows: { ids: [a] }, del: [b] });
  });

  test('a reader who missed nothing gets an empty delta', () => {
    const { topic, put } = start();
    put('a');
    topic.flush();
    expect(frame(topic.catchUp(1))).toEqual({ t: 'delta', key: 'local/pods', epoch: 'e1', from: 1, to: 1 });
  });

  test('numbers never given out and numbers before forgotten removals are a gap', () => {
    const { topic, put, remove } = start({ forgetAfter: 1 });
    put('a');
    put('b');
    topic.flush();
    remove('a');
    topic.flush();
    remove('b');
    topic.flush();
    expect([topic.catchUp(4), topic.catchUp(-1), topic.catchUp(1.5), topic.catchUp(1)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(frame(topic.catchUp(2))).toMatchObject({ from: 2, to: 3, del: [2] });
  });

  test('a slot that is used again does not make its new row look old', () => {
    const { topic, put, remove } = start();
    put('a');
    topic.flush();
    remove('a');
    topic.flush();
    const b = put('b');
    topic.flush();
    expect(frame(topic.catchUp(2))).toMatchObject({ rows: { ids: [b] } });
    expect(frame(topic.catchUp(3))).not.toHaveProperty('rows');
  });
});

test('a mark says where the topic stands', () => {
  const { topic, put } = start();
  put('a');
  topic.flush();
  expect(frame(topic.mark(live))).toEqual({ t: 'mark', key: 'local/pods', epoch: 'e1', seq: 1, freshness: live });
});
