import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';

/** A short message in the corner. `body` may hold links and live parts. */
export interface Toast {
  id: number;
  body: ReactNode;
  /** Milliseconds until it goes; null stays until closed. */
  lasts: number | null;
}

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function toast(body: ReactNode, lasts: number | null = 6_000): void {
  set([...toasts.slice(-3), { id: nextId++, body, lasts }]);
}

export function dismissToast(id: number): void {
  set(toasts.filter((each) => each.id !== id));
}

const EMPTY: readonly Toast[] = [];

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
    () => EMPTY,
  );
}
