'use client';
import type { State } from '@binnacle/shared/health';
import type { ReactNode } from 'react';
import { useNow } from '@/lib/clock';
import { duration } from '@/lib/format/duration';
import { clockTime } from '@/lib/format/time';
import type { Shown } from '@/realtime';
import { StateMark } from './state-mark';
import { Note, Status } from './status';

const MARKS: Record<Shown['state'], State> = {
  loading: 'progressing',
  unreached: 'unknown',
  live: 'ok',
  'catching-up': 'progressing',
  stale: 'unknown',
  forbidden: 'paused',
  error: 'failing',
};

/** `Live`, `Catching up`, `Stale since 14:02:11`, ... */
function freshnessWords(shown: Shown): string {
  switch (shown.state) {
    case 'live':
      return 'Live';
    case 'loading':
      return 'Loading';
    case 'unreached':
      return 'Not reached';
    case 'catching-up':
      return 'Catching up';
    case 'forbidden':
      return 'No access';
    case 'error':
      return 'Not read';
    case 'stale':
      return shown.since === null ? 'Stale' : `Stale since ${clockTime(shown.since)}`;
  }
}

/** How fresh the page is; `verdict` says it for several topics at once. */
export function FreshnessPill({ shown, verdict }: { shown: Shown; verdict: { state: State; words: string } | null }) {
  return (
    <span className="pill" title={shown.because === '' ? undefined : shown.because} role="status">
      <StateMark state={verdict?.state ?? MARKS[shown.state]} />
      {verdict?.words ?? freshnessWords(shown)}
    </span>
  );
}

export function FreshnessStatus({ shown }: { shown: Shown }) {
  return (
    <span title={shown.because === '' ? undefined : shown.because}>
      <Status state={MARKS[shown.state]}>{freshnessWords(shown)}</Status>
    </span>
  );
}

/** The line above a view that is not all that it should be: since when, why, what happens next. Nothing while it is live. */
export function FreshnessNote({ shown, extra }: { shown: Shown; extra?: ReactNode }) {
  if (shown.state === 'live' || shown.state === 'loading') return null;
  return (
    <Note state={MARKS[shown.state]} role="status">
      <b className="b">{freshnessWords(shown)}.</b>{' '}
      <span className="text-ink-2">
        {shown.because} {shown.retryAt !== null && <RetryIn at={shown.retryAt} />}
      </span>
      {extra}
    </Note>
  );
}

/** When the next attempt comes, ticking. */
export function RetryIn({ at }: { at: number }) {
  const left = (at - useNow()) / 1_000;
  return left > 0 ? `Trying again in ${duration(Math.ceil(left))}.` : 'Trying again.';
}
