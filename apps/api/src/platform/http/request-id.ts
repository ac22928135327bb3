import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Carries the id of a request, in and out. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** The caller's id if it is a plain short word, so that it can stand in logs and headers as it is; else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders, create: () => string = randomUUID): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(given) ? given : create();
}
