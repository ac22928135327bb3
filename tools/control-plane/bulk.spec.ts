import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeBulk, type PodName } from './bulk.ts';
import { type AcceptedChange, churn } from './churn.ts';
import type { Pod } from './kube-object.ts';
import { type RealCluster, startTestCluster } from './real-cluster.ts';

let cluster: RealCluster;
let pods: PodName[];

beforeAll(async () => {
  cluster = await startTestCluster({ controllers: false, kwok: false });
  pods = await makeBulk(cluster.api, { nodes: 5, pods: 200, namespaces: 4 });
});

afterAll(async () => {
  await cluster?.stop();
});

function read(index: number) {
  const { namespace, name } = pods[index] as PodName;
  return cluster.api.ask('GET', `/api/v1/namespaces/${namespace}/pods/${name}`);
}

test('every pod of a bulk runs on its node and is ready, as kubectl sees it', async () => {
  const rows = (await cluster.kubectl(['get', 'pods', '-A', '--no-headers'])).trim().split('\n');
  expect(rows).toHaveLength(200);
  expect(rows.filter((row) => /\s2\/2\s+Running\s+0\s/.test(row))).toHaveLength(200);
  const nodes = await cluster.kubectl(['get', 'nodes', '--no-headers']);
  expect(nodes).toMatch(/^(bulk-node-\d\s+Ready\s.*\n){5}$/);
});

test('a pod of a bulk is about 8.8 KB of JSON', async () => {
  for (const index of [0, 99, 199]) {
    const { body } = await read(index);
    expect(body.length).toBeGreaterThan(8_400);
    expect(body.length).toBeLessThan(9_200);
  }
});

test('churn: every accepted change makes a new version with a restart count never used before', async () => {
  const end = new AbortController();
  const changes: AcceptedChange[] = [];
  const accepted = (change: AcceptedChange) => changes.push(change);
  const running = churn(cluster.api, pods.slice(0, 3), { perSecond: 50, seed: 7, accepted }, end.signal);
  await vi.waitFor(() => expect(changes.length).toBeGreaterThan(30), 30_000);
  end.abort();
  const report = await running;
  expect(report).toMatchObject({ accepted: changes.length, failed: 0 });
  expect(new Set(changes.map(({ restartCount }) => restartCount)).size).toBe(changes.length);
  expect(new Set(changes.map(({ resourceVersion }) => resourceVersion)).size).toBe(changes.length);
  const counts = changes.filter(({ name }) => name === pods[0]?.name).map(({ restartCount }) => restartCount);
  const pod = JSON.parse((await read(0)).body) as Pod;
  expect(counts).toContain(pod.status.containerStatuses?.[0]?.restartCount);
});
