import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds; false while rendered without a browser. */
function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** Whether the one-column layout is shown; the same width as the stylesheets use. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 640px)');
}
