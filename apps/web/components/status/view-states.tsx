import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiProblem } from '@/lib/api-client';
import type { Shown } from '@/realtime';
import { RetryIn } from './freshness';
import { StateMark } from './state-mark';

const BONE_WIDTHS = ['w-32', 'w-26', 'w-36', 'w-28', 'w-24', 'w-34', 'w-30'];

/** A skeleton of rows, while nothing is known yet. */
export function LoadingRows({ rows = 5, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones have no identity
        <div key={at} className="flex h-8 items-center gap-2.5 border-line border-b">
          <span className="bone w-2.5" />
          <span className={`bone ${BONE_WIDTHS[at % BONE_WIDTHS.length]}`} />
          <span className="flex-1" />
          <span className="bone w-14" />
        </div>
      ))}
    </div>
  );
}

/** A skeleton of cards side by side, with as many lines as they will have. */
export function LoadingCards({ lines, label }: { lines: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="grid grid-cols-3 gap-3 max-desk:grid-cols-1">
      {['w-32', 'w-26', 'w-36'].map((width) => (
        <div key={width} className="card flex flex-col gap-3 p-3.5">
          <span className={`bone ${width}`} />
          <LoadingLines lines={lines} />
        </div>
      ))}
    </div>
  );
}

function LoadingLines({ lines }: { lines: number }) {
  return Array.from({ length: lines }, (_, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: bones have no identity
    <span key={at} className={`bone my-1 ${at % 2 === 0 ? 'w-full' : 'w-3/4'}`} />
  ));
}

interface Said {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}

function Block({ mark, title, children, actions, role }: Said & { mark: ReactNode; role?: 'alert' }) {
  return (
    <div className="flex max-w-105 flex-1 flex-col items-start justify-center gap-1.5 px-2.5 py-6" role={role}>
      {mark}
      <p className="b text-14">{title}</p>
      <div className="wrap-anywhere text-ink-2">{children}</div>
      {actions !== undefined && <div className="mt-1.5 flex gap-2.5">{actions}</div>}
    </div>
  );
}

/** Loaded, complete, and there is nothing: what would fill it. */
export function Empty(said: Said) {
  return <Block {...said} mark={<StateMark state="paused" />} />;
}

function Forbidden(said: Said) {
  return <Block {...said} mark={<Lock size={14} strokeWidth={1.6} aria-hidden="true" />} />;
}

function Failed(said: Said) {
  return <Block {...said} mark={<StateMark state="failing" />} role="alert" />;
}

/** What to show instead of a view that has nothing to show: why that is so, and what happens next. */
export function InsteadOf({
  shown,
  what,
  rows = 8,
  skeleton,
}: {
  shown: Shown;
  what: string;
  rows?: number;
  /** While loading, where rows are not what will come. */
  skeleton?: ReactNode;
}) {
  switch (shown.state) {
    case 'forbidden':
      return (
        <Forbidden title={`You may not see ${what}`}>
          The cluster refused{shown.because === '' ? ' to list them for you.' : `: ${shown.because}`}
        </Forbidden>
      );
    case 'error':
      return <Failed title={`${capital(what)} could not be read`}>{shown.because}</Failed>;
    case 'stale':
    case 'unreached':
      return (
        <Block title={`${capital(what)} cannot be seen now`} mark={<StateMark state="unknown" />}>
          {shown.because} {shown.retryAt !== null && <RetryIn at={shown.retryAt} />}
        </Block>
      );
    default:
      return skeleton ?? <LoadingRows rows={rows} label={`Loading ${what}`} />;
  }
}

/** A failed request in our words, with the server's own below. */
export function RequestFailed({ error, what, retry }: { error: Error; what: string; retry?: () => void }) {
  const problem = error instanceof ApiProblem ? error.problem : null;
  const actions =
    retry === undefined ? undefined : (
      <button type="button" className="btn" onClick={retry}>
        Try again
      </button>
    );
  if (problem?.code === 'forbidden') {
    return <Forbidden title={`You may not see ${what}`}>{problem.detail}</Forbidden>;
  }
  return (
    <Failed title={`${capital(what)} could not be read`} actions={actions}>
      {error.message}
      {problem !== null && problem.instance !== '' && (
        <span className="mono mt-1 block text-ink-3">Request {problem.instance}</span>
      )}
    </Failed>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
