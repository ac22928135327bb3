import type { Target } from '@binnacle/shared/names';
import { beforeEach, expect, test } from 'vitest';
import type { WatchedWorkload, WorkloadWatch } from '../ports.js';
import { type ActionBench, ADA, actionBench, type Process, scaleTo } from '../testing/action-bench.js';
import { Follower } from './follow.js';
import { FOLLOW_MS } from './settle.js';

let bench: ActionBench;
let target: Target;
let seen: WatchedWorkload | null;
const listeners = new Set<Parameters<WorkloadWatch['onChange']>[0]>();
const watch: WorkloadWatch = {
  current: async () => seen,
  onChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

beforeEach(async () => {
  bench = await actionBench();
  target = bench.cluster.put('web', 3);
  seen = workload(5, 4);
});

function workload(wanted: number, ready: number): WatchedWorkload {
  return { exists: true, state: ready === wanted ? 'ok' : 'progressing', status: '', because: '', wanted, ready };
}

function follower({ ledger }: Process = bench): Follower {
  return new Follower({ ledger, registry: bench.cluster, watch, clock: bench.clock, log: bench.log });
}

const scaled = async (replicas = 5) => (await bench.service.perform(ADA, scaleTo(target, replicas))).row;
const outcome = async (id: string) => (await bench.ledger.get(id)).outcome;

test('says how long it took until all were ready', async () => {
  const following = follower();
  const { id } = await scaled();
  await following.pass();
  expect(await outcome(id)).toEqual({ kind: 'following' });
  await bench.clock.advance(3_400);
  seen = workload(5, 5);
  await following.pass();
  await following.pass();
  expect(await outcome(id)).toEqual({ kind: 'healthy', seconds: 3.4 });
  expect((await bench.ledger.get(id)).steps).toHaveLength(3);
});

test('F16: names who undid it, also after it was healthy', async () => {
  const following = follower();
  const { id } = await scaled();
  seen = workload(5, 5);
  await following.pass();
  bench.cluster.setReplicas('web', 3, 'horizontal-pod-autoscaler', 'scale');
  seen = workload(3, 3);
  await bench.clock.advance(30_000);
  await following.pass();
  expect(await outcome(id)).toEqual({ kind: 'undone', because: 'replicas are 3 now', by: 'horizontal-pod-autoscaler' });
});

test('a watch that is behind does not make it undone', async () => {
  const { id } = await scaled();
  seen = workload(3, 3);
  await follower().pass();
  expect(await outcome(id)).toEqual({ kind: 'following' });
});

test('a later change supersedes it by number, and is followed itself', async () => {
  const following = follower();
  const first = await scaled(5);
  const second = await scaled(7);
  seen = workload(7, 7);
  await following.pass();
  expect(await outcome(first.id)).toMatchObject({
    kind: 'superseded',
    by: `#${second.number}`,
    because: 'scale 5 → 7',
  });
  expect(await outcome(second.id)).toMatchObject({ kind: 'healthy' });
});

test('a deletion is said', async () => {
  const { id } = await scaled();
  bench.cluster.remove('web');
  seen = { ...workload(5, 0), exists: false };
  await follower().pass();
  expect(await outcome(id)).toEqual({ kind: 'undone', because: 'the Deployment was deleted' });
});

test('a restart goes on where it was, and claims no duration it did not see', async () => {
  const { id } = await scaled();
  await follower().pass();
  await bench.clock.advance(120_000);
  seen = workload(5, 5);
  await follower(bench.restart()).pass();
  expect(await outcome(id)).toEqual({ kind: 'healthy', because: 'seen after a restart of Binnacle' });
});

test('ends after ten minutes with what was seen last', async () => {
  const following = follower();
  const { id } = await scaled();
  await bench.clock.advance(FOLLOW_MS);
  await following.pass();
  expect(await outcome(id)).toEqual({ kind: 'none', because: '4 of 5 were ready when the time of watching was over' });
  expect(await bench.ledger.following(new Date(bench.clock.wall()))).toEqual([]);
});

test('a healthy one is no longer followed after ten minutes, without another entry', async () => {
  const following = follower();
  const { id } = await scaled();
  seen = workload(5, 5);
  await following.pass();
  await bench.clock.advance(FOLLOW_MS);
  bench.cluster.setReplicas('web', 3, 'kubectl');
  seen = workload(3, 3);
  await following.pass();
  expect(await outcome(id)).toMatchObject({ kind: 'healthy' });
});

test('looks at once when a followed object changes, and only then', async () => {
  const { id } = await scaled();
  const following = follower();
  const settled = Promise.withResolvers<void>();
  bench.ledger.onRow((row) => {
    if (row.outcome.kind === 'healthy') settled.resolve();
  });
  await following.pass();
  following.start();
  await following.stop();
  expect(listeners.size).toBe(0);
  following.start();
  seen = workload(5, 5);
  for (const listener of listeners) {
    listener('kind-a', { ...target, name: 'other' as never });
    listener('kind-a', target);
  }
  await settled.promise;
  await following.stop();
  expect(await outcome(id)).toMatchObject({ kind: 'healthy' });
});

test('one row that cannot be judged does not keep the others waiting', async () => {
  const first = await scaled(5);
  target = bench.cluster.put('api', 3);
  const second = await scaled(5);
  seen = workload(5, 5);
  let calls = 0;
  const flaky: WorkloadWatch = {
    ...watch,
    current: async () => (calls++ === 0 ? Promise.reject(new Error('worker restarted')) : seen),
  };
  await new Follower({
    ledger: bench.ledger,
    registry: bench.cluster,
    watch: flaky,
    clock: bench.clock,
    log: bench.log,
  }).pass();
  expect([(await outcome(first.id)).kind, (await outcome(second.id)).kind]).toEqual(['following', 'healthy']);
});
