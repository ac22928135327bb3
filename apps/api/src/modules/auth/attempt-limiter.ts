import type { Clock } from '../../platform/clock/index.js';

/** More addresses than this are not remembered; the one heard of longest ago is forgotten first. */
const ADDRESSES_MAX = 10_000;

/** At most so many attempts in any window of so long, by address. In memory: a restart forgives. */
export class AttemptLimiter {
  private readonly attempts = new Map<string, number[]>();

  constructor(
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly limit = 10,
    private readonly windowMs = 60_000,
  ) {}

  /** Counts an attempt. Null: go on; else the milliseconds to wait. A refused attempt does not make the wait longer. */
  attempt(address: string): number | null {
    const now = this.clock.monotonic();
    const recent = (this.attempts.get(address) ?? []).filter((at) => now - at < this.windowMs);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= this.limit) return oldest + this.windowMs - now;
    recent.push(now);
    // Set again, so that the map's order is that of the last attempt.
    this.attempts.delete(address);
    this.attempts.set(address, recent);
    if (this.attempts.size > ADDRESSES_MAX) {
      const [longestAgo] = this.attempts.keys();
      if (longestAgo !== undefined) this.attempts.delete(longestAgo);
    }
    return null;
  }
}
