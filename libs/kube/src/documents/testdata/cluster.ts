import { VIEW_IDS, VIEWS, type Row, type ViewId } from '@binnacle/shared/views';
import { PROJECTIONS } from '../../projections/index.js';
import type { KubeObject } from '../../reflector/ports.js';
import { RowTable } from '../../table/index.js';
import { after, container, deployment, node, pod, ready, running, waiting } from '../../projections/testdata/objects.js';

const VIEW_OF: Record<string, ViewId> = { Node: 'nodes', Pod: 'pods', Deployment: 'deployments', ReplicaSet: 'replicasets', Event: 'events' };

export type ClusterTables = Record<ViewId, RowTable>;

/** The tables of a cluster that holds these objects. */
export function tablesOf(objects: readonly KubeObject[]): ClusterTables {
  const tables = Object.fromEntries(VIEW_IDS.map((id) => [id, new RowTable(VIEWS[id])])) as ClusterTables;
  for (const object of objects) {
    const id = VIEW_OF[object.kind ?? ''];
    if (id !== undefined) tables[id].upsert(PROJECTIONS[id](object, { now: 0 }));
  }
  return tables;
}

export function rowOf(object: KubeObject): Row {
  return PROJECTIONS[VIEW_OF[object.kind ?? ''] as ViewId](object, { now: 0 });
}

interface Owner {
  kind: string;
  name: string;
  uid?: string;
}

export function ownedBy({ kind, name, uid = `uid-${name}` }: Owner) {
  return { ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid, controller: true }] };
}

export function replicaSet(name: string, revision: number, replicas: number, more: object = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'prod', uid: `uid-${name}`, generation: 1, annotations: { 'deployment.kubernetes.io/revision': String(revision) }, ...ownedBy({ kind: 'Deployment', name: 'checkout' }), ...more },
    spec: { replicas },
    status: { observedGeneration: 1, replicas, readyReplicas: replicas, availableReplicas: replicas },
  };
}

type Pods = (name: string, owner: Owner | null, more?: object) => KubeObject;
const meta = (name: string, owner: Owner | null) => ({ name, uid: `uid-${name}`, ...(owner === null ? {} : ownedBy(owner)) });

export const servingPod: Pods = (name, owner, spec = {}) =>
  pod({ phase: 'Running', conditions: [ready('True')], containerStatuses: [container(running(), { ready: true, started: true })] }, spec as never, meta(name, owner));

export const crashingPod: Pods = (name, owner, more = {}) =>
  pod(
    { phase: 'Running', conditions: [ready('False', 30)], containerStatuses: [container(waiting('CrashLoopBackOff'), { restartCount: 4, lastState: { terminated: { exitCode: 1 } }, ...more })] },
    {},
    meta(name, owner),
  );

export const unpulledPod: Pods = (name, owner) =>
  pod({ phase: 'Pending', conditions: [ready('False', 5)], containerStatuses: [container(waiting('ImagePullBackOff', 'Back-off pulling image: not found'))] }, {}, meta(name, owner));

export const startingPod: Pods = (name, owner) =>
  pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: after(1) }], containerStatuses: [container(waiting('ContainerCreating'))] }, {}, meta(name, owner));

const progress = (reason: string) => [{ type: 'Progressing', status: 'True', reason, lastUpdateTime: after(40) }];

export function rolling(counts: { updated: number; total: number; available: number }, reason = 'ReplicaSetUpdated', spec: object = {}): KubeObject {
  const { updated, total, available } = counts;
  const status = { observedGeneration: 2, replicas: total, updatedReplicas: updated, readyReplicas: available, availableReplicas: available, conditions: progress(reason) };
  return deployment(status, spec as never);
}

export function many(count: number, make: (name: string) => KubeObject, prefix: string): KubeObject[] {
  return Array.from({ length: count }, (_, index) => make(`${prefix}-${String(index).padStart(3, '0')}`));
}

export function event(name: string, kind: string, object: string, seconds: number, namespace = 'prod'): KubeObject {
  return { kind: 'Event', metadata: { name, namespace, uid: `uid-${name}` }, type: 'Normal', reason: 'Seen', message: name, involvedObject: { kind, name: object }, firstTimestamp: after(seconds), lastTimestamp: after(seconds) };
}

export { after, deployment, node, pod };
