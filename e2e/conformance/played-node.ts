import type { Cluster } from './cluster.ts';
import type { Fields, Kube } from './kube.ts';
import { pathOf } from './paths.ts';

/** Well within the time for which a node may be silent, on every kind of cluster. */
const BEAT_MS = 500;

export interface NodeShape {
  labels?: Record<string, string>;
  taints?: Fields[];
  /** What may be used of it; default 4 processors, 8 GiB and 10 pods. */
  capacity?: Record<string, string>;
  /** A namespace whose pods on this node run and end without the case doing anything. */
  serves?: string;
}

/**
 * A node whose kubelet the case plays through the API: it says that it is ready, renews the node's lease, and falls
 * silent when it is told to. No pod on it runs unless the case says so in the pod's status or has it serve a namespace.
 */
export class PlayedNode {
  readonly name: string;
  readonly path: string;
  readonly #cluster: Cluster;
  readonly #serves: string | undefined;
  #beating: NodeJS.Timeout | undefined;

  private constructor(cluster: Cluster, name: string, serves: string | undefined) {
    this.#cluster = cluster;
    this.#serves = serves;
    this.name = name;
    this.path = `/api/v1/nodes/${name}`;
  }

  /**
   * Creates the node with a label of its name and a taint that keeps the pods of other cases away, and resolves once it
   * is ready in the eyes of the controllers.
   */
  static async create(cluster: Cluster, name: string, shape: NodeShape = {}): Promise<PlayedNode> {
    const node = new PlayedNode(cluster, name, shape.serves);
    const capacity = { cpu: '4', memory: '8Gi', pods: '10', ...shape.capacity };
    // A zone of its own: the controllers evict from one node of a zone every ten seconds.
    const labels = { [NODE]: name, 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': name };
    await cluster.create('/api/v1/nodes', {
      metadata: { name, labels: { ...labels, ...shape.labels } },
      spec: { taints: [KEEPS_AWAY, ...(shape.taints ?? [])] },
    });
    await node.#lease();
    await node.say('True');
    await cluster.patch(`${node.path}/status`, { status: { capacity, allocatable: capacity } });
    node.#begin();
    // Created, a node is tainted as not ready; the controllers take that away when they have seen that it is.
    await cluster.settled(node.path, 'ready', (it) => it.spec.taints !== undefined && !tainted(it, 'not-ready'));
    return node;
  }

  /** What every pod of a case needs to land here and nowhere else. */
  get pods(): Fields {
    return { nodeSelector: { [NODE]: this.name }, tolerations: [TOLERATES] };
  }

  /** Posts the condition `Ready`, as a kubelet does. */
  async say(status: 'True' | 'False', type = 'Ready'): Promise<void> {
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const said = {
      type,
      status,
      reason: 'Played',
      message: 'by a case',
      lastHeartbeatTime: now,
      lastTransitionTime: now,
    };
    await this.#cluster.patch(`${this.path}/status`, { status: { conditions: [said] } }, 'strategic');
  }

  /** Ends the heartbeat: nothing is heard of this node any more. */
  fallSilent(): void {
    clearInterval(this.#beating);
  }

  /** Begins it again. */
  async wakeUp(): Promise<void> {
    await this.#lease();
    this.#begin();
  }

  /** Says of a pod that it runs and is ready. */
  async run(podPath: string): Promise<Kube> {
    const conditions = ['Initialized', 'ContainersReady', 'Ready'].map((type) => ({ type, status: 'True' }));
    return this.#cluster.patch(`${podPath}/status`, { status: { phase: 'Running', conditions } }, 'strategic');
  }

  /** Takes the node away; a case that fails leaves it, silent, to the end of the run. */
  async remove(): Promise<void> {
    this.fallSilent();
    await this.#cluster.delete(this.path);
  }

  #begin(): void {
    this.#beating = setInterval(() => void Promise.all([this.#lease(), this.#serve()]), BEAT_MS);
  }

  async #serve(): Promise<void> {
    if (this.#serves === undefined) return;
    const collection = pathOf('pods', this.#serves);
    const { items } = await this.#cluster.get(collection, { fieldSelector: `spec.nodeName=${this.name}` });
    for (const { metadata, status } of items) {
      const path = `${collection}/${metadata.name}`;
      // A pod may have gone since it was listed: then there is nothing to do for it.
      if (metadata.deletionTimestamp !== undefined) {
        await this.#cluster.request('admin', 'DELETE', path, { body: { gracePeriodSeconds: 0 } });
      } else if (status.phase !== 'Running') await this.run(path);
    }
  }

  async #lease(): Promise<void> {
    const path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
    const renewTime = new Date().toISOString().replace('Z', '000Z');
    const spec = { holderIdentity: this.name, leaseDurationSeconds: 40, renewTime };
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: this.name }, spec };
    const query = { fieldManager: 'played-kubelet', force: 'true' };
    await this.#cluster.request('admin', 'PATCH', `${path}/${this.name}`, { body, headers, query });
  }
}

const NODE = 'conformance.test/node';
const KEEPS_AWAY = { key: 'conformance.test/played', effect: 'NoSchedule' };
export const TOLERATES = { key: 'conformance.test/played', operator: 'Exists' };

/** Whether a node carries a taint of the system: `not-ready`, `unreachable`, `unschedulable`. */
export function tainted(node: Kube, key: string, effect?: string): boolean {
  const taints = (node.spec.taints ?? []) as Array<{ key: string; effect: string }>;
  return taints.some((taint) => taint.key === `node.kubernetes.io/${key}` && (effect ?? taint.effect) === taint.effect);
}
