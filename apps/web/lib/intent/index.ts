import { useSyncExternalStore } from 'react';

/**
 * What somebody asked for, from anywhere on the page: features do not import each other, so a row, a palette entry or
 * a button only says what is wanted, and the shell shows the dialog.
 */
export interface ActionTarget {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}
export type Intent =
  | {
      type: 'scale';
      cluster: string;
      target: ActionTarget;
      /** How many are wanted now; null when whoever asks does not know. */
      replicas: number | null;
      /** The action to take back, and the number it leads back to. */
      undo?: { id: string; number: number; replicas: number };
    }
  | { type: 'palette' }
  | { type: 'help' };

let intent: Intent | null = null;
const listeners = new Set<() => void>();

export function ask(next: Intent | null): void {
  intent = next;
  for (const listener of listeners) listener();
}

export function useIntent(): Intent | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => intent,
    () => null,
  );
}

const SCALABLE = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);

/** Whether objects of this kind can be scaled; the same kinds as the action's declaration. */
export function isScalable(kind: string): boolean {
  return SCALABLE.has(kind);
}
