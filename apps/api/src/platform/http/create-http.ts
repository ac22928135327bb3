import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { BinnacleError } from '@binnacle/shared/errors';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { PROBLEM_MEDIA_TYPE, problemOf } from '../errors/problem.js';
import { answerProblem } from '../errors/problem-filter.js';
import type { Log } from '../logging/index.js';
import type { HttpReply, HttpRequest, HttpServer } from './fastify-types.js';
import { type AccessGate, type GateState, installGates } from './gates.js';
import { parseJsonBody } from './json-body.js';
import type { OriginConfig } from './origin.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';
import { RouteTable } from './route-table.js';
import { securityHeaders } from './security-headers.js';

/** Largest body that is read. */
const BODY_MAX_BYTES = 3 * 1024 * 1024;
/** A request must have arrived whole after this long; slower ones hold a connection for nothing. */
const REQUEST_TIMEOUT_MS = 60_000;
/** The grammar of names judges how long a part of a path may be, and answers 422; the whole is held by the header limit. */
const PARAMETER_MAX_CHARACTERS = 16 * 1024;

/** The HTTP side of the process: the framework's adapter, every route, and the gates in front of them. */
export interface Http {
  readonly adapter: FastifyAdapter;
  readonly routes: RouteTable;
  /** Answers a failed request; for routes that are registered beside the framework, which does it for its own. */
  fail(error: unknown, request: HttpRequest, reply: HttpReply): void;
  /** Until it is set, requests are answered 503. */
  guardWith(gate: AccessGate): void;
  /** From now on requests are refused with a hint to come back. */
  drain(): void;
}

/** Builds the server with everything that holds for all routes: ids, headers, gates, limits, and the access log. */
export function createHttp(config: OriginConfig, log: Log): Http {
  const headers = securityHeaders(config);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_MAX_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    requestIdHeader: false,
    genReqId: (raw: IncomingMessage) => requestIdOf(raw.headers),
    routerOptions: { maxParamLength: PARAMETER_MAX_CHARACTERS },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    multipart: false,
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => answerBrokenRequest(error, socket, headers),
    // The router refuses what it cannot read before any hook has run.
    frameworkErrors: (error: Error, request: HttpRequest, reply: HttpReply) => {
      applyHeaders(request, reply, headers);
      answerProblem(log, error, request, reply);
    },
  });
  const server: HttpServer = adapter.getInstance();
  // Of the body types the server knows by itself only JSON is wanted: forms can send text/plain across origins.
  server.removeContentTypeParser(['text/plain', 'application/json']);
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_: HttpRequest, body: string | Buffer) => parseJsonBody(String(body)),
  );
  const routes = new RouteTable();
  server.addHook('onRoute', (route) => routes.note(route.method, route.url, route.config));
  // This hook of the adapter runs ahead of all others; set on the raw reply, the headers reach hijacked streams as well.
  adapter.setOnRequestHook((request, reply, done) => {
    applyHeaders(request, reply, headers);
    done();
  });
  const state: GateState = { draining: false, access: undefined };
  installGates(server, config, routes, state);
  logAccess(server, log);
  return {
    adapter,
    routes,
    fail: (error, request, reply) => answerProblem(log, error, request, reply),
    guardWith(gate) {
      state.access = gate;
    },
    drain() {
      state.draining = true;
    },
  };
}

function applyHeaders(request: HttpRequest, reply: HttpReply, headers: ReturnType<typeof securityHeaders>): void {
  for (const [name, value] of headers) reply.raw.setHeader(name, value);
  reply.raw.setHeader(REQUEST_ID_HEADER, request.id);
}

/** One line a request at `debug`: the path without its query, never a header. */
function logAccess(server: HttpServer, log: Log): void {
  server.addHook('onResponse', async (request: HttpRequest, reply: HttpReply) => {
    const fields = {
      requestId: request.id,
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
    };
    log.debug({ ...fields, ms: Math.round(reply.elapsedTime), address: request.ip }, 'request');
  });
}

/** What does not even parse as HTTP: there is no request to answer, only a connection to close politely. */
function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  headers: ReturnType<typeof securityHeaders>,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new BinnacleError('too_large', 'The header fields are too large.')
      : new BinnacleError('invalid_request', 'This is not a request that could be read.');
  const id = requestIdOf({});
  const body = JSON.stringify(problemOf(refusal, id));
  const lines = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `${REQUEST_ID_HEADER}: ${id}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}; charset=utf-8`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
