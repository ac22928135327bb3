import type { ClusterSummary } from '@binnacle/shared/clusters';
import { MARK_INTERVAL_MS, Replica, type ServerFrame } from '@binnacle/shared/realtime';
import { VIEW_IDS, VIEWS } from '@binnacle/shared/views';
import { FakeClock } from '@binnacle/testing/clock';
import { FakeApiServer } from '@binnacle/testing/list-watch';
import { SeededRandom } from '@binnacle/testing/random';
import { expect, test } from 'vitest';
import { StatusError } from '../reflector/index.js';
import { ClusterEngine } from './cluster-engine.js';
import type { EngineNotice, EngineTopic } from './messages.js';

const summary: ClusterSummary = {
  name: 'prod',
  context: 'prod',
  uid: 'u',
  version: 'v1.37.2',
  server: 'https://127.0.0.1:6443',
  state: 'reachable',
  since: '2026-01-01T00:00:00Z',
  fault: null,
  because: null,
  retryAt: null,
};

const running = {
  spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'web:1' }] },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'c', ready: true, restartCount: 0, state: { running: {} } }],
  },
};
const readyNode = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
const lease = (clock: FakeClock) => ({ spec: { renewTime: new Date(clock.wall()).toISOString() } });

async function bench(
  options: {
    pinned?: readonly (typeof VIEW_IDS)[number][];
    prepare?: (server: (resource: string) => FakeApiServer, clock: FakeClock) => void;
  } = {},
) {
  const clock = new FakeClock();
  const servers = new Map<string, FakeApiServer>();
  const server = (resource: string): FakeApiServer => {
    const known = servers.get(resource) ?? new FakeApiServer({ clock, refusal: (...args) => new StatusError(...args) });
    servers.set(resource, known);
    return known;
  };
  options.prepare?.(server, clock);
  const notices: EngineNotice[] = [];
  const engine = new ClusterEngine({
    cluster: 'prod',
    epoch: 'e1',
    clock,
    random: new SeededRandom(1).next,
    summary,
    ...(options.pinned === undefined ? {} : { pinned: options.pinned }),
    listWatch: ({ resource }) => server(resource),
    onUnauthorized: async () => undefined,
    notify: (notice) => notices.push(notice),
  });
  engine.start();
  await clock.settle();
  const frames = (key: string) =>
    notices
      .filter((n) => n.type === 'frame')
      .filter((n) => n.key === key)
      .map((n) => JSON.parse(n.text) as ServerFrame);
  /** Joins a topic as the gateway does: attach, then the count of readers. */
  const join = (topic: EngineTopic, readers = 1) => {
    const answer = engine.handle('attach', { topic });
    engine.handle('readers', { key: answer.key, count: readers });
    return { key: answer.key, frames: answer.frames.map((text) => JSON.parse(text) as ServerFrame) };
  };
  return { clock, server, engine, notices, frames, join };
}

const watches = (server: FakeApiServer) => server.openStreams;

test('200 readers of a view are served by exactly one upstream watch', async () => {
  const { server, engine, clock } = await bench();
  for (let reader = 1; reader <= 200; reader++) {
    engine.handle('attach', { topic: { type: 'table', view: 'pods' } });
    engine.handle('readers', { key: 'prod/pods', count: reader });
  }
  await clock.advance(60_000);
  expect(watches(server('pods'))).toBe(1);
  expect(server('pods').count('watch-list')).toBe(1);
});

test('a view that is not pinned is watched from its first reader until ten minutes after its last', async () => {
  const { server, engine, clock, join } = await bench({ pinned: ['nodes'] });
  expect(watches(server('pods'))).toBe(0);
  join({ type: 'table', view: 'pods' });
  await clock.settle();
  expect(watches(server('pods'))).toBe(1);
  engine.handle('readers', { key: 'prod/pods', count: 0 });
  await clock.advance(10 * 60_000 - 1);
  expect(watches(server('pods'))).toBe(1);
  await clock.advance(1);
  expect(watches(server('pods'))).toBe(0);
});

test('a reader who comes back within ten minutes keeps the watch alive', async () => {
  const { server, engine, clock, join } = await bench({ pinned: [] });
  join({ type: 'table', view: 'pods' });
  await clock.settle();
  engine.handle('readers', { key: 'prod/pods', count: 0 });
  await clock.advance(9 * 60_000);
  join({ type: 'table', view: 'pods' });
  await clock.advance(30 * 60_000);
  expect(watches(server('pods'))).toBe(1);
  expect(server('pods').count('watch-list')).toBe(1);
});

