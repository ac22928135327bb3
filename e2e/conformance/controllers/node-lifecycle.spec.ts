import { describe, expect } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { type PathOf, test } from '../conformance.ts';
import { condition, type Fields, type Kube } from '../kube.ts';
import { deployment, pod } from '../manifests.ts';
import { PlayedNode, TOLERATES, tainted } from '../played-node.ts';

/** Longer than the longest time that a cluster under test lets a node be silent. */
const SILENCE_MS = 75_000;
const SLOW = { timeout: 150_000 };

/** Bears with a node that is in trouble for so many seconds. */
const bears = (tolerationSeconds: number) =>
  ['not-ready', 'unreachable'].map((key) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds,
  }));

/** A pod that runs on the node, in the eyes of the cluster. */
async function runs(
  cluster: Cluster,
  of: PathOf,
  node: PlayedNode,
  name: string,
  ...tolerations: Fields[]
): Promise<void> {
  await cluster.create(of('pods'), pod(name, { ...node.pods, tolerations: [TOLERATES, ...tolerations] }));
  await cluster.settled(of('pods', name), 'on the node', ({ spec }) => spec.nodeName === node.name);
  await node.run(of('pods', name));
}

const leaving = ({ metadata }: Kube) => metadata.deletionTimestamp !== undefined;

