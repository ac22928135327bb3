import { BinnacleError } from '@binnacle/shared/errors';

/** Requests of this process under an idempotency key, while they run: parallel copies share one promise (fault F13). */
export class InFlight<T> {
  private readonly running = new Map<string, { hash: string; result: Promise<T> }>();

  /**
   * Runs `work`, or joins the copy that is already running.
   * @throws BinnacleError `idempotency_mismatch` when another request runs under the key
   */
  async run(key: string, hash: string, work: () => Promise<T>): Promise<T> {
    const same = this.running.get(key);
    if (same !== undefined) {
      if (same.hash !== hash) throw mismatch();
      return same.result;
    }
    const result = work();
    this.running.set(key, { hash, result });
    try {
      return await result;
    } finally {
      this.running.delete(key);
    }
  }
}

export function mismatch(): BinnacleError {
  return new BinnacleError(
    'idempotency_mismatch',
    'This Idempotency-Key was used before for a different request. Use a fresh key for each change.',
  );
}
