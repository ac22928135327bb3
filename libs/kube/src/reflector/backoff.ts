import type { Random } from './ports.js';

/** With {@link LONGEST_MS} and full jitter, a server that is down sees one request per 30 to 60 s from each watch. */
export const SHORTEST_MS = 800;
const LONGEST_MS = 30_000;
/** A server that drops every stream as soon as this has passed sees one request per 4.8 s, which is at most 0.25/s. */
const SERVED_WELL_MS = 4_000;

/** How long to wait after a failure: 0.8 s doubling to 30 s, each stretched at random by up to its own length. */
export class Backoff {
  private step = SHORTEST_MS;
  private waited = 0;

  constructor(private readonly random: Random) {}

  /** Milliseconds to wait now, never fewer than `atLeastMs` (a Retry-After). */
  next(atLeastMs = 0): number {
    const wait = Math.max(atLeastMs, this.step * (1 + this.random()));
    this.step = Math.min(this.step * 2, LONGEST_MS);
    this.waited = wait;
    return wait;
  }

  /** The wait for what only a person can repair. */
  longest(atLeastMs = 0): number {
    this.step = LONGEST_MS;
    return this.next(atLeastMs);
  }

  /** The wait was cut short to this. */
  shortened(ms: number): void {
    this.waited = ms;
  }

  /** A stream was open for so long: if that is well, and no less than the wait before it, the waits begin anew. */
  served(ms: number): void {
    if (ms >= Math.max(SERVED_WELL_MS, this.waited)) this.step = SHORTEST_MS;
  }
}
