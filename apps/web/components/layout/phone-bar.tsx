'use client';
import { Search } from 'lucide-react';
import { ask } from '@/lib/intent';
import { Link, type Route } from '@/lib/router';
import { AREAS, areaOf } from './areas';

const ON_PHONE = new Set(['fleet', 'overview', 'workloads', 'pods', 'ledger']);

/** The areas one reaches for on a phone. */
export function PhoneBar({ route, cluster }: { route: Route; cluster: string | null }) {
  const here = areaOf(route);
  return (
    <nav aria-label="Areas" className="hidden border-line border-t bg-surface max-desk:flex">
      {AREAS.filter((area) => ON_PHONE.has(area.id)).map((area) => {
        const href = area.href(cluster);
        const Icon = area.icon;
        return href === null ? null : (
          <Link
            key={area.id}
            href={href}
            aria-current={here === area.id ? 'page' : undefined}
            className={`flex flex-1 flex-col items-center justify-center gap-0.5 font-medium text-11 ${here === area.id ? 'text-brand' : 'text-ink-3'}`}
          >
            <Icon size={14} strokeWidth={1.6} aria-hidden="true" />
            {area.title}
          </Link>
        );
      })}
      <button
        type="button"
        className="flex flex-1 flex-col items-center justify-center gap-0.5 font-medium text-11 text-ink-3"
        onClick={() => ask({ type: 'palette' })}
      >
        <Search size={14} strokeWidth={1.6} aria-hidden="true" />
        More
      </button>
    </nav>
  );
}
