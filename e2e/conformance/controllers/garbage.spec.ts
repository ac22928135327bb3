import { describe, expect } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { collectorHasSeen } from '../collector.ts';
import { type PathOf, test } from '../conformance.ts';
import { names } from '../kube.ts';
import { configMap, deployment, job } from '../manifests.ts';
import { NOWHERE, replicaSets } from '../rollouts.ts';

/** A Deployment with its ReplicaSet and its pod. */
async function family(cluster: Cluster, of: PathOf): Promise<{ set: string; pod: string }> {
  await cluster.create(of('deployments'), deployment('a', { replicas: 1 }, NOWHERE));
  await cluster.settled(of('deployments', 'a'), 'its pod', ({ status }) => status.replicas === 1);
  const [set] = await replicaSets(cluster, of);
  const [pod] = names(await cluster.get(of('pods')));
  return { set: String(set?.metadata.name), pod: String(pod) };
}

const owned = (name: string, uid: string, more: object = {}) => ({
  ...configMap(name),
  metadata: { name, ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, ...more }] },
});

describe('garbage collection', () => {
  test('Background, as it is unless one says otherwise: the owner goes, the others follow', async ({ cluster, of }) => {
    const { set, pod } = await family(cluster, of);
    await cluster.delete(of('deployments', 'a'));
    expect((await cluster.request('admin', 'GET', of('deployments', 'a'))).status).toBe(404);
    await cluster.gone(of('replicasets', set));
    await cluster.gone(of('pods', pod));
  });

  test('Foreground: the owner waits for the others', async ({ cluster, of }) => {
    const { set, pod } = await family(cluster, of);
    await cluster.patch(of('pods', pod), { metadata: { finalizers: ['conformance.test/hold'] } });
    await collectorHasSeen(cluster, of);
    const marked = await cluster.delete(of('deployments', 'a'), { propagationPolicy: 'Foreground' });
    expect(marked.metadata).toMatchObject({
      finalizers: ['foregroundDeletion'],
      deletionTimestamp: expect.any(String),
    });
    // The ReplicaSet waits in its turn for the pod that is held.
    await cluster.settled(
      of('replicasets', set),
      'waiting',
      ({ metadata }) => metadata.deletionTimestamp !== undefined,
    );
    await cluster.settled(of('pods', pod), 'marked', ({ metadata }) => metadata.deletionTimestamp !== undefined);
    expect((await cluster.get(of('replicasets', set))).metadata.finalizers).toEqual(['foregroundDeletion']);
    expect((await cluster.request('admin', 'GET', of('deployments', 'a'))).status).toBe(200);
    await cluster.patch(of('pods', pod), { metadata: { finalizers: null } });
    await cluster.gone(of('deployments', 'a'));
    expect((await cluster.request('admin', 'GET', of('replicasets', set))).status).toBe(404);
  });

  test('Orphan: the others stay and belong to nobody', async ({ cluster, of }) => {
    const { set, pod } = await family(cluster, of);
    await collectorHasSeen(cluster, of);
    const marked = await cluster.delete(of('deployments', 'a'), { propagationPolicy: 'Orphan' });
    expect(marked.metadata.finalizers).toEqual(['orphan']);
    await cluster.gone(of('deployments', 'a'));
    const left = await cluster.get(of('replicasets', set));
    expect(left.metadata.ownerReferences).toBeUndefined();
    // What the ReplicaSet owns is not touched.
    expect((await cluster.get(of('pods', pod))).metadata.ownerReferences).toMatchObject([{ name: set }]);
  });

  test('a ReplicaSet left behind is taken in by a Deployment of the same template', async ({ cluster, of }) => {
    const { set } = await family(cluster, of);
    await collectorHasSeen(cluster, of);
    await cluster.delete(of('deployments', 'a'), { propagationPolicy: 'Orphan' });
    await cluster.gone(of('deployments', 'a'));
    const { metadata } = await cluster.create(of('deployments'), deployment('a', { replicas: 1 }, NOWHERE));
    await cluster.settled(
      of('replicasets', set),
      'taken in',
      (it) => it.metadata.ownerReferences?.[0]?.uid === metadata.uid,
    );
    expect(await replicaSets(cluster, of)).toHaveLength(1);
  });

  test('of any kinds: by the reference alone', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), configMap('owner'));
    await cluster.create(of('configmaps'), owned('child', metadata.uid));
    await cluster.delete(of('configmaps', 'owner'));
    await cluster.gone(of('configmaps', 'child'));
  });

  test('an owner that never was is as good as gone', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), owned('child', '00000000-0000-4000-8000-000000000000'));
    await cluster.gone(of('configmaps', 'child'));
  });

  test('one of two owners is enough to stay', async ({ cluster, of }) => {
    const one = await cluster.create(of('configmaps'), configMap('one'));
    const two = await cluster.create(of('configmaps'), configMap('two'));
    const reference = ({ metadata }: typeof one) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: metadata.name,
      uid: metadata.uid,
    });
    const ownerReferences = [reference(one), reference(two)];
    await cluster.create(of('configmaps'), { metadata: { name: 'child', ownerReferences } });
    await cluster.delete(of('configmaps', 'one'));
    const left = await cluster.settled(
      of('configmaps', 'child'),
      'one owner',
      (it) => it.metadata.ownerReferences.length === 1,
    );
    expect(left.metadata.ownerReferences[0]?.name).toBe('two');
    await cluster.delete(of('configmaps', 'two'));
    await cluster.gone(of('configmaps', 'child'));
  });

  test('Foreground does not wait for those that do not block', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), configMap('owner'));
    const child = owned('child', metadata.uid);
    const finalizers = ['conformance.test/hold'];
    await cluster.create(of('configmaps'), { ...child, metadata: { ...child.metadata, finalizers } });
    await cluster.delete(of('configmaps', 'owner'), { propagationPolicy: 'Foreground' });
    await cluster.gone(of('configmaps', 'owner'));
    expect((await cluster.request('admin', 'GET', of('configmaps', 'child'))).status).toBe(200);
    await cluster.patch(of('configmaps', 'child'), { metadata: { finalizers: null } });
    await cluster.gone(of('configmaps', 'child'));
  });

  test('a finished Job takes its pod along', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', {}, NOWHERE));
    await cluster.settled(of('jobs', 'a'), 'its pod', ({ status }) => status.active === 1);
    const [pod] = names(await cluster.get(of('pods')));
    await cluster.delete(of('jobs', 'a'), { propagationPolicy: 'Background' });
    await cluster.gone(of('pods', String(pod)));
  });
});
