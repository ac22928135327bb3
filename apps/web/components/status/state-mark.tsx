import type { State } from '@binnacle/shared/health';

/**
 * A state as a shape: circle ok, ring progressing, triangle warning, square failing, diamond unknown, circle with bars
 * paused. Always beside its word, so it is decoration to a screen reader.
 */
export function StateMark({ state, size = 12 }: { state: State; size?: number }) {
  return (
    <svg
      className={`s-${state} shrink-0`}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      focusable="false"
    >
      <Shape state={state} />
    </svg>
  );
}

function Shape({ state }: { state: State }) {
  switch (state) {
    case 'ok':
      return (
        <>
          <circle cx="6" cy="6" r="4.5" fill="var(--k)" />
          <path
            d="m4 6.1 1.4 1.4 2.7-2.8"
            stroke="var(--surface)"
            strokeWidth="1.4"
            fill="none"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      );
    case 'progressing':
      return (
        <>
          <circle cx="6" cy="6" r="4" fill="none" stroke="var(--k)" strokeOpacity=".3" strokeWidth="2" />
          <path
            className="spin"
            d="M6 2a4 4 0 0 1 4 4"
            fill="none"
            stroke="var(--k)"
            strokeWidth="2"
            strokeLinecap="round"
          />
        </>
      );
    case 'warning':
      return (
        <>
          <path d="M6 1.3 11.2 10.5H.8z" fill="var(--k)" stroke="var(--k)" strokeLinejoin="round" />
          <path d="M6 4.6v2.6M6 8.9h.01" stroke="var(--surface)" strokeWidth="1.3" strokeLinecap="round" />
        </>
      );
    case 'failing':
      return (
        <>
          <rect x="1.3" y="1.3" width="9.4" height="9.4" rx="2.2" fill="var(--k)" />
          <path d="m4.2 4.2 3.6 3.6M7.8 4.2 4.2 7.8" stroke="var(--surface)" strokeWidth="1.4" strokeLinecap="round" />
        </>
      );
    case 'unknown':
      return (
        <>
          <path
            d="M6 1.1 10.9 6 6 10.9 1.1 6z"
            fill="none"
            stroke="var(--k)"
            strokeWidth="1.5"
            strokeLinejoin="round"
          />
          <circle cx="6" cy="6" r="1.3" fill="var(--k)" />
        </>
      );
    case 'paused':
      return (
        <>
          <circle cx="6" cy="6" r="4.5" fill="none" stroke="var(--k)" strokeWidth="1.4" />
          <path d="M4.9 4.4v3.2M7.1 4.4v3.2" stroke="var(--k)" strokeWidth="1.4" strokeLinecap="round" />
        </>
      );
  }
}
