'use client';
import { Lock } from 'lucide-react';
import { StateMark } from '@/components/status/state-mark';
import { useVerification } from '@/lib/api/queries';
import { ApiProblem } from '@/lib/api-client';
import { count, plural } from '@/lib/format/quantity';
import { clockTime } from '@/lib/format/time';

/** Whether the record is as it was written, by its hash chain. */
export function ChainFoot({ total }: { total: number | null }) {
  return (
    <div className="num flex h-7.5 flex-none items-center gap-3 overflow-hidden whitespace-nowrap border-line border-t px-4 text-12 max-desk:px-3">
      <span>{total === null ? '' : plural(total, 'row')}</span>
      <span className="flex-1" />
      <Chain />
    </div>
  );
}

function Chain() {
  const { data, error } = useVerification();
  if (data === undefined) {
    if (error instanceof ApiProblem && error.code === 'forbidden')
      return <span className="text-ink-3">Your role may not verify the chain</span>;
    return (
      <span className="text-ink-3">{error === null ? 'verifying the chain' : 'the chain could not be verified'}</span>
    );
  }
  if (!data.ok) {
    return (
      <span className="s-failing flex min-w-0 items-center gap-1.5 text-state" title={data.because ?? undefined}>
        <StateMark state="failing" />
        <span className="truncate">
          chain broken at entry {data.firstBroken ?? '?'}: {data.because}
        </span>
      </span>
    );
  }
  return (
    <span className="s-ok flex items-center gap-1.5 text-state">
      <Lock size={13} strokeWidth={1.6} aria-hidden="true" />
      chain verified to entry {count(data.entries)}, {clockTime(Date.parse(data.at))}
    </span>
  );
}
