import type { Clock } from '../../../clock.js';
import { badRequest, quoted, timedOut } from '../status.js';

const MAX_REQUEST_MS = 60_000;

/** How long a request may go on: until its caller is gone, its time is up or, for streams, the server closes. */
export class RequestTime {
  readonly #ended = new AbortController();
  readonly #out = Promise.withResolvers<never>();
  #cancel: () => void = () => undefined;

  constructor() {
    // Nobody waits for it until the request is handled.
    this.#out.promise.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Rejects with an ApiError when the time is up. */
  get out(): Promise<never> {
    return this.#out.promise;
  }

  limit(clock: Clock, ms: number): void {
    this.#cancel = clock.after(ms, () => {
      this.#out.reject(timedOut('request did not complete within the allotted timeout'));
      this.#ended.abort();
    });
  }

  endWith(signal: AbortSignal): void {
    const end = () => this.end();
    signal.addEventListener('abort', end);
    this.#cancel = () => signal.removeEventListener('abort', end);
    if (signal.aborted) end();
  }

  end(): void {
    this.#cancel();
    this.#ended.abort();
  }
}

/**
 * The time that a request which does not stream is given, in milliseconds.
 * @throws {ApiError} 400 for a `timeout` that is no duration
 */
export function allottedMs(query: URLSearchParams): number {
  const asked = durationMs(query.get('timeout') || '0');
  return asked > 0 && asked < MAX_REQUEST_MS ? asked : MAX_REQUEST_MS;
}

const UNIT_MS: Record<string, number> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
/** The most that Go's `time.Duration` holds, 2^63 nanoseconds. */
const MOST_MS = 2 ** 63 / 1e6;

/** Milliseconds in a text such as `1m30s`, which is refused in the words of Go. */
function durationMs(text: string): number {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0;
  const refuse = (why: string) =>
    badRequest(`invalid timeout specified in the request URL - time: ${why} duration ${quoted(text)}`);
  let total = 0;
  for (const [part, number, unit = ''] of unsigned.matchAll(/([\d.]*)([^\d.]*)/g)) {
    if (part === '' && total > 0) break;
    if (!number || !/^(?:\d+\.?\d*|\.\d+)$/.test(number)) throw refuse('invalid');
    if (unit === '') throw refuse('missing unit in');
    const unitMs = UNIT_MS[unit];
    if (unitMs === undefined) throw refuse(`unknown unit ${quoted(unit)} in`);
    total += Number(number) * unitMs;
  }
  if (total >= MOST_MS) throw refuse('invalid');
  return text.startsWith('-') ? -total : total;
}
