import type { ApiClient } from '../api-client.ts';
import type { ContainerStatus, Deployment, Node, Pod } from '../kube-object.ts';

/** The first answer that is not null: the first thing that is missing. */
export async function firstMissing(checks: readonly (() => Promise<string | null>)[]): Promise<string | null> {
  for (const check of checks) {
    const missing = await check();
    if (missing !== null) return missing;
  }
  return null;
}

export function condition(
  object: { status: { conditions?: { type: string; status: string; reason?: string }[] } },
  type: string,
) {
  return object.status.conditions?.find((candidate) => candidate.type === type);
}

/** Every Deployment has all the replicas it wants, updated and available; those named in `except` are not asked. */
export async function deploymentsAvailable(api: ApiClient, except: readonly string[] = []): Promise<string | null> {
  const deployments = await api.list<Deployment>('/apis/apps/v1/deployments');
  for (const { metadata, spec, status } of deployments) {
    if (except.includes(metadata.name)) continue;
    const wanted = spec.replicas ?? 1;
    const available = status.availableReplicas ?? 0;
    const current = status.observedGeneration === metadata.generation && (status.updatedReplicas ?? 0) === wanted;
    if (!current || available !== wanted) {
      return `deployment ${metadata.namespace}/${metadata.name} has ${available} of ${wanted} replicas available`;
    }
  }
  return null;
}

export async function nodesReady(api: ApiClient): Promise<string | null> {
  const nodes = await api.list<Node>('/api/v1/nodes');
  const waiting = nodes.find((node) => condition(node, 'Ready')?.status !== 'True');
  return waiting === undefined ? null : `node ${waiting.metadata.name} is not ready`;
}

export function pods(api: ApiClient, namespace: string, app: string): Promise<Pod[]> {
  return api.list<Pod>(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${app}`);
}

/** Some pod of this app has a container that `matches`; `what` says what it looks for. */
export async function somePod(
  api: ApiClient,
  app: string,
  what: string,
  matches: (pod: Pod) => boolean,
  namespace = 'default',
): Promise<string | null> {
  return (await pods(api, namespace, app)).some(matches) ? null : `no pod of ${namespace}/${app} ${what}`;
}

/** All of the pod's container statuses, init containers first. */
export function containers(pod: Pod): ContainerStatus[] {
  return [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
}

export function waitsFor(pod: Pod, reason: string): boolean {
  return containers(pod).some((status) => status.state?.waiting?.reason === reason);
}
