import type { Clock } from '../../../platform/clock/index.js';
import type { Log } from '../../../platform/logging/index.js';
import type { RawOutcome, RecordedIntent } from '../../ledger/index.js';
import { EXECUTION_DEADLINE_MS, type RecordablePlan, SENDING_MS } from './plan.js';

/**
 * Makes the change. Never rejects and never takes longer than the deadline: whatever is not a certain answer is
 * `unknown`, to be settled from evidence.
 */
export async function execute(intent: RecordedIntent<RecordablePlan>, clock: Clock, log: Log): Promise<RawOutcome> {
  const { authorised, foreseen } = intent.planned.plan;
  const began = clock.monotonic();
  const mayStillSend = () => clock.monotonic() - began < SENDING_MS;
  const call = authorised.action
    .execute(authorised.doors, intent, foreseen, mayStillSend)
    .catch((error: unknown): RawOutcome => {
      log.error(
        { err: error, action: intent.id },
        'the call to the cluster ended in an error that says nothing certain',
      );
      return {
        kind: 'unknown',
        because: 'the call to the cluster ended in an error that does not tell whether it was made',
      };
    });
  let cancel = (): void => undefined;
  const overdue = new Promise<RawOutcome>((resolve) => {
    const because = `the API server did not answer within ${EXECUTION_DEADLINE_MS / 1000} s`;
    cancel = clock.after(EXECUTION_DEADLINE_MS, () => resolve({ kind: 'unknown', because }));
  });
  const outcome = await Promise.race([call, overdue]);
  cancel();
  return outcome;
}