test('the first change after quiet leaves in the same turn, and the replica follows', async () => {
  const { server, clock, frames, join } = await bench({ prepare: (of) => of('pods').put('a', running) });
  const replica = new Replica(VIEWS.pods);
  const joined = join({ type: 'table', view: 'pods' });
  for (const frame of joined.frames) replica.apply(frame);
  await clock.advance(1_000);
  server('pods').put('b', running);
  await clock.settle();
  for (const frame of frames('prod/pods')) replica.apply(frame);
  expect([...replica.ids()].map((id) => replica.cell(id, 'name')).sort()).toEqual(['a', 'b']);
});

test('what changes between attaching and being counted is not lost', async () => {
  const { server, engine, clock, frames } = await bench({ prepare: (of) => of('pods').put('a', running) });
  const replica = new Replica(VIEWS.pods);
  const { frames: first } = engine.handle('attach', { topic: { type: 'table', view: 'pods' } });
  for (const text of first) replica.apply(JSON.parse(text));
  server('pods').put('b', running);
  await clock.settle();
  engine.handle('readers', { key: 'prod/pods', count: 1 });
  await clock.settle();
  for (const frame of frames('prod/pods')) replica.apply(frame);
  expect(replica.size).toBe(2);
});

test('a quiet topic is marked, so that quiet can be told from dead', async () => {
  const { clock, frames, join } = await bench();
  join({ type: 'table', view: 'pods' });
  await clock.advance(3 * MARK_INTERVAL_MS);
  const marks = frames('prod/pods').filter((frame) => frame.t === 'mark');
  expect(marks.length).toBeGreaterThanOrEqual(3);
  expect(marks.at(-1)).toMatchObject({ freshness: { state: 'live' } });
});

test('a reader hears at once that the watch is down, since when and why, and when it is back', async () => {
  const { server, clock, frames, join } = await bench({ prepare: (of) => of('pods').put('a', running) });
  join({ type: 'table', view: 'pods' });
  await clock.settle();
  server('pods').failAlways({ kind: 'refused' });
  server('pods').breakOpen({ kind: 'reset' });
  await clock.settle();
  expect(frames('prod/pods').at(-1)).toMatchObject({
    t: 'mark',
    freshness: { state: 'stale', because: expect.stringContaining('') },
  });
  server('pods').heal();
  await clock.advance(60_000);
  expect(frames('prod/pods').at(-1)).toMatchObject({ freshness: { state: 'live' } });
});

test('resuming from a number gives what was missed; from another epoch it says gap and gives a snapshot', async () => {
  const { server, engine, clock, join } = await bench({ prepare: (of) => of('pods').put('a', running) });
  join({ type: 'table', view: 'pods' });
  server('pods').put('b', running);
  await clock.settle();
  const resumed = engine.handle('attach', { topic: { type: 'table', view: 'pods' }, resume: { epoch: 'e1', seq: 1 } });
  expect(resumed.frames.map((text) => (JSON.parse(text) as ServerFrame).t)).toEqual(['delta', 'mark']);
  const other = engine.handle('attach', { topic: { type: 'table', view: 'pods' }, resume: { epoch: 'e0', seq: 1 } });
  expect(other.frames.map((text) => (JSON.parse(text) as ServerFrame).t)).toEqual(['gap', 'snapshot']);
  expect(JSON.parse(other.frames[0] ?? '')).toMatchObject({ reason: 'epoch-changed' });
});

test('a kubelet that stops renewing its lease makes its node unknown after 40 s, though the control plane still says ready', async () => {
  const { clock, server, engine } = await bench({
    prepare: (of, time) => {
      of('nodes').put('n1', readyNode);
      of('leases').put('n1', lease(time));
    },
  });
  const state = () => engine.handle('row', { view: 'nodes', namespace: null, name: 'n1' }).row?.state;
  for (let renewals = 0; renewals < 6; renewals++) {
    await clock.advance(10_000);
    server('leases').put('n1', lease(clock));
    await clock.settle();
  }
  expect(state()).toBe('ok');
  await clock.advance(50_000);
  expect(state()).toBe('unknown');
  server('leases').put('n1', lease(clock));
  await clock.settle();
  expect(state()).toBe('ok');
});

