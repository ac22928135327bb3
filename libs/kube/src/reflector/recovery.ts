import { SilenceError } from './attempt.js';
import { Backoff, SHORTEST_MS } from './backoff.js';
import { type Random, StatusError } from './ports.js';
import { StoreRefusedError } from './stage.js';
import { BrokenStreamError } from './watch-decoder.js';

/** What to do about a failure before the same request is made again. */
export interface Pause {
  waitMs: number;
  /** What is left of it when there is evidence that the server is well again; absent when nothing makes it shorter. */
  hurriedMs?: number | undefined;
  /** `quiet`: nothing to tell yet. */
  show: 'quiet' | 'interrupted' | 'forbidden';
  because: string;
  /** Read the credentials anew after the wait. */
  refresh: boolean;
}

/** Codes of a server that does not know WatchList, or not for this kind or this encoding. */
const NO_WATCH_LIST: ReadonlySet<number> = new Set([400, 404, 405, 406, 415, 422, 501]);

export function refusesWatchList(error: unknown): boolean {
  return error instanceof StatusError && NO_WATCH_LIST.has(error.code);
}

/** The version or the continue token is no longer known, or not known yet (a server restored from a backup). */
export function isExpired(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false;
  return error.code === 410 || (error.code === 504 && error.message.includes('Too large resource version'));
}

/** Judges failures: how long to wait, and what to say meanwhile. */
export class Recovery {
  private readonly backoff: Backoff;
  private unauthorized = 0;

  constructor(random: Random) {
    this.backoff = new Backoff(random);
  }

  /** The server took the credentials. */
  answered(): void {
    this.unauthorized = 0;
  }

  /** A stream that the server had answered was open for so long. */
  served(ms: number): void {
    this.backoff.served(ms);
  }

  /** A pause was made shorter: it lasts so long in all. */
  shortened(ms: number): void {
    this.backoff.shortened(ms);
  }

  /** @param error what a request failed with */
  pauseAfter(error: unknown): Pause {
    if (!(error instanceof StatusError)) return this.interruption(sentenceOf(error));
    const { code, message, retryAfterMs } = error;
    if (code === 403) {
      return { waitMs: this.backoff.longest(retryAfterMs), show: 'forbidden', because: message, refresh: false };
    }
    if (code === 401) return this.refused(error);
    const pause = this.interruption(`The API server answered ${code}: ${message}`, retryAfterMs);
    // It is busy: that it answers others is no news, and when it will have time for this it has not said.
    return code === 429 && retryAfterMs === undefined ? { ...pause, hurriedMs: undefined } : pause;
  }

  /** A wait for a reason of our own. */
  interruption(because: string, atLeastMs = 0): Pause {
    const hurriedMs = Math.max(atLeastMs, SHORTEST_MS);
    return { waitMs: this.backoff.next(atLeastMs), hurriedMs, show: 'interrupted', because, refresh: false };
  }

  private refused({ message, retryAfterMs }: StatusError): Pause {
    this.unauthorized += 1;
    const because = `The API server does not accept the credentials (401): ${message}`;
    if (this.unauthorized === 1) return { waitMs: retryAfterMs ?? 0, show: 'quiet', because, refresh: true };
    return { waitMs: this.backoff.next(retryAfterMs), show: 'interrupted', because, refresh: true };
  }
}

function sentenceOf(error: unknown): string {
  const ours =
    error instanceof SilenceError || error instanceof BrokenStreamError || error instanceof StoreRefusedError;
  if (ours) return error.message;
  return `The API server does not answer: ${error instanceof Error ? error.message : String(error)}`;
}
