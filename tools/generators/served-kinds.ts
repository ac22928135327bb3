/** What the sandbox serves, by the document that has it; lists and all that they refer to come with them. */
export const KINDS: Record<string, string[]> = {
  'api/v1': [
    ...['Binding', 'ConfigMap', 'Endpoints', 'Event', 'Eviction', 'Namespace', 'Node', 'PersistentVolume'],
    ...['PersistentVolumeClaim', 'Pod', 'Scale', 'Secret', 'Service', 'ServiceAccount'],
  ],
  'apis/apps/v1': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'apis/authorization.k8s.io/v1': [
    ...['LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  ],
  'apis/autoscaling/v2': ['HorizontalPodAutoscaler'],
  'apis/batch/v1': ['CronJob', 'Job'],
  'apis/coordination.k8s.io/v1': ['Lease'],
  'apis/discovery.k8s.io/v1': ['EndpointSlice'],
  'apis/events.k8s.io/v1': ['Event'],
  'apis/networking.k8s.io/v1': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  'apis/policy/v1': ['PodDisruptionBudget'],
  'apis/rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'apis/scheduling.k8s.io/v1': ['PriorityClass'],
  'apis/storage.k8s.io/v1': ['StorageClass'],
};

/** What every group version refers to in its paths. */
export const MACHINERY = ['APIResourceList', 'DeleteOptions', 'Patch', 'Status', 'WatchEvent'].map(
  (name) => `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`,
);
