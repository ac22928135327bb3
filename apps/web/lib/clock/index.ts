import { useSyncExternalStore } from 'react';

/**
 * One clock for every age on a page: it ticks once a second while somebody watches, so that a thousand ages cost one
 * timer. Milliseconds since 1970, of this machine.
 */
class SecondClock {
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #now = 0;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#timer === undefined) {
      this.#now = Date.now();
      this.#timer = setInterval(() => this.#tick(), 1_000);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  now = (): number => {
    if (this.#timer === undefined) this.#now = Date.now();
    return this.#now;
  };

  #tick(): void {
    this.#now = Date.now();
    for (const listener of this.#listeners) listener();
  }
}

const clock = new SecondClock();
// While nobody watches, `now` must still be stable between two reads of one render.
const stableNow = () => Math.floor(clock.now() / 1_000) * 1_000;

/** The time in whole seconds, as milliseconds since 1970; renders again each second. */
export function useNow(): number {
  return useSyncExternalStore(clock.subscribe, stableNow, () => 0);
}

/** The time rounded down to `seconds`; renders again only when that changes. */
export function useCoarseNow(seconds: number): number {
  const read = () => Math.floor(clock.now() / (seconds * 1_000)) * seconds * 1_000;
  return useSyncExternalStore(clock.subscribe, read, () => 0);
}
