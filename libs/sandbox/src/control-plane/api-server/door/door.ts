import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../../../clock.js';
import type { Api, Authorizer, RequestInfo, UserInfo } from '../api.js';
import { ApiError, badRequest, forbiddenTo, internalError, requestEntityTooLarge } from '../status.js';
import { AuditedRequest, type AuditLog } from './audit-log.js';
import { authenticate, type Tokens } from './authentication.js';
import { Impersonation } from './impersonation.js';
import type { KeyPair } from './pki/certificate.js';
import { isLongRunning, readTarget, requestInfo, type Target } from './request-info.js';
import { allottedMs, RequestTime } from './request-time.js';
import { Responder } from './responder.js';

const MAX_BODY_BYTES = 3 * 1024 * 1024;
const MAX_HEADER_BYTES = 1024 * 1024;
const HEADERS_WITHIN_MS = 32_000;
/** Longer than clients keep an idle connection (90 s), so that none is closed under a request. */
const IDLE_MS = 95_000;

export interface DoorOptions {
  readonly inside: Api;
  readonly authorizer: Authorizer;
  readonly tokens: Tokens;
  readonly certificate: KeyPair;
  /** PEM of the authority whose client certificates count. */
  readonly clientAuthority: string;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Told of errors that are nobody's refusal: defects. */
  readonly onFault: (error: unknown) => void;
}

/** A connection that asked for an upgrade, and what came behind the request. */
interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** The API server as the network sees it: HTTPS, who it is, whether they may, and what comes back. */
export class Door {
  readonly #options: DoorOptions;
  readonly #impersonation: Impersonation;
  readonly #server: Server;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #upgraded = new Set<Socket>();

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#impersonation = new Impersonation(options.authorizer);
    this.#server = createServer({
      ...options.certificate,
      ca: options.clientAuthority,
      requestCert: true,
      // A certificate of somebody else's is answered with 401, as a wrong token is.
      rejectUnauthorized: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_WITHIN_MS,
      // A body may take as long as its request.
      requestTimeout: 0,
      keepAliveTimeout: IDLE_MS,
    });
    this.#server.on('request', (request, response) => this.#serve(request, response));
    this.#server.on('upgrade', (request, duplex, head) => {
      const socket = duplex as Socket;
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.assignSocket(socket);
      response.on('finish', () => socket.destroySoon());
      this.#serve(request, response, { socket, head });
    });
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (!socket.writable || !error.code?.startsWith('HPE_')) return socket.destroy();
      const line = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : BAD_REQUEST;
      return socket.end(`HTTP/1.1 ${line}\r\nContent-Type: ${PLAIN}\r\nConnection: close\r\n\r\n${line}`);
    });
  }

  /** @param port 0: any free one. Resolves with the one it listens on, on 127.0.0.1. */
  async listen(port = 0): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no more connections, ends streams, and resolves once every request has had its answer. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#closing.abort();
    await Promise.all(this.#running);
    await Promise.all([...this.#upgraded].map((socket) => once(socket.destroy(), 'close')));
    this.#server.closeAllConnections();
    await closed;
  }

  #serve(request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade): void {
    const running = this.#answer(request, response, upgrade).catch((error: unknown) => {
      this.#options.onFault(error);
      response.destroy();
    });
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  async #answer(request: IncomingMessage, response: ServerResponse, upgrade?: Upgrade): Promise<void> {
    const target = readTarget(request.url ?? '');
    if (target === undefined) {
      const headers = { 'Content-Type': PLAIN, 'Content-Length': BAD_REQUEST.length, Connection: 'close' };
      response.writeHead(400, headers).end(BAD_REQUEST);
      return;
    }
    const responder = new Responder(request, response, target.query);
    const time = new RequestTime();
    response.on('close', () => time.end());
    try {
      const info = requestInfo(request.method ?? '', target);
      const audited = this.#audit(request, response, target, info);
      responder.audited = audited;
      const user = this.#admit(request, target, info, responder, time);
      const handled = this.#options.inside.handle({
        info,
        method: request.method ?? '',
        query: target.query,
        user,
        userAgent: responder.userAgent,
        accept: responder.accept,
        content: { type: request.headers['content-type'] ?? '', bytes: () => readBody(request) },
        upgradable: upgrade !== undefined,
        signal: time.signal,
        warn: (text) => responder.warn(text),
        brought: (object) => audited.brought(object),
      });
      const answer = await Promise.race([handled, time.out]);
      if (!('upgrade' in answer)) return await responder.answer(answer, time.signal);
      if (upgrade === undefined) throw new Error('An answer took over a connection that did not ask for it.');
      this.#handOver(upgrade, response, audited);
      answer.upgrade(upgrade.socket, upgrade.head, request);
    } catch (error) {
      await this.#refuse(error, responder);
    }
  }

  #audit(request: IncomingMessage, response: ServerResponse, { uri }: Target, info: RequestInfo): AuditedRequest {
    const { headers, socket } = request;
    const auditID = String(headers['audit-id'] ?? '') || randomUUID();
    response.setHeader('Audit-Id', auditID);
    const from = socket.remoteAddress ?? '';
    const about = { auditID, requestURI: uri, from, userAgent: headers['user-agent'] ?? '' };
    return new AuditedRequest(this.#options.audit, info, about);
  }

  /** Who asks, if they may; in the order of the real server: time, authentication, impersonation, authorization. */
  #admit(
    request: IncomingMessage,
    { query }: Target,
    info: RequestInfo,
    responder: Responder,
    time: RequestTime,
  ): UserInfo {
    const { audited } = responder;
    responder.longRunning = isLongRunning(info);
    if (responder.longRunning) time.endWith(this.#closing.signal);
    else time.limit(this.#options.clock, allottedMs(query));
    let user = authenticate(request, this.#options.tokens);
    audited?.by(user);
    responder.stage = 'guard';
    const impersonated = this.#impersonation.resolve(request.headersDistinct, info, user);
    if (impersonated !== null) {
      user = impersonated.user;
      audited?.impersonating(user, impersonated.constraint);
    }
    const { allowed, reason } = this.#options.authorizer.authorize({ ...info, user });
    audited?.decided(allowed, reason);
    if (!allowed) throw forbiddenTo({ ...info, user }, reason);
    responder.stage = 'handler';
    return user;
  }

  #handOver({ socket }: Upgrade, response: ServerResponse, audited: AuditedRequest): void {
    this.#upgraded.add(socket);
    audited.answered('ResponseStarted', 101);
    socket.once('close', () => {
      this.#upgraded.delete(socket);
      audited.answered('ResponseComplete', 101);
      response.emit('close');
    });
    response.detachSocket(socket);
  }

  async #refuse(error: unknown, responder: Responder): Promise<void> {
    if (error instanceof ApiError) return responder.refuse(error);
    this.#options.onFault(error);
    await responder.refuse(internalError(error instanceof Error ? error.message : String(error)));
  }
}

const PLAIN = 'text/plain; charset=utf-8';
const BAD_REQUEST = '400 Bad Request';

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += (chunk as Buffer).length;
      if (length > MAX_BODY_BYTES) throw requestEntityTooLarge(`limit is ${MAX_BODY_BYTES}`);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    // Nobody will read this: the client is gone.
    throw request.destroyed ? badRequest('unexpected EOF') : error;
  }
  return Buffer.concat(chunks);
}
