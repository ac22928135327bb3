import type { Cluster } from './cluster.ts';
import type { PathOf } from './conformance.ts';
import type { Fields, Kube } from './kube.ts';

export const REVISION = 'deployment.kubernetes.io/revision';

/** Pods of this spec are created and never scheduled: the same on every cluster. */
export const NOWHERE: Fields = { nodeSelector: { no: 'such-node' } };

/** A strategic patch that gives the only container another image. */
export const image = (name: string) => ({
  spec: { template: { spec: { containers: [{ name: 'main', image: name }] } } },
});

/** Reads until all that the Deployment wants is there, updated and available, and nothing besides; as kubectl does. */
export function complete(cluster: Cluster, path: string): Promise<Kube> {
  return cluster.settled(path, 'the rollout to be complete', ({ metadata, spec, status }) => {
    const { observedGeneration, replicas, updatedReplicas, availableReplicas } = status;
    const wanted = spec.replicas;
    const seen = observedGeneration === metadata.generation;
    return seen && updatedReplicas === wanted && replicas === wanted && availableReplicas === wanted;
  });
}

export async function replicaSets(cluster: Cluster, of: PathOf): Promise<Kube[]> {
  return (await cluster.get(of('replicasets'))).items;
}

export async function byRevision(cluster: Cluster, of: PathOf): Promise<Record<string, Kube>> {
  const sets = await replicaSets(cluster, of);
  return Object.fromEntries(sets.map((set) => [set.metadata.annotations[REVISION], set]));
}

/** How many pods the ReplicaSet of each revision is asked for. */
export async function sizes(cluster: Cluster, of: PathOf): Promise<Record<string, unknown>> {
  const sets = Object.entries(await byRevision(cluster, of));
  return Object.fromEntries(sets.map(([revision, { spec }]) => [revision, spec.replicas]));
}
