import type { KubeObject } from '../object.js';
import { accessReviews } from './access-reviews.js';
import { clusterRole } from './cluster-role.js';
import { clusterRoleBinding } from './cluster-role-binding.js';
import { configMap } from './config-map.js';
import { controllerRevision } from './controller-revision.js';
import { cronJob } from './cron-job.js';
import { daemonSet } from './daemon-set.js';
import { deployment } from './deployment.js';
import { endpointSlice } from './endpoint-slice.js';
import { endpoints } from './endpoints.js';
import { event, newerEvent } from './event.js';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.js';
import { ingress } from './ingress.js';
import { ingressClass } from './ingress-class.js';
import { job } from './job.js';
import { type Cell, type Kind, kind } from './kind.js';
import { lease } from './lease.js';
import { nodeMetrics, podMetrics } from './metrics.js';
import { namespace } from './namespace.js';
import { networkPolicy } from './network-policy.js';
import { node } from './node.js';
import { persistentVolume } from './persistent-volume.js';
import { persistentVolumeClaim } from './persistent-volume-claim.js';
import { pod } from './pod.js';
import { podDisruptionBudget } from './pod-disruption-budget.js';
import { priorityClass } from './priority-class.js';
import { replicaSet } from './replica-set.js';
import { role } from './role.js';
import { roleBinding } from './role-binding.js';
import { secret } from './secret.js';
import { service } from './service.js';
import { serviceAccount } from './service-account.js';
import { statefulSet } from './stateful-set.js';
import { storageClass } from './storage-class.js';

/** Every kind that the sandbox serves. */
export const KINDS: readonly Kind[] = [
  ...[
    kind('v1', 'Binding'),
    configMap,
    endpoints,
    event,
    namespace,
    node,
    persistentVolume,
    persistentVolumeClaim,
    pod,
  ],
  ...[secret, service, serviceAccount, controllerRevision, daemonSet, deployment, replicaSet, statefulSet],
  ...[...accessReviews, horizontalPodAutoscaler, cronJob, job, lease, endpointSlice, newerEvent, ingress, ingressClass],
  ...[networkPolicy, podDisruptionBudget, clusterRole, clusterRoleBinding, role, roleBinding, priorityClass],
  ...[storageClass, nodeMetrics, podMetrics],
];

const byPlural = new Map(KINDS.map((one) => [`${one.apiVersion}/${one.plural}`, one]));
const byName = new Map(KINDS.map((one) => [`${one.apiVersion}/${one.kind}`, one]));

/** The kind that a path names: `apps/v1`, `deployments`. */
export function kindAt(apiVersion: string, plural: string): Kind | undefined {
  return byPlural.get(`${apiVersion}/${plural}`);
}

/** The kind that an object says it is. */
export function kindOf({ apiVersion, kind: name }: Pick<KubeObject, 'apiVersion' | 'kind'>): Kind | undefined {
  return byName.get(`${apiVersion}/${name}`);
}

/** An object as a row of its kind's table; `now` in milliseconds since 1970. */
export function cellsOf(kind: Kind, object: KubeObject, now: number): Cell[] {
  const cells = kind.cells?.(object, now) ?? [];
  return cells.length === kind.columns.length ? cells : [object.metadata.name, ...cells];
}
