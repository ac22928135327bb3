'use client';
import type { Filter } from '@binnacle/shared/views';
import { useCallback, useMemo, useReducer, useRef, useSyncExternalStore } from 'react';
import { useCoarseNow } from '@/lib/clock';
import type { TableStore } from '@/realtime';

/** Ages in a filter are looked at again this often. */
const AGE_STEP_SECONDS = 5;
/** Ordering may take this share of the time; a table that takes longer to order is ordered less often. */
const SHARE = 4;

interface Order {
  ids: readonly number[];
  /** Changes that wait because the pointer is over the rows. */
  waiting: number;
  /** Lets what waits in. */
  release: () => void;
}

/**
 * The rows to show, in order. While `held`, the order stays as it is under the pointer and what came meanwhile waits;
 * another sort, filter or epoch is what the person asked for, or the end of what there was, and is shown at once.
 */
export function useTableOrder(store: TableStore, sort: string, filter: Filter, held: boolean): Order {
  const { version, waiting } = useReordered(store);
  const coarse = useCoarseNow(AGE_STEP_SECONDS);
  const now = filter.usesNow ? coarse / 1_000 : 0;
  const computed = useMemo(() => {
    void version;
    return store.replica.order(sort, filter.terms.length === 0 ? undefined : { filter, now });
  }, [store, version, sort, filter, now]);

  const [, releaseNow] = useReducer((n: number) => n + 1, 0);
  const key = `${sort}\u0000${filter.text}\u0000${store.replica.epoch}`;
  const shown = useRef<{ key: string; ids: readonly number[] }>({ key, ids: computed });
  if (!held || shown.current.key !== key || shown.current.ids.length === 0) {
    shown.current = { key, ids: computed };
    waiting.clear();
  }
  const release = useCallback(() => {
    shown.current = { key: '', ids: [] };
    releaseNow();
  }, []);
  const { ids } = shown.current;
  return { ids, waiting: ids === computed || sameOrder(ids, computed) ? 0 : Math.max(1, waiting.size), release };
}

/** Counts reorderings, at most once a frame, and less often where ordering is slow. */
function useReordered(store: TableStore): { version: number; waiting: Set<number> } {
  const state = useMemo(() => ({ version: 0, waiting: new Set<number>(), pending: false, cost: 0, store }), [store]);
  const subscribe = useCallback(
    (listener: () => void) => {
      const tell = () => {
        state.pending = false;
        state.version += 1;
        const begun = performance.now();
        listener();
        state.cost = performance.now() - begun;
      };
      return store.subscribeChanges(({ ids, reordered }) => {
        if (!reordered) return;
        for (const id of ids) state.waiting.add(id);
        if (state.pending) return;
        state.pending = true;
        // A frame is not drawn in a hidden tab, and nothing is ordered there either.
        setTimeout(() => requestAnimationFrame(tell), Math.min(500, state.cost * SHARE));
      });
    },
    [store, state],
  );
  const version = useSyncExternalStore(
    subscribe,
    () => state.version,
    () => 0,
  );
  return { version, waiting: state.waiting };
}

function sameOrder(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}
