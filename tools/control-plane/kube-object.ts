/** Any object of the Kubernetes API, as far as every one of them goes. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    finalizers?: string[];
    deletionTimestamp?: string;
    ownerReferences?: OwnerReference[];
  };
  [field: string]: unknown;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
  state?: { waiting?: { reason?: string }; running?: { startedAt?: string }; terminated?: { reason?: string } };
  lastState?: { terminated?: { reason?: string; exitCode?: number } };
}

/** A pod, as far as the scenarios look. */
export interface Pod extends KubeObject {
  spec: { nodeName?: string; containers: { name: string; image: string }[] };
  status: {
    phase?: string;
    reason?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

/** A Deployment, as far as the scenarios look. */
export interface Deployment extends KubeObject {
  spec: { replicas?: number };
  status: {
    availableReplicas?: number;
    observedGeneration?: number;
    updatedReplicas?: number;
    conditions?: Condition[];
  };
}

/** A node, as far as the scenarios look. */
export interface Node extends KubeObject {
  status: { conditions?: Condition[] };
}

interface Resource {
  plural: string;
  namespaced: boolean;
}

const RESOURCES: Record<string, Resource> = {
  ClusterRole: { plural: 'clusterroles', namespaced: false },
  ClusterRoleBinding: { plural: 'clusterrolebindings', namespaced: false },
  ConfigMap: { plural: 'configmaps', namespaced: true },
  DaemonSet: { plural: 'daemonsets', namespaced: true },
  Deployment: { plural: 'deployments', namespaced: true },
  Job: { plural: 'jobs', namespaced: true },
  Lease: { plural: 'leases', namespaced: true },
  Namespace: { plural: 'namespaces', namespaced: false },
  Node: { plural: 'nodes', namespaced: false },
  Pod: { plural: 'pods', namespaced: true },
  RoleBinding: { plural: 'rolebindings', namespaced: true },
  Secret: { plural: 'secrets', namespaced: true },
  Service: { plural: 'services', namespaced: true },
  ServiceAccount: { plural: 'serviceaccounts', namespaced: true },
};

/**
 * The path under which objects of this kind are created.
 *
 * @throws for a kind that is not in the table of this file.
 */
export function collectionPath(object: KubeObject): string {
  const resource = RESOURCES[object.kind];
  if (resource === undefined) throw new Error(`No path is known for the kind ${object.kind}: add it to RESOURCES.`);
  const root = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  if (!resource.namespaced) return `${root}/${resource.plural}`;
  return `${root}/namespaces/${object.metadata.namespace ?? 'default'}/${resource.plural}`;
}

/** The path of the object itself. */
export function objectPath(object: KubeObject): string {
  return `${collectionPath(object)}/${object.metadata.name}`;
}
