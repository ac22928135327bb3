import type { Fields } from './kube.ts';

interface Named {
  metadata: { name: string; labels?: Record<string, string>; [field: string]: unknown };
  [field: string]: unknown;
}

export function configMap(name: string, data: Record<string, string> = { key: 'value' }): Named {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** One container of an image that runs and gets ready, whatever plays the kubelet. */
export function podSpec(more: Fields = {}): Fields {
  return { containers: [{ name: 'main', image: 'nginx:1.29' }], ...more };
}

export function pod(name: string, more: Fields = {}): Named {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: name } }, spec: podSpec(more) };
}

function template(app: string, spec: Fields = {}): Fields {
  return { metadata: { labels: { app } }, spec: podSpec(spec) };
}

/** An `apps/v1` workload whose pods carry the label `app` with its name. */
function workload(kind: string, name: string, more: Fields, pods: Fields): Named {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, labels: { app: name } },
    spec: { selector: { matchLabels: { app: name } }, template: template(name, pods), ...more },
  };
}

/** @param more what else its spec says @param pods what else the spec of its pods says */
export function deployment(name: string, more: Fields = {}, pods: Fields = {}): Named {
  return workload('Deployment', name, { replicas: 1, ...more }, pods);
}

export function replicaSet(name: string, more: Fields = {}, pods: Fields = {}): Named {
  return workload('ReplicaSet', name, { replicas: 1, ...more }, pods);
}

export function statefulSet(name: string, more: Fields = {}, pods: Fields = {}): Named {
  return workload('StatefulSet', name, { replicas: 1, serviceName: name, ...more }, pods);
}

export function daemonSet(name: string, more: Fields = {}, pods: Fields = {}): Named {
  return workload('DaemonSet', name, more, pods);
}

export function job(name: string, more: Fields = {}, pods: Fields = {}): Named {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { template: { spec: podSpec({ restartPolicy: 'Never', ...pods }) }, ...more },
  };
}

export function cronJob(name: string, more: Fields = {}): Named {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: job(name).spec }, ...more },
  };
}

export function service(name: string, more: Fields = {}): Named {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80 }], ...more },
  };
}

export function disruptionBudget(name: string, more: Fields): Named {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: { selector: { matchLabels: { app: name } }, ...more },
  };
}

export function role(name: string, rules: Fields[]): Named {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name }, rules };
}

/** Gives a role of the namespace, or a ClusterRole there, to a person. */
export function roleBinding(name: string, kind: 'Role' | 'ClusterRole', roleName: string, person: string): Named {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: roleName },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: person }],
  };
}
