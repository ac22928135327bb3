'use client';
import { useEffect, useState } from 'react';

/**
 * Which choice of a list is chosen: the first one whenever the one that was is not there any more. Choices come and go
 * with what is typed and with what is loaded, in no order; Enter must never find none chosen while there are some.
 */
export function useChoice(list: HTMLElement | null): [string, (value: string) => void] {
  const [chosen, choose] = useState('');
  useEffect(() => {
    if (list === null) return;
    const look = () => {
      const values = [...list.querySelectorAll('[cmdk-item]')].map((item) => item.getAttribute('data-value') ?? '');
      if (!values.includes(chosen)) choose(values[0] ?? '');
    };
    look();
    const observer = new MutationObserver(look);
    observer.observe(list, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [list, chosen]);
  return [chosen, choose];
}
