import type { RequestInfo } from '../api.js';
import { internalError } from '../status.js';

/** A request target taken apart. */
export interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
  /** As sent, without scheme and host: what the audit log writes down. */
  readonly uri: string;
}

/** Undefined for a target with a wrong escape, which HTTP itself refuses. */
export function readTarget(target: string): Target | undefined {
  const uri = target.replace(/^[a-z]+:\/\/[^/?]*/i, '') || '/';
  const mark = uri.indexOf('?');
  const path = unescaped(mark < 0 ? uri : uri.slice(0, mark));
  return path === undefined
    ? undefined
    : { path, query: new URLSearchParams(mark < 0 ? '' : uri.slice(mark + 1)), uri };
}

/** A target arrives as one character a byte; what it escapes are bytes of UTF-8 too. */
function unescaped(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const bytes = text.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

const VERBS: Record<string, string> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
const SUBRESOURCES_OF_NAMESPACES = ['status', 'finalize'];

/**
 * What the real server understands by a method and path. It looks at no list of kinds: `/api/v1/anything` is a resource.
 *
 * @throws {ApiError} where even the real server cannot tell (`/api/v1/watch`)
 */
export function requestInfo(method: string, { path, query }: Target): RequestInfo {
  const none = { group: '', version: '', namespace: '', resource: '', subresource: '', name: '' };
  const parts = path.replace(/^\/+|\/+$/g, '').split('/');
  const grouped = parts[0] === 'apis';
  if ((parts[0] !== 'api' && !grouped) || parts.length < (grouped ? 4 : 3)) {
    return { ...none, path, verb: method.toLowerCase(), isResource: false };
  }
  const [group = '', version = ''] = grouped ? parts.slice(1) : ['', parts[1]];
  let rest = parts.slice(grouped ? 3 : 2);
  let verb = VERBS[method] ?? '';
  const [prefix = ''] = rest;
  if (prefix === 'watch' || prefix === 'proxy') {
    if (rest.length < 2) {
      throw internalError(`failed to create RequestInfo: unable to determine kind and namespace from url, ${path}`);
    }
    verb = prefix;
    rest = rest.slice(1);
  }
  const namespace = rest[0] === 'namespaces' ? (rest[1] ?? '') : '';
  if (rest[0] === 'namespaces' && rest.length > 2 && !SUBRESOURCES_OF_NAMESPACES.includes(rest[2] ?? '')) {
    rest = rest.slice(2);
  }
  const [resource = '', name = ''] = rest;
  const subresource = verb === 'proxy' ? '' : (rest[2] ?? '');
  const found = { path, isResource: true, group, version, namespace, resource, subresource };
  if (name !== '' || (verb !== 'get' && verb !== 'delete')) return { ...found, verb, name };
  if (verb === 'delete') return { ...found, verb: 'deletecollection', name };
  return { ...found, verb: asksForWatch(query) ? 'watch' : 'list', name: selectedName(query) };
}

function asksForWatch(query: URLSearchParams): boolean {
  const watch = query.get('watch');
  return watch !== null && watch !== '0' && watch.toLowerCase() !== 'false';
}

/** A field selector for one name makes a list be a request for that name, so that rights to the name suffice. */
function selectedName(query: URLSearchParams): string {
  const terms = (query.get('fieldSelector') ?? '').split(',');
  const name = terms.map((term) => /^metadata\.name==?([^=].*)$/.exec(term)?.[1]).find((found) => found !== undefined);
  const wholeNumbers = ['limit', 'timeoutSeconds'].every((option) => /^-?\d*$/.test(query.get(option) ?? ''));
  const isSegment = name !== undefined && name !== '.' && name !== '..' && !/[/%]/.test(name);
  return isSegment && wholeNumbers ? name : '';
}

const STREAMED = ['attach', 'exec', 'proxy', 'log', 'portforward'];

/** Whether a request may go on for as long as it likes. */
export function isLongRunning({ verb, isResource, subresource }: RequestInfo): boolean {
  return verb === 'watch' || verb === 'proxy' || (isResource && STREAMED.includes(subresource));
}
