import type { ReactNode } from 'react';

/** A card with a 40 px head: title left, a fact or a link right. `flush` leaves the body's padding to its content. */
export function Card({
  title,
  aside,
  children,
  flush = false,
  className = '',
}: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  className?: string;
}) {
  return (
    <section className={`card ${className}`}>
      <div className="card-head">
        <h2 className="flex-none whitespace-nowrap">{title}</h2>
        <span className="flex-1" />
        {aside !== undefined && <div className="num min-w-0 truncate whitespace-nowrap text-ink-3">{aside}</div>}
      </div>
      <div className={flush ? '' : 'p-3.5'}>{children}</div>
    </section>
  );
}
