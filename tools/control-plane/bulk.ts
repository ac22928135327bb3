import { type ApiClient, ApiError } from './api-client.ts';
import { bulkPod, runningStatus } from './bulk-pod.ts';
import { collectionPath, type KubeObject, objectPath } from './kube-object.ts';
import { inParallel } from './parallel.ts';
import { namespace, node } from './workloads.ts';

const AT_ONCE = 40;

export interface BulkOptions {
  nodes: number;
  pods: number;
  /** How many pods an earlier call made: the new ones are numbered from there. */
  after?: number;
  /** Namespaces that the pods are spread over; default 10. */
  namespaces?: number;
  /** The time that every status names, RFC 3339; default: now. */
  now?: string;
}

/** Which pod: enough to ask for it and to change it. */
export interface PodName {
  namespace: string;
  name: string;
}

/** Creates the object; one that is there already is as good. */
async function ensure(api: ApiClient, object: KubeObject): Promise<void> {
  try {
    await api.create(object);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  }
}

function serviceAccount(namespaceName: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: namespaceName } };
}

/** Nodes that say they are ready and that nobody renews: for clusters without a node controller. */
async function makeNodes(api: ApiClient, names: readonly string[], now: string): Promise<void> {
  await inParallel(names, AT_ONCE, async (name) => {
    const object = node(name, { kubelet: false, pods: '500' });
    const conditions = [
      { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: now, lastTransitionTime: now },
    ];
    await ensure(api, { ...object, status: { ...(object.status as object), conditions } });
    // Admission taints every new node as not ready, and no controller is there to take that back.
    await api.patch(`/api/v1/nodes/${name}`, { spec: { taints: null } });
  });
}

/**
 * Creates nodes and running pods directly, {@link AT_ONCE} requests at a time, and resolves with the pods' names in the
 * order of their numbers. For a cluster started with `controllers: false, kwok: false`: a garbage collector would remove
 * pods whose owner does not exist, and a node controller would call the nodes silent.
 */
export async function makeBulk(api: ApiClient, options: BulkOptions): Promise<PodName[]> {
  const now = options.now ?? new Date().toISOString();
  const nodes = Array.from({ length: options.nodes }, (_, index) => `bulk-node-${index + 1}`);
  const namespaces = Array.from({ length: options.namespaces ?? 10 }, (_, index) => `bulk-${index + 1}`);
  await makeNodes(api, nodes, now);
  for (const name of namespaces) {
    await ensure(api, namespace(name));
    await ensure(api, serviceAccount(name));
  }
  const first = options.after ?? 0;
  const pods = Array.from({ length: options.pods }, (_, index) =>
    bulkPod(first + index, {
      namespace: namespaces[(first + index) % namespaces.length] as string,
      node: nodes[(first + index) % nodes.length] as string,
    }),
  );
  await inParallel(pods, AT_ONCE, async (pod, index) => {
    await insist(api, 'POST', collectionPath(pod), pod);
    await insist(api, 'PATCH', `${objectPath(pod)}/status`, { status: runningStatus(pod, first + index, now) });
  });
  return pods.map(({ metadata }) => ({ namespace: metadata.namespace as string, name: metadata.name }));
}

/** Like `create` and `patch`, without reading 8 KB of answer that nobody looks at. */
async function insist(api: ApiClient, method: 'POST' | 'PATCH', path: string, body: unknown): Promise<void> {
  const type = method === 'POST' ? 'application/json' : 'application/merge-patch+json';
  const { status, body: answer } = await api.ask(method, path, body, type);
  if (status < 200 || status > 299) throw new ApiError(status, `${method} ${path} answered ${status}: ${answer}`);
}
