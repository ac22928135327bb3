import { ChevronDown } from 'lucide-react';
import type { ButtonHTMLAttributes, Ref } from 'react';

/** The cluster looked at, as the button that changes it. */
export function ClusterButton({
  title,
  about,
  ref,
  ...rest
}: { title: string; about: string; ref?: Ref<HTMLButtonElement> } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      ref={ref}
      aria-haspopup="menu"
      {...rest}
      className="mb-2.5 flex w-full items-center gap-2 rounded-md border border-line bg-surface px-2 py-1.5 text-left"
    >
      <span className="min-w-0 flex-1">
        <span className="b block truncate">
          <span className="sr-only">Cluster: </span>
          {title}
        </span>
        <span className="num block truncate text-12 text-ink-3">{about}</span>
      </span>
      <ChevronDown size={13} aria-hidden="true" className="shrink-0" />
    </button>
  );
}
