import { Agent, request } from 'node:https';
import { collectionPath, type KubeObject } from './kube-object.ts';

/** The API server refused; the message is its own sentence. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface ApiAnswer {
  status: number;
  body: string;
}

export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json';

export interface ApiClientOptions {
  server: string;
  certificateAuthority: string;
  token: string;
  /** Connections kept to the server; as many requests run at once. */
  connections?: number;
  /** Sent with every request, such as an `Audit-ID`. */
  headers?: Record<string, string>;
}

/** The few requests that scenarios and bulk makers need, on kept connections. */
export class ApiClient {
  readonly #options: ApiClientOptions;
  readonly #agent: Agent;

  constructor(options: ApiClientOptions) {
    this.#options = options;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: options.connections ?? 10,
      ca: options.certificateAuthority,
    });
  }

  /** Any request; resolves with any status, rejects when no answer comes. */
  ask(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<ApiAnswer> {
    const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asked = request(
        new URL(path, this.#options.server),
        {
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#options.token}`,
            accept: 'application/json',
            'user-agent': 'control-plane-tool',
            ...this.#options.headers,
            ...(payload === undefined
              ? {}
              : { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(payload);
    });
  }

  async #insist<T>(method: string, path: string, body?: unknown, contentType?: string): Promise<T> {
    const answer = await this.ask(method, path, body, contentType);
    if (answer.status >= 200 && answer.status < 300) return JSON.parse(answer.body) as T;
    let message = answer.body;
    if (message.startsWith('{')) message = String((JSON.parse(message) as { message?: string }).message);
    throw new ApiError(answer.status, `${method} ${path} answered ${answer.status}: ${message}`);
  }

  /** @throws {ApiError} unless the answer is a success; so do all below. */
  get<T>(path: string): Promise<T> {
    return this.#insist<T>('GET', path);
  }

  async list<T>(path: string): Promise<T[]> {
    return (await this.get<{ items: T[] }>(path)).items;
  }

  create<T extends KubeObject>(object: T): Promise<T> {
    return this.#insist<T>('POST', collectionPath(object), object);
  }

  patch<T>(path: string, patch: unknown, type: PatchType = 'application/merge-patch+json'): Promise<T> {
    return this.#insist<T>('PATCH', path, patch, type);
  }

  delete(path: string, options?: unknown): Promise<unknown> {
    return this.#insist('DELETE', path, options);
  }

  /** True when there is such an object. */
  async exists(path: string): Promise<boolean> {
    const answer = await this.ask('GET', path);
    return answer.status === 200;
  }

  close(): void {
    this.#agent.destroy();
  }
}
