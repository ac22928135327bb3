import type { Attributes } from './api.js';

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  /** Where in the object, such as `spec.containers[0].name`. */
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The resource (`pods`), or the kind where an object is invalid (`Pod`). */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** What the server answers instead of an object. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** A refusal, in the words of the real server. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  /** @param details without what is empty */
  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details && given(details);
  }

  get status(): Status {
    const { code, message, reason, details } = this;
    const failure = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;
    return { ...failure, ...given({ message, reason, details }), code };
  }
}

function given<T extends object>(fields: T): T {
  const empty = (value: unknown) => value === undefined || value === '' || value === 0;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !empty(value))) as T;
}

/** What a refusal is about: a resource (`deployments`) or a kind (`Deployment`) with its group, empty for core. */
export interface About {
  readonly group: string;
  readonly name: string;
}

const qualified = ({ group, name }: About) => (group === '' ? name : `${name}.${group}`);

function about(code: number, reason: string, of: About, name: string, message: string, more = {}): ApiError {
  return new ApiError(code, reason, message, { name, group: of.group, kind: of.name, ...more });
}

/** A text in quotes as Go writes it (`%q`). */
export function quoted(text: string): string {
  return `"${Array.from(text, quotedCharacter).join('')}"`;
}

function quotedCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0x20 && code !== 0x7f) return character === '"' || character === '\\' ? `\\${character}` : character;
  const short = JSON.stringify(character).slice(1, -1);
  return short.length === 2 ? short : `\\x${code.toString(16).padStart(2, '0')}`;
}

/** Several reasons in one text: each once, in brackets unless there is one only. */
export function aggregated(reasons: readonly string[]): string {
  const different = [...new Set(reasons)];
  return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
}

export const notFound = (resource: About, name: string) =>
  about(404, 'NotFound', resource, name, `${qualified(resource)} ${quoted(name)} not found`);

/** The path leads to no resource of a group version that is served. */
export const noSuchResource = () =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});

export const alreadyExists = (resource: About, name: string) =>
  about(409, 'AlreadyExists', resource, name, `${qualified(resource)} ${quoted(name)} already exists`);

const NOT_UNIQUE = 'already exists, the server was not able to generate a unique name for the object';

/** No free name was found for a `generateName`. */
export const generateNameConflict = (resource: About, name: string, retryAfterSeconds: number) =>
  about(409, 'AlreadyExists', resource, name, `${qualified(resource)} ${quoted(name)} ${NOT_UNIQUE}`, {
    retryAfterSeconds,
  });

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

/** @param why default: somebody else changed the object since it was read */
export const conflict = (resource: About, name: string, why = MODIFIED) =>
  about(
    409,
    'Conflict',
    resource,
    name,
    `Operation cannot be fulfilled on ${qualified(resource)} ${quoted(name)}: ${why}`,
  );

/** Fields that an apply would take from other managers. */
export const applyConflict = (message: string, causes: readonly StatusCause[]) =>
  new ApiError(409, 'Conflict', message, { causes });

/** @param causes what is wrong with which field; causes that read the same are said once in the message */
export function invalid(kind: About, name: string, causes: readonly StatusCause[]): ApiError {
  const said = causes.map(({ field, message }) => `${field}: ${message}`);
  const why = said.length === 0 ? '' : `: ${aggregated(said)}`;
  return about(422, 'Invalid', kind, name, `${qualified(kind)} ${quoted(name)} is invalid${why}`, { causes });
}

/** @param name empty where the request names no object */
export function forbidden(resource: About, name: string, why: string): ApiError {
  const named = name === '' ? qualified(resource) : `${qualified(resource)} ${quoted(name)}`;
  return about(403, 'Forbidden', resource, name, named === '' ? `forbidden: ${why}` : `${named} is forbidden: ${why}`);
}

/** The refusal of an authorizer. */
export function forbiddenTo(asked: Attributes, reason: string): ApiError {
  // The real server keeps what could be read as HTML out of this message only.
  const sentence = forbiddenSentence(asked).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const resource = { group: asked.group, name: asked.resource };
  return forbidden(resource, asked.name, reason === '' ? sentence : `${sentence}: ${reason}`);
}

function forbiddenSentence({
  user,
  verb,
  isResource,
  path,
  group,
  resource,
  subresource,
  namespace,
}: Attributes): string {
  const who = `User ${quoted(user.name)} cannot ${verb}`;
  if (!isResource) return `${who} path ${quoted(path)}`;
  const what = quoted(subresource === '' ? resource : `${resource}/${subresource}`);
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${quoted(namespace)}`;
  return `${who} resource ${what} in API group ${quoted(group)} ${where}`;
}

export const badRequest = (message: string) => new ApiError(400, 'BadRequest', message);
export const unauthorized = () => new ApiError(401, 'Unauthorized', 'Unauthorized');

/** The path leads to a resource that does not know the method. */
export const methodNotAllowed = () =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** @param details an empty one where the route refuses, none where the handler does */
export const notAcceptable = (message: string, details?: StatusDetails) =>
  new ApiError(406, 'NotAcceptable', message, details);

/** @param details an empty one where the route refuses, none where the handler does */
export const unsupportedMediaType = (message: string, details?: StatusDetails) =>
  new ApiError(415, 'UnsupportedMediaType', message, details);

/** What was asked for lies before the oldest revision that is kept. */
export const expired = (message: string) => new ApiError(410, 'Expired', message);

/** @param causes why, such as the disruption budget that forbids an eviction */
export const tooManyRequests = (message: string, retryAfterSeconds: number, causes?: readonly StatusCause[]) =>
  new ApiError(429, 'TooManyRequests', message, given({ causes, retryAfterSeconds }) as StatusDetails);

export const requestEntityTooLarge = (message: string) =>
  new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);

export const timedOut = (message: string) => new ApiError(504, 'Timeout', `Timeout: ${message}`, {});
export const serviceUnavailable = (message: string) => new ApiError(503, 'ServiceUnavailable', message);
export const notImplemented = (message: string) => new ApiError(501, 'NotImplemented', message);

export const internalError = (message: string) =>
  new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
