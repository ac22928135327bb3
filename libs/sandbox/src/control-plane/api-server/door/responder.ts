import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { dump } from 'js-yaml';
import type { ApiAnswer, StreamAnswer, UpgradeAnswer } from '../api.js';
import { ApiError } from '../status.js';
import type { AuditedRequest } from './audit-log.js';
import { negotiate, type Representation } from './media-types.js';

type Layout = { -readonly [part in 'format' | 'pretty']: Representation[part] };

/** Below this, compressing costs more than it saves. */
const GZIP_FROM_BYTES = 128 * 1024;
const compress = promisify(gzip);

/** Writes the one answer of a request, and tells the audit log before the client has it. */
export class Responder {
  readonly accept: string;
  readonly userAgent: string;
  readonly #query: URLSearchParams;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #warnings = new Set<string>();
  audited: AuditedRequest | undefined;
  /** How far the request has come; answers look a little different at each stage. */
  stage: 'unknown' | 'guard' | 'handler' = 'unknown';
  /** Then the audit log tells when the answer begins, too. */
  longRunning = false;

  constructor(request: IncomingMessage, response: ServerResponse, query: URLSearchParams) {
    this.accept = request.headers.accept ?? '';
    this.userAgent = request.headers['user-agent'] ?? '';
    this.#query = query;
    this.#request = request;
    this.#response = response;
    response.setHeader('Cache-Control', 'no-cache, private');
  }

  warn(text: string): void {
    // A header cannot hold control characters.
    if (text !== '' && !/\p{Cc}/u.test(text)) this.#warnings.add(`299 - "${text.replace(/["\\]/g, '\\$&')}"`);
  }

  /** @param signal ends a stream early */
  async answer(answer: Exclude<ApiAnswer, UpgradeAnswer>, signal: AbortSignal): Promise<void> {
    if ('stream' in answer) return this.#stream(answer, signal);
    if ('text' in answer) return this.#whole(answer.status, answer.type, answer.text, answer.headers);
    const { object, status, headers } = answer;
    // Which conversions there are was the inside's to decide.
    const layout = this.#layout(() => true);
    if (answer.type !== undefined) layout.format = 'json';
    return this.#whole(status, answer.type ?? `application/${layout.format}`, encode(object, layout), headers, object);
  }

  async refuse({ code, status, details }: ApiError): Promise<void> {
    const headers = {
      ...(this.stage === 'guard' && { 'X-Content-Type-Options': 'nosniff' }),
      ...(details?.retryAfterSeconds && { 'Retry-After': String(details.retryAfterSeconds) }),
    };
    let layout: Layout = { format: 'json', pretty: true };
    try {
      layout = this.#layout();
    } catch (error) {
      // Who reads nothing that there is gets something for the eye.
      if (!(error instanceof ApiError)) throw error;
    }
    await this.#whole(code, `application/${layout.format}`, encode(status, layout), headers, status);
  }

  #layout(allows?: () => boolean): Layout {
    return { ...negotiate({ accept: this.accept, query: this.#query, userAgent: this.userAgent }, allows) };
  }

  async #whole(code: number, type: string, text: string | Uint8Array, headers = {}, object?: object): Promise<void> {
    // A stream that broke off has nothing more to say.
    if (this.#response.headersSent) return;
    let body: Uint8Array = typeof text === 'string' ? Buffer.from(text) : text;
    const zip = body.length > GZIP_FROM_BYTES && /\bgzip\b/.test(String(this.#request.headers['accept-encoding']));
    if (zip) body = await compress(body, { level: 1 });
    if (this.stage === 'unknown' || this.longRunning) this.audited?.answered('ResponseStarted', code, object);
    if (this.stage !== 'unknown') this.audited?.answered('ResponseComplete', code, object);
    if (this.#response.destroyed) return;
    if (zip) this.#response.setHeader('Content-Encoding', 'gzip').setHeader('Vary', 'Accept-Encoding');
    if (type.startsWith('text/plain')) this.#response.setHeader('X-Content-Type-Options', 'nosniff');
    this.#head(code, { 'Content-Type': type, 'Content-Length': body.length, ...headers });
    this.#response.end(body);
    await this.#delivered();
  }

  #head(code: number, headers: Record<string, string | number>): void {
    if (this.#warnings.size > 0) this.#response.setHeader('Warning', [...this.#warnings]);
    this.#response.writeHead(code, headers);
  }

  async #stream({ stream, type }: StreamAnswer, signal: AbortSignal): Promise<void> {
    if (this.longRunning) this.audited?.answered('ResponseStarted', 200);
    this.#head(200, { 'Content-Type': type });
    this.#response.flushHeaders();
    try {
      for await (const piece of stream) {
        if (signal.aborted) break;
        if (!this.#response.write(piece)) await once(this.#response, 'drain', { signal });
      }
    } catch (error) {
      // A client that goes away, or a server that closes, ends the wait for `drain`.
      if (!signal.aborted) throw error;
    } finally {
      this.audited?.answered('ResponseComplete', 200);
      this.#response.end();
    }
    await this.#delivered();
  }

  /** Resolves when the answer has left, or its reader has. */
  async #delivered(): Promise<void> {
    await finished(this.#response).catch(() => undefined);
  }
}

function encode(object: object, { format, pretty }: Layout): string {
  const json = JSON.stringify(object, null, pretty ? 2 : 0);
  if (format === 'json') return pretty ? json : `${json}\n`;
  return dump(JSON.parse(json), { sortKeys: true, seqNoIndent: true, lineWidth: -1, noRefs: true });
}
