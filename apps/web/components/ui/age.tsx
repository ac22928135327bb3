'use client';
import { useNow } from '@/lib/clock';
import { cellAge, shortAge } from '@/lib/format/duration';
import { exactTime } from '@/lib/format/time';

/** How long ago, ticking; exact in UTC and local on hover. `at` in seconds since 1970. */
export function Age({ at, cell = false }: { at: number | null; cell?: boolean }) {
  const now = useNow();
  if (at === null) return <span className="text-ink-3">–</span>;
  const seconds = now / 1_000 - at;
  return (
    <time dateTime={new Date(at * 1_000).toISOString()} title={exactTime(at * 1_000)}>
      {cell ? cellAge(seconds) : shortAge(seconds)}
    </time>
  );
}