describe('node lifecycle', () => {
  test('a new node takes no pods before it has said that it is ready', async ({ cluster, ns }) => {
    const made = await cluster.create('/api/v1/nodes', { metadata: { name: ns } });
    expect(made.spec.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
    await cluster.delete(`/api/v1/nodes/${ns}`);
  });

  test('not ready, as it says itself: tainted, so that nothing new comes and what does not bear with it goes', async ({
    cluster,
    ns,
  }) => {
    // Its pods are marked as not ready only if they came meanwhile; of a node that has fallen silent all of them are.
    const node = await PlayedNode.create(cluster, ns);
    await node.say('False');
    await cluster.settled(node.path, 'tainted', (it) => tainted(it, 'not-ready', 'NoSchedule'));
    await cluster.settled(node.path, 'tainted more', (it) => tainted(it, 'not-ready', 'NoExecute'));
    await node.say('True');
    await cluster.settled(node.path, 'well again', (it) => !tainted(it, 'not-ready'));
    await node.remove();
  });

  test('under pressure of memory: no new pods', async ({ cluster, ns }) => {
    const node = await PlayedNode.create(cluster, ns);
    await node.say('True', 'MemoryPressure');
    await cluster.settled(node.path, 'tainted', (it) => tainted(it, 'memory-pressure', 'NoSchedule'));
    await node.say('False', 'MemoryPressure');
    await cluster.settled(node.path, 'well again', (it) => !tainted(it, 'memory-pressure'));
    await node.remove();
  });

  test('cordoned: tainted as unschedulable', async ({ cluster, ns }) => {
    const node = await PlayedNode.create(cluster, ns);
    await cluster.patch(node.path, { spec: { unschedulable: true } });
    await cluster.settled(node.path, 'tainted', (it) => tainted(it, 'unschedulable', 'NoSchedule'));
    await cluster.patch(node.path, { spec: { unschedulable: null } });
    await cluster.settled(node.path, 'free', (it) => !tainted(it, 'unschedulable'));
    await node.remove();
  });

  test('NoExecute: pods that do not bear with it are deleted, at once or when their time is up', async ({
    cluster,
    ns,
    of,
  }) => {
    const node = await PlayedNode.create(cluster, ns);
    const bearsWith = (more: Fields) => ({ key: 'maintenance', operator: 'Exists', effect: 'NoExecute', ...more });
    await runs(cluster, of, node, 'leaves');
    await runs(cluster, of, node, 'stays', bearsWith({}));
    await runs(cluster, of, node, 'lingers', bearsWith({ tolerationSeconds: 3 }));
    const taint = { key: 'maintenance', effect: 'NoExecute' };
    await cluster.patch(node.path, { spec: { taints: [taint] } }, 'strategic');
    const left = await cluster.settled(of('pods', 'leaves'), 'leaving', leaving);
    expect(condition(left, 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    });
    expect(left.metadata.deletionGracePeriodSeconds).toBe(30);
    expect(leaving(await cluster.get(of('pods', 'lingers')))).toBe(false);
    await cluster.settled(of('pods', 'lingers'), 'leaving', leaving);
    expect(leaving(await cluster.get(of('pods', 'stays')))).toBe(false);
    await node.remove();
  });

  test('silent: unknown, in these words, and tainted', SLOW, async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns);
    await runs(cluster, of, node, 'a');
    node.fallSilent();
    const unknown = (it: Kube) => condition(it, 'Ready')?.status === 'Unknown';
    const found = await cluster.settled(node.path, 'unknown', unknown, SILENCE_MS);
    expect(condition(found, 'Ready')).toMatchObject({
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    // What the node has never spoken of is said to be unknown too.
    for (const type of ['MemoryPressure', 'DiskPressure', 'PIDPressure']) {
      expect(condition(found, type)).toMatchObject({
        status: 'Unknown',
        reason: 'NodeStatusNeverUpdated',
        message: 'Kubelet never posted node status.',
      });
    }
    await cluster.settled(node.path, 'tainted', (it) => {
      return tainted(it, 'unreachable', 'NoSchedule') && tainted(it, 'unreachable', 'NoExecute');
    });
    const affected = await cluster.settled(
      of('pods', 'a'),
      'not ready',
      (it) => condition(it, 'Ready')?.status === 'False',
    );
    // It may come back within five minutes.
    expect(affected.status.phase).toBe('Running');
    expect(leaving(affected)).toBe(false);
    await node.remove();
  });

  test(
    'silent for longer than a pod bears: marked, and there until somebody confirms its end',
    SLOW,
    async ({ cluster, ns, of }) => {
      const node = await PlayedNode.create(cluster, ns);
      await runs(cluster, of, node, 'impatient', ...bears(1));
      await runs(cluster, of, node, 'patient', ...bears(200));
      node.fallSilent();
      const marked = await cluster.settled(of('pods', 'impatient'), 'leaving', leaving, SILENCE_MS);
      expect(condition(marked, 'DisruptionTarget')).toMatchObject({ reason: 'DeletionByTaintManager' });
      expect(leaving(await cluster.get(of('pods', 'patient')))).toBe(false);
      await cluster.delete(of('pods', 'impatient'), { gracePeriodSeconds: 0 });
      await cluster.gone(of('pods', 'impatient'), 1_000);
      await node.remove();
    },
  );

  test('back again: the taints go, and who was to leave stays', SLOW, async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns);
    await runs(cluster, of, node, 'a', ...bears(60));
    node.fallSilent();
    await cluster.settled(node.path, 'unreachable', (it) => tainted(it, 'unreachable', 'NoExecute'), SILENCE_MS);
    await node.wakeUp();
    await node.say('True');
    await cluster.settled(node.path, 'well again', (it) => !tainted(it, 'unreachable'));
    const events = await cluster.settled(of('events'), 'the change of mind', ({ items }) =>
      items.some(({ message }) => message === `Cancelling deletion of Pod ${ns}/a`),
    );
    expect(events.items.find(({ reason }) => reason === 'TaintManagerEviction')?.source).toEqual({
      component: 'taint-eviction-controller',
    });
    expect(leaving(await cluster.get(of('pods', 'a')))).toBe(false);
    await node.remove();
  });

  test('the pods of a workload are replaced', SLOW, async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns);
    const spec = { ...node.pods, tolerations: [TOLERATES, ...bears(1)] };
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }, spec));
    const { items } = await cluster.settled(
      of('pods'),
      'its pod',
      (list) => list.items[0]?.spec.nodeName === node.name,
    );
    const first = String(items[0]?.metadata.name);
    await node.run(of('pods', first));
    await cluster.settled(of('deployments', 'web'), 'available', ({ status }) => status.availableReplicas === 1);
    node.fallSilent();
    const both = await cluster.settled(of('pods'), 'two pods', (list) => list.items.length === 2, SILENCE_MS);
    expect(both.items.filter(leaving).map(({ metadata }) => metadata.name)).toEqual([first]);
    const { status } = await cluster.get(of('deployments', 'web'));
    expect(status).toMatchObject({ unavailableReplicas: 1 });
    await node.remove();
  });

  test('a node that is deleted takes its pods along, after a while', SLOW, async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns);
    await runs(cluster, of, node, 'a');
    await node.remove();
    // Every 20 s somebody looks; a node has to be missing for 40 s.
    await cluster.gone(of('pods', 'a'), 100_000);
  });
});
