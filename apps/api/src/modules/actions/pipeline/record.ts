import type { Ledger, RecordedIntent } from '../../ledger/index.js';
import type { Circumstances } from '../asked.js';
import type { PlannedAction, RecordablePlan } from './plan.js';

/**
 * Commits the intent; only what this returns can be executed.
 * @throws BinnacleError `not_recorded`; KeyTakenError when the key was used before
 */
export function record(
  ledger: Ledger,
  planned: PlannedAction,
  circumstances: Circumstances,
  previewToken: string | undefined,
): Promise<RecordedIntent<RecordablePlan>> {
  return ledger.recordIntent(planned.toRecord(circumstances, previewToken));
}
