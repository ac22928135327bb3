import { can } from '@binnacle/shared/access';
import { BinnacleError } from '@binnacle/shared/errors';
import { ACCESS, type AccessGate, type HttpRequest, type Route, type RouteAccess } from '../../platform/http/index.js';
import type { AuthService } from './auth.service.js';
import { setCaller } from './request-actor.js';

/**
 * Lets a request pass if its route is public or its caller has the route's permission. It stands in front of the
 * server, not inside the framework: nothing of a body is read for somebody who may not send one, and a route that is
 * not a controller's is covered as well. A route that declares nothing is closed.
 */
export function accessGate(auth: Pick<AuthService, 'recognise'>): AccessGate {
  return async (request) => {
    const access = accessOf(request);
    if (access === 'public') return;
    if (access === undefined)
      throw new BinnacleError('forbidden', 'This address is closed: it does not say who may use it.');
    const { cookie, authorization } = request.headers;
    const caller = await auth.recognise({ cookie, authorization, address: request.ip });
    if (caller === null) {
      throw new BinnacleError(
        'unauthenticated',
        authorization === undefined
          ? 'Nobody is signed in here, or the session has ended.'
          : 'This machine key is not known, has expired or was revoked.',
      );
    }
    if (!can(caller.actor, access, scopeOf(request))) {
      throw new BinnacleError('forbidden', `Your role (${caller.actor.role}) does not include ${access}.`, {
        extra: { permission: access },
      });
    }
    setCaller(request, caller);
  };
}

/**
 * Stops the start when a route does not say who may use it.
 * @throws Error naming the routes
 */
export function assertEveryRouteDeclares(routes: readonly Route[]): void {
  const silent = routes.filter((route) => route.access === undefined).map((route) => `${route.method} ${route.url}`);
  if (silent.length > 0) {
    throw new Error(`these routes declare neither @RequirePermission nor @Public: ${silent.join(', ')}`);
  }
}

function accessOf(request: HttpRequest): RouteAccess | undefined {
  return (request.routeOptions.config as unknown as Record<string, RouteAccess | undefined>)[ACCESS];
}

function scopeOf(request: HttpRequest): { cluster?: string } {
  const cluster = (request.params as Record<string, unknown> | null)?.cluster;
  return typeof cluster === 'string' ? { cluster } : {};
}
