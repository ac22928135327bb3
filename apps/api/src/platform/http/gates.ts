import { BinnacleError } from '@binnacle/shared/errors';
import type { HttpReply, HttpRequest, HttpServer } from './fastify-types.js';
import { hostAllowed, mutationAllowed, type OriginConfig } from './origin.js';
import type { RouteTable } from './route-table.js';

/** Decides whether the caller may use the route; throws what is to be answered. Set once the application knows callers. */
export type AccessGate = (request: HttpRequest) => Promise<void>;

/** What the gates look at while the server runs. */
export interface GateState {
  /** True from the moment the process was told to stop. */
  draining: boolean;
  access: AccessGate | undefined;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Asked by machines under whatever name or address they know us by; they say nothing about anybody. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/**
 * The checks every request passes before anything of it is read: are we stopping, is it our name, does the address
 * exist, did our own page send it, may this caller. In this order: what costs least and tells least comes first.
 */
export function installGates(server: HttpServer, config: OriginConfig, routes: RouteTable, state: GateState): void {
  server.addHook('onRequest', async (request: HttpRequest, reply: HttpReply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    if (PROBES.has(path) && SAFE_METHODS.has(request.method)) return;
    if (state.draining) {
      reply.header('connection', 'close');
      throw new BinnacleError('not_ready', 'Binnacle is stopping; try again in a moment.', {
        extra: { retryAfterSeconds: 5 },
      });
    }
    if (!hostAllowed(request.headers, config)) {
      throw new BinnacleError(
        'origin_refused',
        'Binnacle is not served under this host name. Use the address it printed, or set BINNACLE_EXTERNAL_URL.',
      );
    }
    if (request.is404) {
      const { error, allow } = routes.missing(request.method, path);
      if (allow.length > 0) reply.header('allow', allow.join(', '));
      throw error;
    }
    if (!SAFE_METHODS.has(request.method) && !mutationAllowed(request.headers, config)) {
      throw new BinnacleError(
        'origin_refused',
        'This request was not sent by a page of Binnacle. Programs send a machine key: Authorization: Bearer bk_...',
      );
    }
    // Without a gate nobody is let in: an application that forgot to set one serves nothing but errors.
    if (state.access === undefined)
      throw new BinnacleError('not_ready', 'Binnacle is starting; try again in a moment.');
    await state.access(request);
    refuseEmptyNames(request);
  });
}

/** The router takes an empty part of a path for a parameter; the framework would call that address unknown. */
function refuseEmptyNames({ params }: HttpRequest): void {
  for (const [param, value] of Object.entries(params ?? {})) {
    if (value === '' && param !== '*')
      throw new BinnacleError('invalid_name', `The ${param} in this address is empty.`);
  }
}
