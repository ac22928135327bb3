'use client';
import { STATES } from '@binnacle/shared/health';
import type { Counts } from '@/components/status/counts';
import { StateMark } from '@/components/status/state-mark';
import { useNow } from '@/lib/clock';
import { duration } from '@/lib/format/duration';
import { count, plural } from '@/lib/format/quantity';
import { type TableStore, useTableSummary } from '@/realtime';

/** How many of how many, in which order, by state, and when something last changed. */
export function TableFooter({
  store,
  listed,
  sorted,
  filtered,
  stale,
}: {
  store: TableStore;
  listed: number;
  sorted: string;
  filtered: boolean;
  /** Not current: what was counted then is not known to be so now. */
  stale: boolean;
}) {
  const { total, counts: known, complete } = useTableSummary(store);
  const counts: Counts = stale ? { unknown: total } : known;
  const nouns = store.view.title.toLowerCase();
  return (
    <div className="num flex h-7.5 flex-none items-center gap-3 overflow-hidden whitespace-nowrap border-line border-t px-4 text-12 max-desk:px-3">
      <span>{filtered ? `${count(listed)} of ${count(total)} ${nouns}` : plural(total, store.view.noun, nouns)}</span>
      <span className="text-ink-3 max-desk:hidden">
        sorted by {sorted}
        {complete ? ', all of them' : '; the rest is on its way'}
      </span>
      <span className="flex-1" />
      <span className="flex gap-3">
        {STATES.filter((state) => (counts[state] ?? 0) > 0).map((state) => (
          <span key={state} className={`s-${state} flex items-center gap-1.5 text-state`} title={state}>
            <StateMark state={state} />
            {count(counts[state] ?? 0)}
            {stale ? 'last known' : <span className="sr-only">{state}</span>}
          </span>
        ))}
      </span>
      <LastChange store={store} />
    </div>
  );
}

function LastChange({ store }: { store: TableStore }) {
  const now = useNow();
  if (store.lastChangeAt === null) return null;
  const seconds = Math.max(0, Math.floor((now - store.lastChangeAt) / 1_000));
  return (
    <span className="text-ink-3 max-desk:hidden">
      {seconds === 0 ? 'Last change just now' : `Last change ${duration(seconds)} ago`}
    </span>
  );
}
