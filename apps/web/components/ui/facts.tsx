import type { ReactNode } from 'react';

/** Names and values, one below the other. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <div className="@container">
      <dl className="facts">{children}</dl>
    </div>
  );
}

export function Fact({ name, children, mono = false }: { name: string; children: ReactNode; mono?: boolean }) {
  return (
    <div className="contents">
      <dt>{name}</dt>
      <dd className={mono ? 'mono wrap-anywhere leading-5' : undefined}>{children}</dd>
    </div>
  );
}
