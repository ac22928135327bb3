import { type ObjectRef, rowText, type Tables, textCell } from './tables.js';

/** The workload that a pod belongs to, for grouping: its Deployment, else its controlling owner, else the pod itself. */
export interface Workload {
  /** The same for all pods of a workload. */
  key: string;
  object: ObjectRef;
  /** Row id in the deployments table, when it is a Deployment we know. */
  deployment: number | null;
  /** Uid by which its pods name it; null for a Deployment (its pods name replica sets) and for a pod without owner. */
  podOwnerUid: string | null;
  /** Whether something replaces its pods. */
  owned: boolean;
}

/** Groups of the kinds that own pods in a plain cluster; owners of other kinds are named by one of their pods. */
const API_VERSION_OF_OWNER: Readonly<Record<string, string>> = {
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  ReplicationController: 'v1',
};

/** Finds workloads of pods; remembers owners, so that thousands of pods of one owner cost one look-up. */
export class Workloads {
  private readonly byOwner = new Map<string, Workload>();

  constructor(private readonly tables: Tables) {}

  of(podId: number): Workload {
    const { pods } = this.tables;
    const uid = textCell(pods, podId, 'ownerUid');
    const kind = textCell(pods, podId, 'ownerKind');
    // A static pod is owned by its node, which replaces nothing.
    if (uid === null || kind === null || kind === 'Node') return this.alone(podId, false, null);
    const known = this.byOwner.get(uid);
    if (known !== undefined) return known;
    const found = this.owner(podId, kind, uid);
    this.byOwner.set(uid, found);
    return found;
  }

  private owner(podId: number, kind: string, uid: string): Workload {
    const { pods, replicasets, deployments } = this.tables;
    const namespace = textCell(pods, podId, 'namespace');
    const name = textCell(pods, podId, 'ownerName') ?? '';
    const apiVersion = API_VERSION_OF_OWNER[kind];
    if (apiVersion === undefined) return this.alone(podId, true, uid);
    const set = kind === 'ReplicaSet' ? replicasets.row(replicasets.find(namespace, name) ?? -1) : undefined;
    if (set !== undefined && set.uid === uid && set.ownerKind === 'Deployment') {
      const deploymentName = rowText(set, 'ownerName') ?? '';
      const id = deployments.find(namespace, deploymentName);
      if (id !== undefined && deployments.cell(id, 'uid') === set.ownerUid) {
        const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: deploymentName };
        return {
          key: `Deployment/${namespace}/${deploymentName}`,
          object,
          deployment: id,
          podOwnerUid: null,
          owned: true,
        };
      }
    }
    return { key: uid, object: { apiVersion, kind, namespace, name }, deployment: null, podOwnerUid: uid, owned: true };
  }

  private alone(podId: number, owned: boolean, ownerUid: string | null): Workload {
    const { pods } = this.tables;
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: textCell(pods, podId, 'namespace'),
      name: textCell(pods, podId, 'name') ?? '',
    };
    return {
      key: ownerUid ?? `Pod/${object.namespace}/${object.name}`,
      object,
      deployment: null,
      podOwnerUid: ownerUid,
      owned,
    };
  }
}
