import type { State } from '@binnacle/shared/health';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { duration } from '@/lib/format/duration';

/** What became of an action, in a few words, and how bad it is. */
export function outcomeOf(row: Pick<LedgerRow, 'state' | 'outcome' | 'error'>): { state: State; words: string } {
  switch (row.state) {
    case 'pending':
      return { state: 'progressing', words: 'recorded, being sent' };
    case 'waiting':
      return { state: 'progressing', words: 'waiting' };
    case 'refused':
      return { state: 'paused', words: withReason('refused', row.error) };
    case 'failed':
      return { state: 'failing', words: withReason('failed', row.error) };
    case 'unknown':
      return { state: 'unknown', words: 'outcome unknown: settling' };
    case 'cancelled':
      return { state: 'paused', words: 'cancelled' };
    case 'succeeded':
      return afterwards(row.outcome);
  }
}

function afterwards({ kind, seconds, because, by }: LedgerRow['outcome']): { state: State; words: string } {
  switch (kind) {
    case 'following':
      return { state: 'progressing', words: 'done, watching what comes of it' };
    case 'healthy':
      return { state: 'ok', words: seconds === undefined ? 'healthy' : `healthy in ${duration(seconds)}` };
    case 'stuck':
      return { state: 'failing', words: withReason('stuck', because ?? null) };
    case 'superseded':
      return { state: 'paused', words: by === undefined ? 'superseded' : `superseded by ${by}` };
    case 'undone': {
      const after = seconds === undefined ? '' : ` after ${duration(seconds)}`;
      return { state: 'warning', words: `undone${by === undefined ? '' : ` by ${by}`}${after}` };
    }
    case 'none':
      return { state: 'ok', words: 'done' };
  }
}

/** Whether more may still be said about it. */
export function isOpen(row: Pick<LedgerRow, 'state' | 'outcome'>): boolean {
  return (
    row.state === 'pending' || row.state === 'waiting' || row.state === 'unknown' || row.outcome.kind === 'following'
  );
}

function withReason(word: string, reason: string | null): string {
  return reason === null || reason === '' ? word : `${word}: ${reason}`;
}
