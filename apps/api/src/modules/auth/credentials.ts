import { createHash, randomBytes } from 'node:crypto';
import { SESSION_COOKIE_PLAIN, SESSION_COOKIE_SECURE } from '../../platform/http/index.js';

/** Machine keys begin so, for people and for secret scanners. */
export const KEY_PREFIX = 'bk_';

/** Unguessable bytes; the parameter of everything that makes a secret. */
export type RandomSource = (bytes: number) => Buffer;
export const systemRandom: RandomSource = (bytes) => randomBytes(bytes);

/** What is stored of a secret. It is long and random itself, so a plain hash cannot be searched back. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A text secret of so many random bytes, in letters that need no quoting anywhere. */
export function newSecret(random: RandomSource, bytes: number): string {
  return random(bytes).toString('base64url');
}

/** The machine key of `Authorization: Bearer bk_...`, null when it is anything else. */
export function keyOf(authorization: string): string | null {
  const match = /^bearer +(bk_[\w-]{20,128})$/i.exec(authorization.trim());
  return match?.[1] ?? null;
}

/** How the session cookie is named and protected: `secure` where people come by https. */
export interface CookieForm {
  readonly name: string;
  readonly secure: boolean;
}

export function cookieForm(config: { readonly externalUrl?: string }): CookieForm {
  const secure = config.externalUrl?.startsWith('https:') === true;
  return { name: secure ? SESSION_COOKIE_SECURE : SESSION_COOKIE_PLAIN, secure };
}

/** A `Set-Cookie` value; without a token it removes the cookie. */
export function setCookie(form: CookieForm, token: string | null, maxAgeSeconds: number): string {
  const age = token === null ? 0 : maxAgeSeconds;
  return `${form.name}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${form.secure ? '; Secure' : ''}`;
}

/**
 * The session token in a `Cookie` header. Two different ones under our name mean that somebody else set a cookie on
 * this host: neither is believed.
 */
export function tokenOf(cookie: string, form: CookieForm): string | null {
  const values = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${form.name}=`))
    .map((pair) => pair.slice(form.name.length + 1));
  const [token] = values;
  if (token === undefined || values.some((value) => value !== token)) return null;
  return /^[\w-]{43}$/.test(token) ? token : null;
}
