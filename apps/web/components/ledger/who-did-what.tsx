'use client';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { Status } from '@/components/status/status';
import { Age } from '@/components/ui/age';
import { Avatar } from '@/components/ui/avatar';
import { Link, paths } from '@/lib/router';
import { outcomeOf } from './outcome';

/** Actions on one object: who, what, what came of it, and why. */
export function WhoDidWhat({ rows }: { rows: readonly LedgerRow[] }) {
  return (
    <ul>
      {rows.map((row) => {
        const outcome = outcomeOf(row);
        return (
          <li
            key={row.id}
            className="grid grid-cols-[18px_1fr_auto] gap-x-2.5 gap-y-0.5 border-line border-b py-2 last:border-b-0"
          >
            <span className="pt-px">
              <Avatar label={row.actor.label} small />
            </span>
            <span className="min-w-0 wrap-anywhere">
              <b className="b">{row.actor.label}</b>{' '}
              <Link href={paths.ledgerRow(row.id)} className="hover:underline">
                {row.words}
              </Link>
            </span>
            <span className="num text-ink-3">
              <Age at={Date.parse(row.at) / 1_000} />
            </span>
            <span className="col-start-2 min-w-0 text-12">
              <Status state={outcome.state} className="max-w-full">
                {outcome.words}
              </Status>
            </span>
            {(row.reason !== '' || row.ticket !== null) && (
              <span className="col-start-2 text-12 text-ink-3">
                {row.reason !== '' && `“${row.reason}”`} {row.ticket}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
