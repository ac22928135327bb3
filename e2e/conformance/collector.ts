import type { Cluster } from './cluster.ts';
import type { PathOf } from './conformance.ts';
import { pod, replicaSet } from './manifests.ts';
import { NOWHERE } from './rollouts.ts';

/**
 * Resolves once the garbage collector has seen every ReplicaSet and pod that is there now. It keeps a picture of who owns
 * whom that may lag behind; told to orphan, it frees only the dependants in that picture. It sees the objects of a kind
 * in their order: a later one with an owner that never was is collected after the earlier ones are known.
 */
export async function collectorHasSeen(cluster: Cluster, of: PathOf): Promise<void> {
  const ownerReferences = [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'never-was', uid: '00000000-0000-4000-8000-000000000000' },
  ];
  const name = 'later';
  await cluster.create(of('replicasets'), {
    ...replicaSet(name, { replicas: 0 }),
    metadata: { name, ownerReferences },
  });
  await cluster.create(of('pods'), { ...pod(name, NOWHERE), metadata: { name, ownerReferences } });
  await Promise.all([cluster.gone(of('replicasets', name)), cluster.gone(of('pods', name))]);
}
