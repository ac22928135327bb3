import {
  type ApiVersion,
  apiVersion,
  type NamespaceName,
  namespaceName,
  type ObjectName,
  objectName,
  type ResourceName,
  resourceName,
} from '@binnacle/shared/names';

/** The subresources that Binnacle addresses; a closed list, so that none is reached by accident. */
export const SUBRESOURCES = ['scale', 'status', 'log'] as const;
export type Subresource = (typeof SUBRESOURCES)[number];

/** What a request is about. Without `name` it is the collection; without `namespace` all of them, or a cluster-scoped kind. */
export interface ResourceAddress {
  readonly apiVersion: ApiVersion;
  readonly resource: ResourceName;
  readonly namespace?: NamespaceName;
  readonly name?: ObjectName;
  readonly subresource?: Subresource;
}

/** The path about to be requested is not the one that was meant. Nothing was sent. */
export class UnsafePathError extends Error {
  override readonly name = 'UnsafePathError';
}

/**
 * A path of the API server that was built from checked names, and from nothing else: the constructor is private, and the
 * grammar is applied here again although the types already promise it, since a cast would otherwise turn "delete this
 * pod" into "delete this namespace" (T05).
 */
export class ResourcePath {
  /** `GET /version`: build information, readable by everybody. */
  static readonly VERSION = new ResourcePath('/version');

  private constructor(
    /** The percent-encoded path, beginning with `/`, without query. */
    readonly text: string,
  ) {}

  /** @throws InvalidNameError when a part breaks its grammar; UnsafePathError when the parts do not fit together. */
  static of(address: ResourceAddress): ResourcePath {
    const version = apiVersion(address.apiVersion);
    const segments = [version.includes('/') ? 'apis' : 'api', ...version.split('/')];
    if (address.namespace !== undefined) segments.push('namespaces', namespaceName(address.namespace));
    segments.push(resourceName(address.resource));
    if (address.name !== undefined) segments.push(encodeURIComponent(objectName(address.name)));
    if (address.subresource !== undefined) {
      if (!SUBRESOURCES.includes(address.subresource))
        throw new UnsafePathError('this subresource is not addressed by Binnacle');
      if (address.name === undefined) throw new UnsafePathError('a subresource needs the name of its object');
      segments.push(address.subresource);
    }
    return new ResourcePath(`/${segments.join('/')}`);
  }
}

/** Query parameters; `undefined` leaves one out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Where a request really goes: origin, and path with query, exactly as they will stand in the request line.
 * @throws UnsafePathError unless a WHATWG URL parser, which folds dot segments and re-encodes, leaves them byte for byte
 * as they were built
 */
export function requestTarget(server: string, path: ResourcePath, query: Query = {}): { origin: string; path: string } {
  const base = new URL(server);
  const prefix = base.pathname.replace(/\/+$/, '');
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.append(name, String(value));
  const search = parameters.size === 0 ? '' : `?${parameters.toString()}`;
  const expected = `${prefix}${path.text}${search}`;
  const parsed = new URL(base.origin + expected);
  if (parsed.pathname + parsed.search !== expected || parsed.origin !== base.origin || parsed.hash !== '') {
    throw new UnsafePathError('the path would not have reached the server as it was built, so nothing was sent');
  }
  return { origin: parsed.origin, path: expected };
}
