interface Timer {
  at: number;
  order: number;
  callback: () => void;
}

/**
 * Time that passes only when a test says so. Wall and monotonic time are separate, as in the world: {@link jumpWall}
 * moves one and leaves the other.
 */
export class FakeClock {
  private now = 0;
  private wallOffset: number;
  private created = 0;
  private readonly timers = new Set<Timer>();

  /** @param wallStart milliseconds since 1970 at monotonic zero. */
  constructor(wallStart = Date.UTC(2026, 0, 1)) {
    this.wallOffset = wallStart;
  }

  readonly monotonic = (): number => this.now;

  readonly wall = (): number => this.wallOffset + this.now;

  readonly after = (ms: number, callback: () => void): (() => void) => {
    const timer: Timer = { at: this.now + Math.max(0, ms), order: this.created, callback };
    this.created += 1;
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  };

  /** Timers not yet called and not cancelled: what somebody is still waiting for. */
  get pending(): number {
    return this.timers.size;
  }

  /** Monotonic milliseconds of the next timer. */
  get nextAt(): number | undefined {
    return this.earliest()?.at;
  }

  /** Sets the wall clock forwards or back, as a time server or a resumed laptop does. */
  jumpWall(ms: number): void {
    this.wallOffset += ms;
  }

  /** Calls every timer that comes due within `ms`, in order of time, then of creation; promises settle after each. */
  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    await this.settle();
    for (let next = this.earliest(); next !== undefined && next.at <= until; next = this.earliest()) {
      this.now = Math.max(this.now, next.at);
      this.timers.delete(next);
      next.callback();
      await this.settle();
    }
    this.now = until;
  }

  /** Lets everything run that waits for nothing but a promise. No time passes. */
  settle(): Promise<void> {
    // A macrotask begins only when the queue of microtasks is empty, however long their chains are.
    return new Promise((resolve) => setImmediate(resolve));
  }

  private earliest(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) {
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}
