import type { Clock } from '../reflector/ports.js';

/** Below this a second frame would cost more in writes than it saves in age. */
export const TICK_MIN_MS = 16;
/** Above this a page no longer feels live. */
export const TICK_MAX_MS = 250;
/** Processor time to hand one frame to one reader, as measured for one pre-encoded string over socket.io. */
const FRAME_COST_MS = 0.02;
/** Share of one core that fan-out of one topic may take. */
const FAN_OUT_SHARE = 0.5;

/** How long frames of a topic are kept apart when it has this many readers. */
export function tickInterval(readers: number): number {
  return Math.min(TICK_MAX_MS, Math.max(TICK_MIN_MS, (readers * FRAME_COST_MS) / FAN_OUT_SHARE));
}

/**
 * Decides when a topic is flushed. Leading edge: after a quiet interval the first change leaves as soon as the running
 * piece of work is done; changes that follow within the interval wait for its end and leave together.
 */
export class Ticker {
  private lastFlush = Number.NEGATIVE_INFINITY;
  private cancel: (() => void) | undefined;
  private due = false;

  constructor(
    private readonly flush: () => void,
    private readonly options: { clock: Clock; interval: () => number; defer?: (run: () => void) => void },
  ) {}

  /** Says that there is something to send. */
  touch(): void {
    if (this.due) return;
    this.due = true;
    const wait = this.lastFlush + this.options.interval() - this.options.clock.monotonic();
    if (wait > 0) {
      this.cancel = this.options.clock.after(wait, () => this.run());
    } else {
      // One chunk of a watch holds several events: they are all noted before the deferred flush runs.
      (this.options.defer ?? queueMicrotask)(() => this.run());
    }
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.due = false;
  }

  private run(): void {
    if (!this.due) return;
    this.due = false;
    this.cancel = undefined;
    this.lastFlush = this.options.clock.monotonic();
    this.flush();
  }
}
