import { describe, expect } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { test } from '../conformance.ts';
import { at, condition, type Fields, names } from '../kube.ts';
import { daemonSet } from '../manifests.ts';
import { image } from '../rollouts.ts';

/** Puts this label on that many nodes that work, for one case alone; the key carries the namespace. */
async function label(cluster: Cluster, key: string, count: number): Promise<string[]> {
  const { items } = await cluster.get('/api/v1/nodes');
  const working = items.filter((node) => node.spec.taints === undefined && condition(node, 'Ready')?.status === 'True');
  const chosen = working.slice(0, count).map(({ metadata }) => metadata.name);
  expect(chosen).toHaveLength(count);
  for (const name of chosen) await cluster.patch(`/api/v1/nodes/${name}`, { metadata: { labels: { [key]: 'yes' } } });
  return chosen;
}

const COUNTS = ['desiredNumberScheduled', 'currentNumberScheduled', 'updatedNumberScheduled', 'numberAvailable'];

describe('DaemonSet', () => {
  const settle = (cluster: Cluster, path: string, count: number) =>
    cluster.settled(path, `${count} pods`, ({ metadata, status }) => {
      return (
        status.observedGeneration === metadata.generation && COUNTS.every((field) => (status[field] ?? 0) === count)
      );
    });

  test('one pod on each node that it asks for', async ({ cluster, ns, of }) => {
    const key = `conformance.test/${ns}`;
    const nodes = await label(cluster, key, 2);
    await cluster.create(of('daemonsets'), daemonSet('a', {}, { nodeSelector: { [key]: 'yes' } }));
    const { status } = await settle(cluster, of('daemonsets', 'a'), 2);
    expect(status).toEqual({
      observedGeneration: 1,
      desiredNumberScheduled: 2,
      currentNumberScheduled: 2,
      updatedNumberScheduled: 2,
      numberReady: 2,
      numberAvailable: 2,
      numberMisscheduled: 0,
    });
    const { items } = await cluster.get(of('pods'));
    expect(items.map(({ spec }) => spec.nodeName).sort()).toEqual(nodes);
  });

  test('its pods are bound to a node by name and bear with its troubles', async ({ cluster, ns, of }) => {
    const key = `conformance.test/${ns}`;
    const [node] = await label(cluster, key, 1);
    const made = await cluster.create(of('daemonsets'), daemonSet('a', {}, { nodeSelector: { [key]: 'yes' } }));
    await settle(cluster, of('daemonsets', 'a'), 1);
    const [pod] = (await cluster.get(of('pods'))).items;
    expect(pod?.metadata).toMatchObject({
      name: expect.stringMatching(/^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/),
      labels: { app: 'a', 'controller-revision-hash': expect.any(String), 'pod-template-generation': '1' },
      ownerReferences: [{ kind: 'DaemonSet', name: 'a', uid: made.metadata.uid, controller: true }],
    });
    const terms = at(
      pod,
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms',
    );
    expect(terms).toEqual([{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }]);
    const short = ((pod?.spec.tolerations ?? []) as Fields[]).map(
      ({ key: taint, effect }) => `${String(taint)}:${String(effect)}`,
    );
    expect(short).toEqual([
      'node.kubernetes.io/not-ready:NoExecute',
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/disk-pressure:NoSchedule',
      'node.kubernetes.io/memory-pressure:NoSchedule',
      'node.kubernetes.io/pid-pressure:NoSchedule',
      'node.kubernetes.io/unschedulable:NoSchedule',
    ]);
  });

  test('a node that comes to match gets one, a node that no longer does loses it', async ({ cluster, ns, of }) => {
    const key = `conformance.test/${ns}`;
    await cluster.create(of('daemonsets'), daemonSet('a', {}, { nodeSelector: { [key]: 'yes' } }));
    await settle(cluster, of('daemonsets', 'a'), 0);
    const [node] = await label(cluster, key, 1);
    await settle(cluster, of('daemonsets', 'a'), 1);
    await cluster.patch(`/api/v1/nodes/${node}`, { metadata: { labels: { [key]: null } } });
    await settle(cluster, of('daemonsets', 'a'), 0);
  });

  test('a pod that is deleted is made again on its node', async ({ cluster, ns, of }) => {
    const key = `conformance.test/${ns}`;
    const [node] = await label(cluster, key, 1);
    await cluster.create(of('daemonsets'), daemonSet('a', {}, { nodeSelector: { [key]: 'yes' } }));
    await settle(cluster, of('daemonsets', 'a'), 1);
    const [first] = names(await cluster.get(of('pods')));
    const watch = await cluster.watch('admin', of('pods'));
    await cluster.delete(of('pods', String(first)));
    const next = await watch.until('its successor', ({ object }) => {
      return object.metadata.name !== first && object.spec.nodeName === node;
    });
    expect(next.object.metadata.generateName).toBe('a-');
    watch.close();
  });

  test('a new template is a revision, and goes from node to node', async ({ cluster, ns, of }) => {
    const key = `conformance.test/${ns}`;
    await label(cluster, key, 2);
    await cluster.create(of('daemonsets'), daemonSet('a', {}, { nodeSelector: { [key]: 'yes' } }));
    const { metadata } = await settle(cluster, of('daemonsets', 'a'), 2);
    const watch = await cluster.watch('admin', of('pods'), { resourceVersion: metadata.resourceVersion });
    await cluster.patch(of('daemonsets', 'a'), image('nginx:1.30'), 'strategic');
    const events: string[] = [];
    await watch.until('two new pods', ({ type }) => {
      if (type !== 'MODIFIED') events.push(type);
      return events.filter((each) => each === 'ADDED').length === 2;
    });
    watch.close();
    // One may be unavailable: the second goes when the first has a successor.
    expect(events).toEqual(['DELETED', 'ADDED', 'DELETED', 'ADDED']);
    await settle(cluster, of('daemonsets', 'a'), 2);
    const { items } = await cluster.get(of('controllerrevisions'));
    expect(items.map(({ revision }) => revision).sort()).toEqual([1, 2]);
  });

  test('OnDelete: the old pods stay', async ({ cluster, ns, of }) => {
    const key = `conformance.test/${ns}`;
    await label(cluster, key, 1);
    const body = daemonSet('a', { updateStrategy: { type: 'OnDelete' } }, { nodeSelector: { [key]: 'yes' } });
    await cluster.create(of('daemonsets'), body);
    await settle(cluster, of('daemonsets', 'a'), 1);
    const before = names(await cluster.get(of('pods')));
    await cluster.patch(of('daemonsets', 'a'), image('nginx:1.30'), 'strategic');
    const { status } = await cluster.settled(of('daemonsets', 'a'), 'seen', (it) => it.status.observedGeneration === 2);
    expect(status).toMatchObject({ currentNumberScheduled: 1, numberReady: 1 });
    // A count of zero is left out.
    expect(status).not.toHaveProperty('updatedNumberScheduled');
    expect(names(await cluster.get(of('pods')))).toEqual(before);
  });
});
