'use client';
import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react';
import { navigate } from './location';

/** A link inside the site: a true anchor for new tabs and copying, without a reload on a plain click. */
export function Link({
  href,
  onClick,
  ref,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; ref?: Ref<HTMLAnchorElement> }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !plain) return;
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} ref={ref} href={href} onClick={follow} />;
}
