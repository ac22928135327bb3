import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Who asks. */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A user as the API and the audit log write one. */
export function asWritten({ name, uid, groups, extra }: UserInfo): object {
  return { username: name, ...(uid && { uid }), groups, ...(extra && Object.keys(extra).length > 0 && { extra }) };
}

/** What a request is about, as its method and path say. Texts are empty where they do not apply. */
export interface RequestInfo {
  /** Unescaped, without the query. */
  readonly path: string;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; else the method in lower case. */
  readonly verb: string;
  /** False for paths such as `/healthz` and `/apis/apps/v1`, of which nothing but path and verb are known. */
  readonly isResource: boolean;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
}

/** Somebody wants to do something. */
export interface Attributes extends RequestInfo {
  readonly user: UserInfo;
}

export interface Decision {
  readonly allowed: boolean;
  /** By which binding it is allowed; why bindings could not be read. May be empty. */
  readonly reason: string;
}

export interface Authorizer {
  authorize(asked: Attributes): Decision;
}

/** What a request brings. */
export interface Content {
  /** The `Content-Type` as sent; empty where there was none. */
  readonly type: string;
  /**
   * The whole body. It is read when it is asked for, so that nobody without rights can make the server keep one.
   * @throws {ApiError} 413 beyond 3 MB
   */
  bytes(): Promise<Buffer>;
}

/** A request by somebody who is known and may do it. */
export interface ApiRequest {
  readonly info: RequestInfo;
  /** As sent. Verbs do not tell `HEAD` from `GET`. */
  readonly method: string;
  readonly query: URLSearchParams;
  /** Who it counts for: with impersonation, the impersonated. */
  readonly user: UserInfo;
  readonly userAgent: string;
  /** The `Accept` header as sent; empty where there was none. */
  readonly accept: string;
  readonly content: Content;
  /** The connection may be taken over by an {@link UpgradeAnswer}, which is what the client wants. */
  readonly upgradable: boolean;
  /** Aborted when the caller is gone, out of time, or the server ends. Whoever waits has to end with it. */
  readonly signal: AbortSignal;
  /** Adds a `Warning` header; later than the answer's first byte it does nothing. */
  warn(text: string): void;
  /** Tells the audit log which object the body holds. */
  brought(object: unknown): void;
}

/** Any JSON object: one of the API, a list, a table, a Status. */
export interface ObjectAnswer {
  readonly status: number;
  readonly object: object;
  /** Where it says more than `application/json`, such as `application/json;g=apidiscovery.k8s.io;v=v2;as=...`. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Anything that is complete and already encoded. */
export interface TextAnswer {
  readonly status: number;
  readonly text: string | Uint8Array;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A watch, a log that is followed. It is asked for more only when the client has taken what it was given. */
export interface StreamAnswer {
  readonly stream: AsyncIterable<string | Uint8Array>;
  readonly type: string;
}

/** Takes the connection; nothing has been written to it. Only where the request is `upgradable`. */
export interface UpgradeAnswer {
  upgrade(socket: Duplex, head: Buffer, request: IncomingMessage): void;
}

export type ApiAnswer = ObjectAnswer | TextAnswer | StreamAnswer | UpgradeAnswer;

/**
 * The inside of the API server: what comes after authentication and authorization. The door calls it for requests from
 * the network; parts of the control plane call it directly.
 */
export interface Api {
  /** @throws {ApiError} for every refusal */
  handle(request: ApiRequest): Promise<ApiAnswer>;
}

/** The answer to a path that belongs to no group version. */
export const PAGE_NOT_FOUND: TextAnswer = {
  status: 404,
  text: '404 page not found\n',
  type: 'text/plain; charset=utf-8',
};
