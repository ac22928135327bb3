import type { Clock } from './ports.js';

/** Nothing was heard for too long on a connection that looks alive. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError';
}

/**
 * One request from its start to the last byte of its answer. It ends when the answer does, when nothing is heard for
 * the limit, or when {@link end} is called; whoever waits is told at once, even if the transport ignores its signal.
 */
export class Attempt {
  private readonly controller = new AbortController();
  private ended: Error | undefined;
  private giveUp: ((reason: Error) => void) | undefined;
  private heardAt: number;
  private cancelWatchdog: () => void;

  constructor(
    private readonly clock: Clock,
    private limitMs: number,
    private readonly onHeard: (at: number) => void = () => undefined,
  ) {
    this.heardAt = clock.monotonic();
    this.cancelWatchdog = clock.after(limitMs, () => this.checkSilence());
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The same outcome as `work`, or a rejection with the reason as soon as the attempt has ended. */
  guard<T>(work: Promise<T>): Promise<T> {
    // One slot instead of Promise.race with a lasting promise, which would keep a reaction for every chunk ever read.
    return new Promise((resolve, reject) => {
      this.giveUp = reject;
      work.then(resolve, reject);
      if (this.ended !== undefined) reject(this.ended);
    });
  }

  /**
   * Bytes came, or an answer. The timer is not touched: it looks at this time when it fires.
   * @throws the reason, when the attempt ended between the arrival and this call
   */
  heard(): void {
    if (this.ended !== undefined) throw this.ended;
    this.heardAt = this.clock.monotonic();
    this.onHeard(this.heardAt);
  }

  /** From here on silence may last so long. */
  setLimit(limitMs: number): void {
    if (this.ended !== undefined) return;
    this.limitMs = limitMs;
    this.cancelWatchdog();
    this.checkSilence();
  }

  /** Aborts the request. The first reason counts; after {@link finish} none does. */
  end(reason: Error): void {
    if (this.ended !== undefined) return;
    this.finish(reason);
    this.giveUp?.(reason);
  }

  /** Leaves no timer and no open request behind. */
  finish(reason = new Error('The request is over.')): void {
    if (this.ended !== undefined) return;
    this.ended = reason;
    this.cancelWatchdog();
    this.controller.abort(reason);
  }

  private checkSilence(): void {
    const left = this.heardAt + this.limitMs - this.clock.monotonic();
    if (left > 0) this.cancelWatchdog = this.clock.after(left, () => this.checkSilence());
    else this.end(new SilenceError(`Nothing was heard from the API server for ${Math.round(this.limitMs / 1000)} s.`));
  }
}
