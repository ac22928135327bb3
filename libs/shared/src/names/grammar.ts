/**
 * The grammar of every name that ends up in a path of a Kubernetes API server. A pod named `..` would turn "delete
 * this pod" into "delete this namespace", since URL parsers fold dot segments; so nothing that has not passed here
 * may be put into a path. Rules: RFC 1123 label and subdomain as Kubernetes states them in
 * apimachinery `util/validation`, and its path segment rule (`api/validation/path`).
 */
declare const brand: unique symbol;
type Branded<T extends string> = string & { readonly [brand]: T };

/** A name as a path segment of the API server: not empty, `.` or `..`, no `/` or `%`, no control characters, at most 253 characters. */
export type ObjectName = Branded<'ObjectName'>;
/** An RFC 1123 label: lower-case letters, digits and `-`, at most 63 characters. */
export type NamespaceName = Branded<'NamespaceName'>;
/** The name by which Binnacle shows a cluster: an RFC 1123 label. */
export type ClusterName = Branded<'ClusterName'>;
/** `v1`, or `group/version`. */
export type ApiVersion = Branded<'ApiVersion'>;
/** A kind: letters and digits, beginning with an upper-case letter. */
export type KindName = Branded<'KindName'>;
/** The plural by which a kind is addressed: lower-case letters and digits, beginning with a letter. */
export type ResourceName = Branded<'ResourceName'>;

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const VERSION = /^v[1-9][0-9]*(?:(?:alpha|beta)[1-9][0-9]*)?$/;
const KIND = /^[A-Z][A-Za-z0-9]{0,62}$/;
const RESOURCE = /^[a-z][a-z0-9]{0,62}$/;
/** Longest name the API server accepts for any kind. */
const NAME_MAX_CHARACTERS = 253;

/** Why a name was refused, in words for the person who typed it. Never repeats more than 40 characters of the input. */
export class InvalidNameError extends Error {
  override readonly name = 'InvalidNameError';
  constructor(
    /** Which input was wrong: `name`, `namespace`, `cluster`, `apiVersion`, `kind`, `resource`. */
    readonly field: string,
    readonly rule: string,
    value: unknown,
  ) {
    super(`${field} ${shown(value)} is not allowed: ${rule}`);
  }
}

/** A printable, bounded quotation: control, zero-width and bidirectional characters appear as escapes. */
export function shown(value: unknown): string {
  if (typeof value !== 'string') return `of type ${value === null ? 'null' : typeof value}`;
  const cut = value.length > 40 ? `${value.slice(0, 40)}…` : value;
  const escaped = cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
  return `"${escaped}"`;
}

function check(field: string, value: unknown, fits: (text: string) => boolean, rule: string): string {
  if (typeof value !== 'string' || !fits(value)) throw new InvalidNameError(field, rule, value);
  return value;
}

/**
 * A name of an object. Kubernetes lets some kinds (RBAC roles, for one) carry names beyond RFC 1123, such as
 * `system:node`; so this is the path-segment rule, narrowed to printable ASCII.
 * @throws InvalidNameError
 */
export function objectName(value: unknown, field = 'name'): ObjectName {
  return check(
    field,
    value,
    (v) => /^[\x21-\x7e]{1,253}$/.test(v) && v !== '.' && v !== '..' && !/[/%\\?#]/.test(v),
    `1 to ${NAME_MAX_CHARACTERS} printable characters, not "." or "..", without / % \\ ? #`,
  ) as ObjectName;
}

/** @throws InvalidNameError */
export function namespaceName(value: unknown, field = 'namespace'): NamespaceName {
  return check(field, value, (v) => LABEL.test(v), 'lower-case letters, digits and "-", at most 63') as NamespaceName;
}

/** @throws InvalidNameError */
export function clusterName(value: unknown, field = 'cluster'): ClusterName {
  return check(field, value, (v) => LABEL.test(v), 'lower-case letters, digits and "-", at most 63') as ClusterName;
}

/** @throws InvalidNameError */
export function kindName(value: unknown, field = 'kind'): KindName {
  return check(
    field,
    value,
    (v) => KIND.test(v),
    'letters and digits, beginning upper-case, such as Deployment',
  ) as KindName;
}

/** @throws InvalidNameError */
export function resourceName(value: unknown, field = 'resource'): ResourceName {
  return check(
    field,
    value,
    (v) => RESOURCE.test(v),
    'lower-case letters and digits, such as deployments',
  ) as ResourceName;
}

/** @throws InvalidNameError */
export function apiVersion(value: unknown, field = 'apiVersion'): ApiVersion {
  const fits = (v: string) => {
    const [first = '', second, ...rest] = v.split('/');
    if (rest.length > 0 || v.length > NAME_MAX_CHARACTERS) return false;
    return second === undefined ? VERSION.test(first) : SUBDOMAIN.test(first) && VERSION.test(second);
  };
  return check(field, value, fits, '"v1", or group/version such as "apps/v1"') as ApiVersion;
}
