import type { EngineNotice } from '@binnacle/kube/engine';
import { BinnacleError } from '@binnacle/shared/errors';
import { targetSchema } from '@binnacle/shared/names';
import { beforeEach, expect, test } from 'vitest';
import type { WatchService } from './modules/watch/index.js';
import { workloadWatch } from './workload-watch.js';

const target = targetSchema.parse({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'team-a',
  name: 'web',
  uid: '7a5d8a34-8b2e-4f3c-9a01-3c2f6f0b9d11',
});
const row = {
  name: 'web',
  namespace: 'team-a',
  uid: target.uid ?? '',
  state: 'progressing',
  status: 'Progressing',
  because: '',
  wanted: 5,
  ready: 3,
  generation: 2,
  observedGeneration: 1,
};

let asked: unknown[];
let answer: () => Promise<unknown>;
let notice: (cluster: string, notice: EngineNotice) => void;
const watch = workloadWatch({
  request: (async (...ask: unknown[]) => {
    asked.push(ask);
    return answer();
  }) as WatchService['request'],
  onNotice: (listener) => {
    notice = listener;
  },
});
const live = (found: unknown) => async () => ({
  row: found,
  freshness: { state: 'live', since: '2026-01-01T00:00:00Z' },
});
beforeEach(() => {
  asked = [];
  answer = live(row);
});

test('reads the row of the workload', async () => {
  expect(await watch.current('kind-a', target)).toEqual({
    exists: true,
    state: 'progressing',
    status: 'Progressing',
    because: '',
    wanted: 5,
    ready: 3,
    generation: 2,
    observedGeneration: 1,
  });
  expect(asked).toEqual([['kind-a', 'row', { view: 'deployments', namespace: 'team-a', name: 'web' }]]);
});

test('gone, and created anew under the same name, both mean that it does not exist', async () => {
  answer = live(null);
  expect(await watch.current('kind-a', target)).toMatchObject({ exists: false });
  answer = live({ ...row, uid: 'another' });
  expect(await watch.current('kind-a', target)).toMatchObject({ exists: false });
});

test('knows nothing of kinds that are not watched, of tables that are not live, of clusters that are away', async () => {
  expect(await watch.current('kind-a', targetSchema.parse({ ...target, kind: 'StatefulSet' }))).toBeNull();
  answer = async () => ({ row: null, freshness: { state: 'stale', since: '2026-01-01T00:00:00Z' } });
  expect(await watch.current('kind-a', target)).toBeNull();
  answer = () => Promise.reject(new BinnacleError('cluster_unreachable', 'away'));
  expect(await watch.current('kind-a', target)).toBeNull();
  answer = () => Promise.reject(new TypeError('defect'));
  await expect(watch.current('kind-a', target)).rejects.toThrow('defect');
});

test('passes changes of workloads on, until it is told to stop', () => {
  const told: unknown[] = [];
  const end = watch.onChange((cluster, changed) => told.push([cluster, changed]));
  notice('kind-a', { type: 'workloads', view: 'deployments', names: [{ namespace: 'team-a', name: 'web' }] });
  notice('kind-a', { type: 'ready', view: 'pods' });
  end();
  notice('kind-a', { type: 'workloads', view: 'deployments', names: [{ namespace: 'team-a', name: 'web' }] });
  expect(told).toEqual([['kind-a', { kind: 'Deployment', namespace: 'team-a', name: 'web' }]]);
});