test('F07 a node whose clock is ten minutes off is not called silent while its lease moves', async () => {
  const { clock, server, engine } = await bench({
    prepare: (of, time) => {
      of('nodes').put('n1', readyNode);
      of('leases').put('n1', { spec: { renewTime: new Date(time.wall() - 600_000).toISOString() } });
    },
  });
  for (let renewals = 0; renewals < 12; renewals++) {
    await clock.advance(10_000);
    server('leases').put('n1', { spec: { renewTime: new Date(clock.wall() - 600_000).toISOString() } });
  }
  await clock.settle();
  expect(engine.handle('row', { view: 'nodes', namespace: null, name: 'n1' }).row?.state).toBe('ok');
});

test('fresh heartbeats are passed on to readers at most every 30 s a node', async () => {
  const { clock, server, frames, join } = await bench({
    prepare: (of, time) => {
      of('nodes').put('n1', readyNode);
      of('leases').put('n1', lease(time));
    },
  });
  join({ type: 'table', view: 'nodes' });
  for (let renewals = 0; renewals < 60; renewals++) {
    await clock.advance(10_000);
    server('leases').put('n1', lease(clock));
  }
  await clock.settle();
  const deltas = frames('prod/nodes').filter((frame) => frame.t === 'delta');
  expect(deltas.length).toBeLessThanOrEqual(20);
});

test('counts of the overview are null until their table is loaded: missing is unknown, never zero', async () => {
  const { engine, server, clock } = await bench({
    prepare: (of) => {
      of('pods').failAlways({ kind: 'refused' });
      of('nodes').put('n1', readyNode);
    },
  });
  const overview = () => engine.handle('document', { topic: { type: 'overview' } });
  expect(overview().body).toMatchObject({ pods: null, nodes: { total: 1 }, capacity: null });
  expect(overview().freshness.state).not.toBe('live');
  server('pods').heal();
  await clock.advance(60_000);
  expect(overview().body).toMatchObject({ pods: { total: 0 } });
});

test('one failing kind leaves the others live', async () => {
  const { engine } = await bench({
    prepare: (of) =>
      of('pods').failAlways({ kind: 'status', code: 403, reason: 'Forbidden', message: 'pods is forbidden' }),
  });
  const { views } = engine.handle('status', {});
  expect(views.pods?.freshness).toMatchObject({
    state: 'forbidden',
    because: expect.stringContaining('pods is forbidden'),
  });
  expect(views.nodes?.freshness.state).toBe('live');
});

test('every reader of a document gets each new version once, whoever joins in between', async () => {
  const { server, clock, frames, join } = await bench({ prepare: (of) => of('nodes').put('n1', readyNode) });
  join({ type: 'overview' }, 1);
  await clock.advance(1_000);
  server('pods').put('a', running);
  await clock.settle();
  join({ type: 'overview' }, 2);
  await clock.advance(1_000);
  const last = frames('prod/overview')
    .filter((frame) => frame.t === 'document')
    .at(-1);
  expect(last).toMatchObject({ body: { pods: { total: 1 } } });
});

test('events beyond 10,000 are forgotten, the oldest first', async () => {
  const { server, clock, engine } = await bench({ pinned: ['events'] });
  for (let index = 0; index < 10_050; index++)
    server('events').put(`e${index}`, { type: 'Normal', reason: 'R', involvedObject: { kind: 'Pod', name: 'p' } });
  await clock.settle();
  const page = engine.handle('query', {
    view: 'events',
    filter: '',
    sort: 'name',
    namespaces: [],
    limit: 1,
    cursor: null,
  });
  expect(page.total).toBe(10_000);
  expect(engine.handle('row', { view: 'events', namespace: 'default', name: 'e49' }).row).toBeNull();
  expect(engine.handle('row', { view: 'events', namespace: 'default', name: 'e50' }).row).not.toBeNull();
});

test('after stop nothing is watched, nothing is sent and no timer is left', async () => {
  const { server, clock, engine, notices, join } = await bench();
  join({ type: 'table', view: 'pods' });
  await clock.advance(1_000);
  engine.stop();
  const before = notices.length;
  server('pods').put('late', running);
  await clock.settle();
  for (const id of VIEW_IDS) expect(watches(server(VIEWS[id].resource))).toBe(0);
  expect(notices.length).toBe(before);
});
