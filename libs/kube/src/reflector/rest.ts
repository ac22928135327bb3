import type { Clock } from './ports.js';

/** A wait that can be made shorter and be ended. */
export class Rest {
  /** Resolves when it ends, however that came. */
  readonly over: Promise<void>;
  private readonly beganAt: number;
  private endsAt: number;
  private cancel: () => void;
  private resolve: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    ms: number,
  ) {
    this.beganAt = clock.monotonic();
    this.endsAt = this.beganAt + ms;
    this.over = new Promise((resolve) => {
      this.resolve = resolve;
    });
    this.cancel = clock.after(ms, this.end);
  }

  /**
   * Makes it end `inMs` from now, but not before it has lasted `atLeastMs`.
   * @returns how long it lasts in all, or nothing when it would not have lasted longer anyway
   */
  shorten(inMs: number, atLeastMs: number): number | undefined {
    const now = this.clock.monotonic();
    const endsAt = Math.max(now + inMs, this.beganAt + atLeastMs);
    if (endsAt >= this.endsAt) return undefined;
    this.endsAt = endsAt;
    this.cancel();
    this.cancel = this.clock.after(endsAt - now, this.end);
    return endsAt - this.beganAt;
  }

  /** Milliseconds until it ends. */
  get left(): number {
    return this.endsAt - this.clock.monotonic();
  }

  readonly end = (): void => {
    this.cancel();
    this.resolve();
  };
}
