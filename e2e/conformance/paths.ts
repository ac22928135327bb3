const ROOTS: Record<string, readonly string[]> = {
  '/api/v1': [
    'configmaps',
    'events',
    'persistentvolumeclaims',
    'pods',
    'replicationcontrollers',
    'resourcequotas',
    'secrets',
    'serviceaccounts',
    'services',
  ],
  '/apis/apps/v1': ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  '/apis/autoscaling/v2': ['horizontalpodautoscalers'],
  '/apis/batch/v1': ['cronjobs', 'jobs'],
  '/apis/coordination.k8s.io/v1': ['leases'],
  '/apis/discovery.k8s.io/v1': ['endpointslices'],
  '/apis/networking.k8s.io/v1': ['ingresses', 'networkpolicies'],
  '/apis/policy/v1': ['poddisruptionbudgets'],
  '/apis/rbac.authorization.k8s.io/v1': ['rolebindings', 'roles'],
};

/**
 * The path of a namespaced resource, of an object of it, or of an object's subresource.
 *
 * @throws for a resource that is not in the table of this file.
 */
export function pathOf(resource: string, namespace: string, ...rest: string[]): string {
  const root = Object.keys(ROOTS).find((key) => ROOTS[key]?.includes(resource));
  if (root === undefined) throw new Error(`No path is known for ${resource}: add it to ROOTS.`);
  return [root, 'namespaces', namespace, resource, ...rest].join('/');
}
