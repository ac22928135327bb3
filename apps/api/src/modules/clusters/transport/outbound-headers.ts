/** Headers a caller of the transport may set. */
const REQUEST_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type', 'audit-id']);
/** Headers that connection material may set. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set(['authorization']);
/** Longer values are no credential any API server accepts, and would break its header limit for the whole request. */
const HEADER_VALUE_MAX_CHARACTERS = 16_384;

/** A header is not on the allowlist or carries characters that do not belong there. Its value is never repeated. */
export class UnsafeHeaderError extends Error {
  override readonly name = 'UnsafeHeaderError';
}

function add(
  to: Record<string, string>,
  headers: Readonly<Record<string, string>>,
  allowed: ReadonlySet<string>,
): void {
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!allowed.has(lower))
      throw new UnsafeHeaderError(`header ${JSON.stringify(lower.slice(0, 40))} is not sent to clusters`);
    if (!/^[\x20-\x7e]*$/.test(value) || value.length > HEADER_VALUE_MAX_CHARACTERS) {
      throw new UnsafeHeaderError(`the value of header ${lower} holds characters that are not allowed, or is too long`);
    }
    to[lower] = value;
  }
}

/**
 * The headers of one request to an API server. They are composed from an allowlist and never copied from what a browser
 * sent, so that no `Impersonate-*` or hop-by-hop header can be smuggled through (T06).
 * @throws UnsafeHeaderError
 */
export function outboundHeaders(
  userAgent: string,
  request: Readonly<Record<string, string>>,
  credentials: Readonly<Record<string, string>>,
): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    // Compression costs the API server more than loopback or a data-centre network gains, and hides watch latency.
    'accept-encoding': 'identity',
    'user-agent': userAgent,
  };
  add(headers, request, REQUEST_HEADERS);
  add(headers, credentials, CREDENTIAL_HEADERS);
  return headers;
}
