import type { Clock } from '@binnacle/kube/reflector';

/** A signal that ends with the caller's, or after a time; `expired` tells which it was. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #release: () => void;
  #expired = false;

  /** Begins at once: `ms` on the given clock, combined with the caller's signal if there is one. */
  constructor(clock: Clock, ms: number, signal?: AbortSignal) {
    const cancelTimer = clock.after(ms, () => {
      this.#expired = true;
      this.#controller.abort(new DOMException('the deadline passed', 'TimeoutError'));
    });
    const onAbort = () => this.#controller.abort(signal?.reason);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#release = () => {
      cancelTimer();
      signal?.removeEventListener('abort', onAbort);
    };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get expired(): boolean {
    return this.#expired;
  }

  /** Releases timer and listener; call it when the work is over. */
  clear(): void {
    this.#release();
  }
}
