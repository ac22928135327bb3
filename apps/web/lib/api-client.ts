import type { Problem } from '@binnacle/shared/errors';

/** The API's refusal, as a problem document. `message` is its sentence for a person. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
  get code(): Problem['code'] {
    return this.problem.code;
  }
}

/** No answer from Binnacle itself. */
class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
  constructor(cause: unknown) {
    super('Binnacle does not answer. Is it still running?', { cause });
  }
}

interface Options {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function send(path: string, options: Options, accept: string): Promise<Response> {
  const headers: Record<string, string> = { accept, ...options.headers };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiUnreachable(error);
  }
  if (!response.ok) throw new ApiProblem(await problemOf(response));
  return response;
}

/** What went wrong; an answer that is no problem document (a proxy's page, say) becomes one. */
async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  if (response.headers.get('content-type')?.includes('json') === true) {
    const body: unknown = JSON.parse(text);
    if (isProblem(body)) return body;
  }
  const status = response.status;
  return {
    type: 'about:blank',
    title: response.statusText,
    status,
    code: status === 401 ? 'unauthenticated' : status === 404 ? 'not_found' : 'internal',
    detail: `Answered ${status} without saying why.`,
    instance: response.headers.get('x-request-id') ?? '',
  };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

/** JSON from the API. Throws {@link ApiProblem} or {@link ApiUnreachable}; `T` is what the route promises. */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  const response = await send(path, options, 'application/json');
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** Text from the API, such as YAML. */
export async function requestText(path: string, accept: string, signal?: AbortSignal): Promise<string> {
  const response = await send(path, signal === undefined ? {} : { signal }, accept);
  return response.text();
}

/** A fresh value for `Idempotency-Key`: 128 random bits. */
export function idempotencyKey(): string {
  // randomUUID is missing where the page is served over plain HTTP from another host.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `?a=1&b=2` without what is undefined, null or empty. */
export function queryText(params: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
