import type { Actor } from '@binnacle/shared/access';
import { BinnacleError } from '@binnacle/shared/errors';
import type { Clock } from '../../platform/clock/index.js';
import type { Ledger } from '../ledger/index.js';
import { mismatch } from './in-flight.js';
import { type ActionReply, outcomeUnknown, replyOf } from './reply.js';

/** A copy of a request that runs in another process is waited for this long, then answered `in_progress`. */
const COPY_WAIT_MS = 10_000;
const COPY_POLL_MS = 250;

/** Answers to requests, from the record: so a repeat is given what the first was given, by any process, at any time. */
export class Answers {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** The answer this key was given before, null when it is new. */
  async before(actor: Actor, key: string, requestHash: string): Promise<ActionReply | null> {
    await this.ledger.assertWritable();
    const same = await this.ledger.findByKey(actor.id, key);
    if (same === null) return null;
    if (same.requestHash !== requestHash) throw mismatch();
    return this.of(same.id);
  }

  /**
   * The answer of an action that is on the record; waits a while for one that is still being worked on.
   * @throws BinnacleError as {@link replyOf}; `in_progress`
   */
  async of(id: string): Promise<ActionReply> {
    const { ledger, clock } = this;
    const until = clock.monotonic() + COPY_WAIT_MS;
    for (;;) {
      const settled = await ledger.settled(id);
      if (settled !== null) return replyOf(settled);
      const row = await ledger.get(id);
      if (row.state === 'unknown') throw outcomeUnknown(row);
      if (clock.monotonic() >= until) {
        const detail = 'The first request with this Idempotency-Key is still being worked on. Ask again in a moment.';
        throw new BinnacleError('in_progress', detail, { extra: { action: id } });
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      clock.after(COPY_POLL_MS, resolve);
      await promise;
    }
  }

  /** The answer of a copy that another process recorded meanwhile. */
  async ofCopy(id: string, requestHash: string): Promise<ActionReply> {
    if ((await this.ledger.requestHashOf(id)) !== requestHash) throw mismatch();
    return this.of(id);
  }
}
