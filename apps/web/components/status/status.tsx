import type { State } from '@binnacle/shared/health';
import type { ReactNode } from 'react';
import { StateMark } from './state-mark';

/** Mark and word in the colour of a state, for table cells and lines. */
export function Status({ state, children, className = '' }: { state: State; children: ReactNode; className?: string }) {
  return (
    <span className={`s-${state} inline-flex min-w-0 items-center gap-1.5 whitespace-nowrap text-state ${className}`}>
      <StateMark state={state} />
      <span className="truncate">{children}</span>
    </span>
  );
}

/** The same on its wash, for headings. */
export function StateChip({ state, children }: { state: State; children: ReactNode }) {
  return (
    <span className={`chip s-${state}`}>
      <StateMark state={state} />
      {children}
    </span>
  );
}

/** A sentence that must be read, on the wash of its state. */
export function Note({ state, children, role }: { state: State; children: ReactNode; role?: 'alert' | 'status' }) {
  return (
    <div className={`note s-${state}`} role={role}>
      <StateMark state={state} />
      <div className="min-w-0 flex-1 wrap-anywhere">{children}</div>
    </div>
  );
}
