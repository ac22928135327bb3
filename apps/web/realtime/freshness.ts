import type { Freshness } from '@binnacle/shared/clusters';
import { SILENCE_LIMIT_MS } from '@binnacle/shared/replica';

/** What a page may say about how old a topic is. Only `live` may look current. */
export interface Shown {
  state: 'loading' | 'unreached' | 'live' | 'catching-up' | 'stale' | 'forbidden' | 'error';
  /** Milliseconds since 1970; null where it has not begun. */
  since: number | null;
  /** A sentence for a person; empty when there is nothing to add. */
  because: string;
  /** When the next attempt is due, milliseconds since 1970. */
  retryAt: number | null;
}

/** Whether what is held is as the cluster is now, or nearly so. */
export function isCurrent({ state }: Shown): boolean {
  return state === 'live' || state === 'catching-up';
}

/** Whether it was ever read; only then is *nothing there* an answer, and not a lack of one. */
export function isRead(shown: Shown): boolean {
  return isCurrent(shown) || shown.state === 'stale';
}

/** What a topic has heard, and what the connection knows. */
export interface Evidence {
  connected: boolean;
  /** When the connection was lost or refused, and why. */
  lost: { at: number; because: string } | null;
  /** When the last frame about the topic came; null before the first. */
  heardAt: number | null;
  /** Whether there is something to show. */
  filled: boolean;
  /** Subscribed again, and the answer is still on its way. */
  resuming: boolean;
  /** The server's refusal to tell about this topic. */
  refused: { at: number; code: string; detail: string } | null;
  server: Freshness | null;
}

/**
 * The truth about a topic's age. What is missing decides first: a refusal, then the connection, then silence, and only
 * then what the server said last; a word such as *live* is worth nothing once its sender went quiet.
 */
export function shownFreshness(evidence: Evidence, now: number): Shown {
  const { refused, lost, heardAt, server } = evidence;
  if (refused !== null) {
    const state = refused.code === 'forbidden' ? 'forbidden' : 'error';
    return { state, since: refused.at, because: refused.detail, retryAt: null };
  }
  if (!evidence.connected) {
    if (lost === null) return { state: 'loading', since: null, because: '', retryAt: null };
    return { state: 'stale', since: lost.at, because: lost.because, retryAt: null };
  }
  if (heardAt === null || server === null) return { state: 'loading', since: null, because: '', retryAt: null };
  if (evidence.resuming)
    return { state: 'catching-up', since: heardAt, because: 'Reading what changed in between.', retryAt: null };
  if (now - heardAt > SILENCE_LIMIT_MS) {
    return { state: 'stale', since: heardAt, because: 'The server has gone quiet on this view.', retryAt: null };
  }
  return {
    state: stateOf(server, evidence.filled),
    since: timeOf(server.since),
    because: server.because ?? '',
    retryAt: server.retryAt === undefined ? null : timeOf(server.retryAt),
  };
}

function stateOf(server: Freshness, filled: boolean): Shown['state'] {
  if (server.state === 'live' && !filled) return 'catching-up';
  // The server says why it has not read anything yet: it tried, and will try again.
  return server.state === 'loading' && (server.because ?? '') !== '' ? 'unreached' : server.state;
}

function timeOf(text: string): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
