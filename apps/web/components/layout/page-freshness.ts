'use client';
import type { State } from '@binnacle/shared/health';
import { useEffect, useSyncExternalStore } from 'react';
import type { Shown } from '@/realtime';

/** Said instead of the usual words, for several topics at once. */
export interface Verdict {
  state: State;
  words: string;
}

/** How fresh the page shown is, said by the page and read by the top bar. */
export interface PageFreshness {
  shown: Shown;
  verdict: Verdict | null;
}

let current: PageFreshness | null = null;
const listeners = new Set<() => void>();

function set(next: PageFreshness | null): void {
  current = next;
  for (const listener of listeners) listener();
}

/** The page stands or falls with this topic. */
export function useReportFreshness(shown: Shown, verdict: Verdict | null = null): void {
  const { state, words } = verdict ?? {};
  useEffect(() => {
    set({ shown, verdict: state === undefined || words === undefined ? null : { state, words } });
    return () => set(null);
  }, [shown, state, words]);
}

export function usePageFreshness(): PageFreshness | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
    () => null,
  );
}
