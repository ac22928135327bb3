import type { ReactNode } from 'react';
import { ScrollRegion } from './scroll-region';

/** A page of cards, with its title. */
export function Page({
  title,
  about,
  actions,
  children,
}: {
  title: string;
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <ScrollRegion
      label={title}
      className="min-h-0 flex-1 overflow-auto px-5 pt-4 pb-8 outline-none max-desk:px-3 max-desk:pt-3"
    >
      <div className="mb-3.5 flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
        <h1>{title}</h1>
        <span className="num text-ink-3">{about}</span>
        <span className="flex-1" />
        {actions}
      </div>
      {children}
    </ScrollRegion>
  );
}
