import { createHash } from 'node:crypto';

/** An inline script of an HTML file: a `script` element without `src`, whatever its other attributes. */
const INLINE_SCRIPT = /<script(?![^>]*\ssrc[\s=>])[^>]*>([\s\S]*?)<\/script>/gi;

/**
 * The Content-Security-Policy of one exported page: only files of ours, and exactly the inline scripts this file holds,
 * by their hash. No inline style, no eval, no frame, no form; strings become scripts only through the page's default
 * Trusted Types policy. `connect-src 'self'` covers the socket of the same host.
 */
export function pagePolicy(html: string): string {
  const hashes = [...html.matchAll(INLINE_SCRIPT)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    ["script-src 'self'", ...new Set(hashes)].join(' '),
    "style-src 'self'",
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}
