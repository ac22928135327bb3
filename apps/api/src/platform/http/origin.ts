import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../config/index.js';

/** What the rules need to know: the origin people use, if one is configured. */
export interface OriginConfig {
  readonly externalUrl?: string;
}

/** Names of the session cookie: with the prefix over TLS, without it on plain loopback, where browsers refuse the prefix. */
export const SESSION_COOKIE_PLAIN = 'binnacle_session';
export const SESSION_COOKIE_SECURE = '__Host-binnacle';

/**
 * Whether the request was made under a name of ours. A page of another name that has been pointed at our address (DNS
 * rebinding) still says its own name. Loopback names are good with any port: a tunnel may end on another one.
 */
export function hostAllowed(headers: IncomingHttpHeaders, config: OriginConfig): boolean {
  const host = hostOf(headers);
  if (host === undefined) return false;
  return (
    isLoopback(host.hostname) || (config.externalUrl !== undefined && host.host === new URL(config.externalUrl).host)
  );
}

/**
 * Whether a page of this origin may open the socket (T10). Browsers send cookies along with every handshake and check
 * nothing, so a foreign origin is refused whatever it brings, and a session cookie without an origin is refused too: no
 * browser sends that. Without cookie and origin it is a program, which must show a machine key.
 */
export function originAllowed(headers: IncomingHttpHeaders, config: OriginConfig): boolean {
  if (!hostAllowed(headers, config)) return false;
  if (headers.origin === undefined) return !hasSessionCookie(headers);
  return isOwnOrigin(headers.origin, headers, config);
}

/**
 * Whether a request that may change something was sent by our own page, or by a program with a machine key (T11).
 * `Sec-Fetch-Site` cannot be set by a page; where it is missing the origin must be ours.
 */
export function mutationAllowed(headers: IncomingHttpHeaders, config: OriginConfig): boolean {
  // With this header the cookie is not looked at, and no page of another origin can send it without asking first.
  if (headers.authorization !== undefined) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return headers.origin !== undefined && isOwnOrigin(headers.origin, headers, config);
}

function isOwnOrigin(origin: string, headers: IncomingHttpHeaders, config: OriginConfig): boolean {
  if (config.externalUrl !== undefined && origin === config.externalUrl) return true;
  const host = hostOf(headers);
  return host !== undefined && isLoopback(host.hostname) && origin === `http://${host.host}`;
}

function hostOf(headers: IncomingHttpHeaders): URL | undefined {
  // Only a host and a port: "@", "/" and the like would be read as other parts of a URL.
  const text = headers.host;
  if (text === undefined || !/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(text)) return undefined;
  return URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined;
}

function hasSessionCookie(headers: IncomingHttpHeaders): boolean {
  const cookie = headers.cookie ?? '';
  return cookie.includes(`${SESSION_COOKIE_PLAIN}=`) || cookie.includes(`${SESSION_COOKIE_SECURE}=`);
}
