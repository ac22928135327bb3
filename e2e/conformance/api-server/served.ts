import type { Fields } from '../kube.ts';

export const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
export const SUBRESOURCE_VERBS = ['get', 'patch', 'update'];

/** Per group version: resource → its singular, kind, scope and what kubectl may call it. */
export const RESOURCES: Record<string, Record<string, Fields>> = {
  '/api/v1': {
    configmaps: { singularName: 'configmap', namespaced: true, kind: 'ConfigMap', shortNames: ['cm'] },
    events: { singularName: 'event', namespaced: true, kind: 'Event', shortNames: ['ev'] },
    nodes: { singularName: 'node', namespaced: false, kind: 'Node', shortNames: ['no'] },
    persistentvolumeclaims: {
      singularName: 'persistentvolumeclaim',
      namespaced: true,
      kind: 'PersistentVolumeClaim',
      shortNames: ['pvc'],
    },
    pods: { singularName: 'pod', namespaced: true, kind: 'Pod', shortNames: ['po'], categories: ['all'] },
    secrets: { singularName: 'secret', namespaced: true, kind: 'Secret' },
    serviceaccounts: { singularName: 'serviceaccount', namespaced: true, kind: 'ServiceAccount', shortNames: ['sa'] },
    services: { singularName: 'service', namespaced: true, kind: 'Service', shortNames: ['svc'], categories: ['all'] },
  },
  '/apis/apps/v1': {
    controllerrevisions: { singularName: 'controllerrevision', namespaced: true, kind: 'ControllerRevision' },
    daemonsets: {
      singularName: 'daemonset',
      namespaced: true,
      kind: 'DaemonSet',
      shortNames: ['ds'],
      categories: ['all'],
    },
    deployments: {
      singularName: 'deployment',
      namespaced: true,
      kind: 'Deployment',
      shortNames: ['deploy'],
      categories: ['all'],
    },
    replicasets: {
      singularName: 'replicaset',
      namespaced: true,
      kind: 'ReplicaSet',
      shortNames: ['rs'],
      categories: ['all'],
    },
    statefulsets: {
      singularName: 'statefulset',
      namespaced: true,
      kind: 'StatefulSet',
      shortNames: ['sts'],
      categories: ['all'],
    },
  },
  '/apis/batch/v1': {
    cronjobs: { singularName: 'cronjob', namespaced: true, kind: 'CronJob', shortNames: ['cj'], categories: ['all'] },
    jobs: { singularName: 'job', namespaced: true, kind: 'Job', categories: ['all'] },
  },
  '/apis/autoscaling/v2': {
    horizontalpodautoscalers: {
      singularName: 'horizontalpodautoscaler',
      namespaced: true,
      kind: 'HorizontalPodAutoscaler',
      shortNames: ['hpa'],
      categories: ['all'],
    },
  },
  '/apis/policy/v1': {
    poddisruptionbudgets: {
      singularName: 'poddisruptionbudget',
      namespaced: true,
      kind: 'PodDisruptionBudget',
      shortNames: ['pdb'],
    },
  },
  '/apis/networking.k8s.io/v1': {
    ingresses: { singularName: 'ingress', namespaced: true, kind: 'Ingress', shortNames: ['ing'] },
    networkpolicies: { singularName: 'networkpolicy', namespaced: true, kind: 'NetworkPolicy', shortNames: ['netpol'] },
  },
  '/apis/rbac.authorization.k8s.io/v1': {
    clusterrolebindings: { singularName: 'clusterrolebinding', namespaced: false, kind: 'ClusterRoleBinding' },
    clusterroles: { singularName: 'clusterrole', namespaced: false, kind: 'ClusterRole' },
    rolebindings: { singularName: 'rolebinding', namespaced: true, kind: 'RoleBinding' },
    roles: { singularName: 'role', namespaced: true, kind: 'Role' },
  },
  '/apis/coordination.k8s.io/v1': { leases: { singularName: 'lease', namespaced: true, kind: 'Lease' } },
  '/apis/discovery.k8s.io/v1': {
    endpointslices: { singularName: 'endpointslice', namespaced: true, kind: 'EndpointSlice' },
  },
  '/apis/events.k8s.io/v1': {
    events: { singularName: 'event', namespaced: true, kind: 'Event', shortNames: ['ev'] },
  },
  '/apis/storage.k8s.io/v1': {
    storageclasses: { singularName: 'storageclass', namespaced: false, kind: 'StorageClass', shortNames: ['sc'] },
  },
  '/apis/scheduling.k8s.io/v1': {
    priorityclasses: { singularName: 'priorityclass', namespaced: false, kind: 'PriorityClass', shortNames: ['pc'] },
  },
};

/** Per group version: subresource → what it takes and its verbs. */
export const SUBRESOURCES: Record<string, Record<string, Fields>> = {
  '/api/v1': {
    'namespaces/finalize': { namespaced: false, kind: 'Namespace', verbs: ['update'] },
    'namespaces/status': { namespaced: false, kind: 'Namespace', verbs: SUBRESOURCE_VERBS },
    'pods/binding': { namespaced: true, kind: 'Binding', verbs: ['create'] },
    'pods/eviction': { namespaced: true, group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
    'pods/exec': { namespaced: true, kind: 'PodExecOptions', verbs: ['create', 'get'] },
    'pods/log': { namespaced: true, kind: 'Pod', verbs: ['get'] },
    'pods/status': { namespaced: true, kind: 'Pod', verbs: SUBRESOURCE_VERBS },
  },
  '/apis/apps/v1': {
    'deployments/scale': {
      namespaced: true,
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      verbs: SUBRESOURCE_VERBS,
    },
    'deployments/status': { namespaced: true, kind: 'Deployment', verbs: SUBRESOURCE_VERBS },
  },
};
