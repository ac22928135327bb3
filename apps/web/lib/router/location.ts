import { useCallback, useMemo, useSyncExternalStore } from 'react';

/**
 * The pages live below one exported file, so moving between them is a matter of the history, not of the server. The
 * address bar is the only state: everything worth sharing is in it.
 */
const listeners = new Set<() => void>();

function emit(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', emit);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', emit);
  };
}

/** Goes to a path of this site; `replace` leaves no entry to come back to. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const here = window.location.pathname + window.location.search + window.location.hash;
  if (to === here) return;
  if (options.replace === true) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  emit();
}

/** The path shown, or null while the page is rendered without a browser. */
export function usePathname(): string | null {
  return useSyncExternalStore(
    subscribe,
    () => window.location.pathname,
    () => null,
  );
}

function useSearch(): string {
  return useSyncExternalStore(
    subscribe,
    () => window.location.search,
    () => '',
  );
}

/**
 * One query parameter and its setter. Setting replaces the entry in the history (typing a filter must not make thirty
 * steps to go back through) unless `push` is asked for; null takes the parameter away.
 */
export function useQueryParam(
  name: string,
): [string | null, (value: string | null, options?: { push?: boolean }) => void] {
  const search = useSearch();
  const value = useMemo(() => new URLSearchParams(search).get(name), [search, name]);
  const set = useCallback(
    (next: string | null, options: { push?: boolean } = {}) => {
      const params = new URLSearchParams(window.location.search);
      if (next === null || next === '') params.delete(name);
      else params.set(name, next);
      const query = readable(params);
      navigate(window.location.pathname + (query === '' ? '' : `?${query}`), { replace: options.push !== true });
    },
    [name],
  );
  return [value, set];
}

/** Query text that stays readable in a shared link: `:` and `/` need no escape in a query. */
function readable(params: URLSearchParams): string {
  return params.toString().replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',');
}
