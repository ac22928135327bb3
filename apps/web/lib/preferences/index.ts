import { useSyncExternalStore } from 'react';

/** What this browser remembers. The keys are shared with public/theme.js, which runs before the first paint. */
const PREFIX = 'binnacle.';
const listeners = new Set<() => void>();
/** Holds for this visit where storage is blocked. */
const memory = new Map<string, string>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key) ?? memory.get(key) ?? null;
  } catch (error) {
    if (error instanceof DOMException) return memory.get(key) ?? null;
    throw error;
  }
}

function write(key: string, value: string | null): void {
  if (value === null) memory.delete(key);
  else memory.set(key, value);
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
  } catch (error) {
    // Blocked or full: the choice then lasts until the tab is closed.
    if (!(error instanceof DOMException)) throw error;
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A remembered text and its setter; null where nothing was chosen. */
export function usePreference(key: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => null,
  );
  return [value, (next) => write(key, next)];
}

export type Theme = 'light' | 'dark' | 'system';
export type Density = 'compact' | 'standard' | 'comfortable';

/** Row heights in CSS pixels; the same numbers as `--row` in styles/tokens.css. */
export const ROW_HEIGHT: Record<Density, number> = { compact: 26, standard: 32, comfortable: 40 };

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [stored, set] = usePreference('theme');
  const theme = stored === 'light' || stored === 'dark' ? stored : 'system';
  return [
    theme,
    (next) => {
      set(next === 'system' ? null : next);
      const dark = next === 'dark' || (next === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
      document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    },
  ];
}

export function useDensity(): [Density, (density: Density) => void] {
  const [stored, set] = usePreference('density');
  const density = stored === 'compact' || stored === 'comfortable' ? stored : 'standard';
  return [
    density,
    (next) => {
      set(next === 'standard' ? null : next);
      if (next === 'standard') delete document.documentElement.dataset.density;
      else document.documentElement.dataset.density = next;
    },
  ];
}
