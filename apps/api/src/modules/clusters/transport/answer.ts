import { StatusError } from '@binnacle/kube/reflector';
import type { Dispatcher } from 'undici';
// The function itself: the log that comes with it is of no use in a worker thread.
import { scrub } from '../../../platform/logging/scrub.js';
import { AnswerTooLargeError, UnexpectedAnswerError } from './connection-error.js';

/** A Status object is a few hundred bytes; more of an error body is never read. */
const ERROR_BODY_MAX_BYTES = 65_536;
const MESSAGE_MAX_CHARACTERS = 2_000;
const WARNINGS_MAX = 10;

/** A 2xx answer with a JSON body. */
export interface KubeAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Texts of `Warning: 299` headers: deprecations, policy hints. */
  readonly warnings: readonly string[];
}

/**
 * Text of a cluster, fit for a log line and a page: bounded, control and bidirectional characters as escapes (T15). What
 * stands between us and the API server may repeat the request in its refusal, credentials and all: they go no further.
 */
export function printable(text: string, maxCharacters = MESSAGE_MAX_CHARACTERS): string {
  const safe = scrub(text);
  const cut = safe.length > maxCharacters ? `${safe.slice(0, maxCharacters)}…` : safe;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) =>
    c === '\n' ? ' ' : `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function headerValues(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function warningsOf(headers: Dispatcher.ResponseData['headers']): string[] {
  const found: string[] = [];
  for (const value of headerValues(headers.warning)) {
    for (const match of value.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
      if (found.length < WARNINGS_MAX) found.push(printable((match[1] ?? '').replace(/\\(.)/g, '$1'), 500));
    }
  }
  return found;
}

/** Retry-After in milliseconds: seconds, or an HTTP date (RFC 9110, 10.2.3). */
function retryAfterMs(value: string | undefined, wallNow: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallNow);
}

/** @throws AnswerTooLargeError as soon as the cap is passed; the connection is then dropped, not drained. */
async function bytesOf(response: Dispatcher.ResponseData, host: string, maxBytes: number): Promise<Buffer> {
  const announced = Number(headerValues(response.headers['content-length'])[0] ?? 0);
  const chunks: Buffer[] = [];
  let size = 0;
  if (announced > maxBytes) {
    response.body.on('error', () => undefined).destroy();
    throw new AnswerTooLargeError(host, maxBytes);
  }
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the body, which closes its connection.
    if (size > maxBytes) throw new AnswerTooLargeError(host, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function parsed(bytes: Buffer): { value: unknown } | null {
  try {
    return { value: JSON.parse(bytes.toString('utf8')) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** @throws UnexpectedAnswerError when a success does not carry JSON; AnswerTooLargeError */
export async function successOf(
  response: Dispatcher.ResponseData,
  host: string,
  maxBytes: number,
): Promise<KubeAnswer> {
  const json = parsed(await bytesOf(response, host, maxBytes));
  if (json === null) {
    throw new UnexpectedAnswerError(
      `${host} answered ${response.statusCode} with something that is not JSON: it may not be an API server.`,
    );
  }
  return { status: response.statusCode, body: json.value, warnings: warningsOf(response.headers) };
}

/** The StatusError for an answer that is no success. A body that is not a Status is not repeated to anybody. */
export async function failureOf(
  response: Dispatcher.ResponseData,
  host: string,
  wallNow: number,
): Promise<StatusError> {
  const { statusCode } = response;
  const retry = retryAfterMs(headerValues(response.headers['retry-after'])[0], wallNow);
  let status: unknown;
  try {
    status = parsed(await bytesOf(response, host, ERROR_BODY_MAX_BYTES))?.value;
  } catch (error) {
    if (!(error instanceof AnswerTooLargeError)) throw error;
  }
  const body = isRecord(status) && status.kind === 'Status' ? status : {};
  const reason = typeof body.reason === 'string' && /^[A-Za-z]{1,60}$/.test(body.reason) ? body.reason : 'Unknown';
  const message =
    typeof body.message === 'string' ? printable(body.message) : `the server answered ${statusCode} without saying why`;
  return new StatusError(statusCode, reason, message, retry);
}
