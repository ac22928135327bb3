import type { LedgerRow } from '@binnacle/shared/ledger';
import type { Clock } from '../../../platform/clock/index.js';
import type { Log } from '../../../platform/logging/index.js';
import type { Ledger, RawOutcome, RecordedIntent } from '../../ledger/index.js';

/** It is watched this long what becomes of a change: a controller that reverts it does so within minutes (fault F16). */
export const FOLLOW_MS = 10 * 60_000;
/** Between attempts to record an outcome while the database is away. The last one repeats. */
const RETRY_MS = [1_000, 2_000, 5_000, 10_000];

/**
 * Records what became of a call. When the database is away at that moment (fault F10) the outcome is kept in memory and
 * recorded once it is back; should the process die first, the reconciler finds it out from evidence.
 */
export class Settler {
  private readonly kept = new Map<string, () => void>();
  private stopped = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The row with its outcome, or null when the outcome could not be recorded yet. */
  async settle(intent: RecordedIntent, raw: RawOutcome): Promise<LedgerRow | null> {
    try {
      return await this.ledger.recordOutcome(intent, raw, FOLLOW_MS);
    } catch (error) {
      this.log.error({ err: error, action: intent.id }, 'an outcome could not be recorded; it is kept and tried again');
      this.retry(intent, raw, 0);
      return null;
    }
  }

  /** Whether an outcome of this action is known here and waits to be recorded. */
  keeps(id: string): boolean {
    return this.kept.has(id);
  }

  /** Ends all retries: what was not recorded is left to the reconciler of the next start. */
  stop(): void {
    this.stopped = true;
    for (const cancel of this.kept.values()) cancel();
    this.kept.clear();
  }

  private retry(intent: RecordedIntent, raw: RawOutcome, attempt: number): void {
    if (this.stopped) return;
    const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0;
    const cancel = this.clock.after(wait, () => {
      this.ledger.recordOutcome(intent, raw, FOLLOW_MS).then(
        () => this.kept.delete(intent.id),
        (error: unknown) => {
          this.log.warn({ err: error, action: intent.id, attempt }, 'an outcome could still not be recorded');
          this.retry(intent, raw, attempt + 1);
        },
      );
    });
    this.kept.set(intent.id, cancel);
  }
}
