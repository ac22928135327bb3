import type { Actor } from '@binnacle/shared/access';
import type { HttpRequest } from '../../platform/http/index.js';
import type { Recognised } from './auth.service.js';

const callers = new WeakMap<object, Recognised>();

/** Notes who sent the request. */
export function setCaller(request: HttpRequest, caller: Recognised): void {
  callers.set(request.raw, caller);
}

/** Who sent the request. Asking on a public route is a mistake in our code, and says so. */
export function callerOf(request: HttpRequest): Recognised {
  const caller = callers.get(request.raw);
  if (caller === undefined)
    throw new Error('no caller is known on this request: its route is public, or no gate is set');
  return caller;
}

export function actorOf(request: HttpRequest): Actor {
  return callerOf(request).actor;
}
