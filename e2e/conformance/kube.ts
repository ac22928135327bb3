/** What is below `spec` and `status`: looked at with matchers, or by {@link at}. */
export type Fields = Record<string, unknown>;

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** Any answer of the server, an object, a list, a Status or a Table, as far as the cases look at it. */
export interface Kube {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec: Fields;
  status: Fields & { conditions?: Condition[] };
  data: Record<string, string>;
  items: Kube[];
  message: string;
  reason: string;
  [field: string]: unknown;
}

export interface Metadata {
  name: string;
  generateName?: string;
  namespace: string;
  uid: string;
  resourceVersion: string;
  generation: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  finalizers?: string[];
  ownerReferences: Array<{ kind: string; name: string; uid: string; controller?: boolean }>;
  managedFields: ManagedFields[];
  continue: string;
  remainingItemCount?: number;
}

export interface ManagedFields {
  manager: string;
  operation: string;
  apiVersion: string;
  time: string;
  fieldsType: string;
  fieldsV1: Fields;
  subresource?: string;
}

/** The value at a path such as `spec.template.spec.containers.0.image`; undefined where it leads nowhere. */
export function at(object: unknown, path: string): unknown {
  let value = object;
  for (const step of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Fields)[step];
  }
  return value;
}

export function condition(object: Kube, type: string): Condition | undefined {
  return object.status?.conditions?.find((each) => each.type === type);
}

export const names = (list: Kube): string[] => list.items.map(({ metadata }) => metadata.name);
