import type { Freshness } from '@binnacle/shared/clusters';
import type { ReflectorStatus } from '../reflector/ports.js';

const iso = (wallMs: number) => new Date(wallMs).toISOString();

/** A reflector's status as readers see it. */
export function freshnessOf(status: ReflectorStatus): Freshness {
  return {
    state: status.state,
    since: iso(status.since),
    ...(status.because === undefined ? {} : { because: status.because }),
    ...(status.retryAt === undefined ? {} : { retryAt: iso(status.retryAt) }),
  };
}

/** Worst first: a document is as fresh as the least fresh table it is made from. */
const WORST_FIRST: readonly Freshness['state'][] = ['stale', 'loading', 'catching-up', 'forbidden', 'live'];

export function leastFresh(parts: readonly Freshness[]): Freshness {
  for (const state of WORST_FIRST) {
    const found = parts.find((part) => part.state === state);
    if (found !== undefined) return found;
  }
  return { state: 'loading', since: iso(0) };
}
