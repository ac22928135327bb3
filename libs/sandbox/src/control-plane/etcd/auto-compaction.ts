import type { Clock } from '../../clock.js';
import type { Store } from './store.js';

/** As the real API server tells the real etcd. */
const INTERVAL_MS = 5 * 60_000;

/** Compacts to where the store was five minutes ago, every five minutes: history of 5 to 10 minutes is kept. */
export function compactRegularly(store: Store, clock: Clock): () => void {
  let reached = store.revision;
  const round = (): void => {
    store.compact(reached);
    reached = store.revision;
    cancel = clock.after(INTERVAL_MS, round);
  };
  let cancel = clock.after(INTERVAL_MS, round);
  return () => cancel();
}
