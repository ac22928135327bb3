import { type Clock, StatusError, systemClock } from '@binnacle/kube/reflector';
import type { Dispatcher } from 'undici';
import { AgentPool } from './agent-pool.js';
import { failureOf, type KubeAnswer, successOf } from './answer.js';
import { connectionErrorOf } from './classify-fault.js';
import { KubeConnectionError } from './connection-error.js';
import { type ConnectionMaterial, hostOf, sameIdentity } from './connection-material.js';
import { Deadline } from './deadline.js';
import { outboundHeaders } from './outbound-headers.js';
import { type Query, type ResourcePath, requestTarget } from './resource-path.js';

/** Most that one object may weigh: above the 1.5 MiB that etcd takes by default (T27). */
const OBJECT_MAX_BYTES = 3 * 1024 * 1024;
/** Most that one page of a list may weigh (T27). */
export const PAGE_MAX_BYTES = 64 * 1024 * 1024;
/** A request with an end must have ended by then. */
const REQUEST_TIMEOUT_MS = 30_000;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface JsonRequest {
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Of the body; `application/json` unless told. */
  readonly contentType?: string;
  /** Checked against the allowlist: `accept`, `audit-id`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export interface KubeTransportOptions {
  /** Asked for again when it has expired, and once after the server answered 401. */
  material(): Promise<ConnectionMaterial>;
  /** The server answered 401 to the material; resolves when {@link material} may be asked again. */
  onUnauthorized?(): void | Promise<void>;
  /** Shown as `binnacle/<version>`. */
  version?: string;
  clock?: Clock;
}

/**
 * HTTP to one API server as one identity. Plain TypeScript over undici, so that worker threads use it too. Redirects are
 * never followed; what is requested is compared with what was meant; answers are capped.
 */
export class KubeTransport {
  readonly #options: KubeTransportOptions;
  readonly #clock: Clock;
  readonly #userAgent: string;
  readonly #pool = new AgentPool();
  #material: Promise<ConnectionMaterial> | null = null;

  constructor(options: KubeTransportOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#userAgent = `binnacle/${options.version ?? '0'}`;
  }

  /**
   * One request with a JSON answer.
   * @throws StatusError when the server answered with anything but 2xx; KubeConnectionError when it did not answer;
   * AnswerTooLargeError; UnexpectedAnswerError; UnsafePathError and UnsafeHeaderError before anything is sent; the reason
   * of `signal` when that ended it
   */
  json(method: Method, path: ResourcePath, request: JsonRequest = {}): Promise<KubeAnswer> {
    return this.#authenticated(async (material) => {
      const deadline = new Deadline(this.#clock, request.timeoutMs ?? REQUEST_TIMEOUT_MS, request.signal);
      try {
        const response = await this.#send(material, method, path, { ...request, signal: deadline.signal });
        return await successOf(response, hostOf(material.server), request.maxBytes ?? OBJECT_MAX_BYTES);
      } catch (error) {
        if (deadline.expired) {
          throw new KubeConnectionError('timed_out', `${hostOf(material.server)} did not answer in time.`, true, error);
        }
        throw this.#readable(error, material, request.signal);
      } finally {
        deadline.clear();
      }
    });
  }

  /**
   * A GET whose body has no end of its own. Resolves when the server has answered 200, with the raw bytes as they come;
   * leaving the loop closes the connection. Errors as for {@link json}, also out of the loop.
   */
  stream(path: ResourcePath, query: Query, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return this.#authenticated(async (material) => {
      try {
        const response = await this.#send(material, 'GET', path, { query, signal });
        return this.#chunks(response, material, signal);
      } catch (error) {
        throw this.#readable(error, material, signal);
      }
    });
  }

  /** Drops the material held, so that the next request asks for it again. */
  forgetMaterial(): void {
    this.#material = null;
  }

  /** Ends all connections; requests under way fail. */
  async close(): Promise<void> {
    this.#material = null;
    await this.#pool.destroy();
  }

  async #send(
    material: ConnectionMaterial,
    method: Method,
    path: ResourcePath,
    request: JsonRequest,
  ): Promise<Dispatcher.ResponseData> {
    const target = requestTarget(material.server, path, request.query);
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const own =
      body === null
        ? request.headers
        : { ...request.headers, 'content-type': request.contentType ?? 'application/json' };
    const headers = outboundHeaders(this.#userAgent, own ?? {}, material.headers);
    const response = await this.#pool
      .agent(material)
      .request({ ...target, method, headers, body, signal: request.signal ?? null });
    if (response.statusCode >= 200 && response.statusCode < 300) return response;
    throw await failureOf(response, hostOf(material.server), this.#clock.wall());
  }

  async *#chunks(
    response: Dispatcher.ResponseData,
    material: ConnectionMaterial,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) yield chunk;
    } catch (error) {
      throw this.#readable(error, material, signal);
    }
  }

  /** The caller's own abort stays what it is; a network error gets its sentence; the rest is passed on. */
  #readable(error: unknown, material: ConnectionMaterial, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    if (error instanceof StatusError) return error;
    return connectionErrorOf(error, material.server) ?? error;
  }

  /**
   * One 401 leads to one refresh of the credentials and one retry (F06). The retry is safe for writes: authentication
   * comes before everything else in an API server, so a request answered 401 has changed nothing.
   */
  async #authenticated<T>(attempt: (material: ConnectionMaterial) => Promise<T>): Promise<T> {
    const used = await this.#currentMaterial();
    try {
      return await attempt(used);
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 401) throw error;
      const renewed = await this.#renew(used);
      if (sameIdentity(used, renewed)) throw error;
      return await attempt(renewed);
    }
  }

  async #currentMaterial(): Promise<ConnectionMaterial> {
    const held = this.#material;
    if (held !== null) {
      const material = await held;
      if (material.expiresAt === undefined || this.#clock.wall() < material.expiresAt) return material;
      if (this.#material === held) this.#material = null;
    }
    return this.#ask();
  }

  /** Concurrent askers share one call; a failure is not kept. */
  async #ask(): Promise<ConnectionMaterial> {
    const asking = this.#material ?? this.#options.material();
    this.#material = asking;
    try {
      return await asking;
    } catch (error) {
      if (this.#material === asking) this.#material = null;
      throw error;
    }
  }

  async #renew(refused: ConnectionMaterial): Promise<ConnectionMaterial> {
    const held = this.#material === null ? null : await this.#material;
    if (held !== null && held !== refused) return held;
    if (held === refused) {
      this.#material = null;
      await this.#options.onUnauthorized?.();
    }
    return this.#ask();
  }
}
