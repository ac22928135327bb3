/** For everything that is not a page: nothing in it may load or run anything, or be framed (T12). */
const CLOSED_CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: readonly (readonly [string, string])[] = [
  ['content-security-policy', CLOSED_CSP],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  [
    'permissions-policy',
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), xr-spatial-tracking=()',
  ],
];

/** Headers of every answer, errors and static files included. Pages replace the policy by their own. */
export function securityHeaders(config: { readonly externalUrl?: string }): readonly (readonly [string, string])[] {
  const overTls = config.externalUrl?.startsWith('https:') === true;
  return overTls ? [...HEADERS, ['strict-transport-security', 'max-age=31536000']] : HEADERS;
}
