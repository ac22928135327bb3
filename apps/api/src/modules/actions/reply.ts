import { BinnacleError } from '@binnacle/shared/errors';
import type { LedgerRow } from '@binnacle/shared/ledger';
import type { Entry, SettledAction } from '../ledger/index.js';
import { refusedByCluster } from './cluster-answer.js';

/** What the request for a change is answered with when it was made. */
export interface ActionReply {
  /** 202: the change is made, its outcome not yet on the record. */
  status: 200 | 202;
  row: LedgerRow;
  /** A sentence about what is not usual. */
  notice?: string;
}

/**
 * The answer that follows from the record; the same whenever it is asked for.
 * @throws BinnacleError for everything but a change that was made, with the row's id in `extra.action`
 */
export function replyOf({ row, entry }: SettledAction): ActionReply {
  const extra = { action: row.id, number: row.number };
  switch (row.state) {
    case 'succeeded':
      return { status: 200, row };
    case 'refused':
      throw new BinnacleError('forbidden', row.error ?? 'This was refused.', {
        extra: { ...missing(entry), ...extra },
      });
    case 'failed':
      throw failure(row, entry, extra);
    default:
      throw outcomeUnknown(row);
  }
}

export function outcomeUnknown(row: LedgerRow): BinnacleError {
  const why = row.error === null ? '' : ` (${row.error})`;
  return new BinnacleError(
    'outcome_unknown',
    `Whether the change was made is not known${why}. It is being found out; the row #${row.number} of the ledger will tell.`,
    { extra: { action: row.id, number: row.number } },
  );
}

function failure(row: LedgerRow, entry: Entry, extra: Record<string, unknown>): BinnacleError {
  const code = entry.type === 'outcome' || entry.type === 'settlement' ? entry.content.code : null;
  const message = row.error ?? 'no reason was given';
  if (code === null) return new BinnacleError('conflict', `The change was not made: ${message}.`, { extra });
  return refusedByCluster({ kind: 'failed', code, reason: '', message }, 'The change was not made.', extra);
}

function missing(entry: Entry): Record<string, unknown> {
  return entry.type === 'refusal' ? entry.content.missing : {};
}
