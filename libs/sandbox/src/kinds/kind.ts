import type { KubeObject } from '../object.js';
import type { Field } from './field.js';
import { dnsSubdomain, type Faults } from './names.js';
import resources from './schema/data/resources.json' with { type: 'json' };
import type { GroupVersionKind } from './schema/definitions.js';
import { type Schema, schemaOf } from './schema/schema.js';

export type Cell = string | number | boolean;

export interface Column {
  readonly name: string;
  readonly type: string;
  /** `name` for the column that names the object, so that kubectl can put the kind before it. */
  readonly format: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority: number;
}

/** What can be asked of a kind, as discovery tells it. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly responseKind: GroupVersionKind;
  readonly scope: string;
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly {
    readonly subresource: string;
    readonly responseKind: GroupVersionKind;
    readonly verbs: readonly string[];
  }[];
  readonly columns?: readonly Column[];
}

/** Everything that discovery tells, in its order. */
export const RESOURCES: readonly Resource[] = resources;

/** What only the API server can know when it lets an object in. */
export interface Admission {
  /** `2026-01-01T00:00:00Z` */
  readonly now: string;
  /** The address or port for a Service: the given one where that is possible. Throws what the client shall be told. */
  readonly clusterIp: (wanted: string | undefined) => string;
  readonly nodePort: (wanted: number | undefined) => number;
  /** The value and preemption policy of a priority class, `''` being the default one; undefined when there is none. */
  readonly priority: (className: string) => { value: number; preemptionPolicy: string } | undefined;
  readonly hasServiceAccount: (name: string) => boolean;
  readonly defaultStorageClass: () => string | undefined;
  /** Five letters and digits for the end of a name. */
  readonly suffix: () => string;
}

/** Admission refuses: 403, and why. */
export class AdmissionError extends Error {
  override name = 'AdmissionError';
}

/** What is particular about a kind; whatever is not said is as with most kinds. */
export interface Particulars {
  /** The cells of a table behind the name; events, whose name comes last, give all. */
  readonly cells?: (object: KubeObject, now: number) => Cell[];
  /** Faults of a name; most names are DNS subdomains. */
  readonly nameFaults?: Faults;
  /** What a new generation begins with when it changes; a kind without has no generations. */
  readonly desired?: (object: KubeObject) => unknown;
  /** Fills in what is left out, in place; what is there stays. */
  readonly defaults?: (draft: KubeObject) => void;
  /** What is done to a new object, or one about to replace another, once it is filled in; in place. */
  readonly admit?: (draft: KubeObject, admission: Admission, old?: KubeObject) => void;
  /** The status of a new object, where it is not empty. */
  readonly firstStatus?: (draft: KubeObject, admission: Admission) => unknown;
  readonly validate?: (object: Field, old?: Field) => void;
  /** True when a PUT may create the object. */
  readonly createOnUpdate?: boolean;
  /** True when an update has to say which version it replaces. */
  readonly versionNeeded?: boolean;
  /** Fields beside `spec` that an update of the status leaves as they are. */
  readonly keptByStatus?: readonly string[];
  /** The same objects under another group: stored as the other says, and turned on the way in and out. */
  readonly alias?: { readonly of: GroupVersionKind; readonly toStored: Turn; readonly fromStored: Turn };
}

type Turn = (object: KubeObject) => KubeObject;

/** All there is to say of a kind: the API server treats all kinds alike and asks this for the rest. */
export interface Kind extends GroupVersionKind, Particulars {
  /** `v1`, `apps/v1` */
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly resource: Resource;
  readonly schema: Schema;
  readonly columns: readonly Column[];
  readonly hasStatus: boolean;
  readonly nameFaults: Faults;
}

export function kind(apiVersion: string, name: string, particulars: Particulars = {}): Kind {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const schema = schemaOf(group, version, name);
  const resource = RESOURCES.find(
    (one) => one.responseKind.kind === name && one.group === group && one.version === version,
  );
  if (schema === undefined || resource === undefined) throw new Error(`There are no data of ${name} in ${apiVersion}.`);
  return {
    nameFaults: dnsSubdomain,
    ...particulars,
    ...{ apiVersion, group, version, kind: name, schema, resource },
    plural: resource.resource,
    namespaced: resource.scope === 'Namespaced',
    columns: resource.columns ?? [],
    hasStatus: resource.subresources?.some(({ subresource }) => subresource === 'status') ?? false,
  };
}
