import type { ButtonHTMLAttributes, Ref } from 'react';
import { Avatar } from '@/components/ui/avatar';

/** Who is signed in, as the button that opens their menu. */
export function PersonButton({
  label,
  ref,
  ...rest
}: { label: string; ref?: Ref<HTMLButtonElement> } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type="button" ref={ref} aria-haspopup="menu" {...rest} className="rounded-full">
      <Avatar label={label} />
      <span className="sr-only">{label}, preferences</span>
    </button>
  );
}
