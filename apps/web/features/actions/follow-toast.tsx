'use client';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { isOpen, outcomeOf } from '@/components/ledger/outcome';
import { Status } from '@/components/status/status';
import { useLedgerRow } from '@/lib/api/queries';
import { Link, paths } from '@/lib/router';

/** An action that was confirmed, and what becomes of it, for as long as the message stands. */
export function FollowToast({ row: first }: { row: LedgerRow }) {
  const query = useLedgerRow(first.id);
  const row = query.data ?? first;
  const outcome = outcomeOf(row);
  return (
    <div>
      <Link href={paths.ledgerRow(row.id)} className="b hover:underline">
        {row.target.name}: {row.words}
      </Link>
      <div className="flex items-center gap-2 text-12">
        <Status state={outcome.state}>{outcome.words}</Status>
        {!isOpen(row) && <span className="num text-ink-3">number {row.number}</span>}
      </div>
    </div>
  );
}
