'use client';
import type { Fleet, ObjectDocument, Overview } from '@binnacle/shared/realtime';
import type { Row, ViewId } from '@binnacle/shared/views';
import { useCallback, useEffect, useMemo, useReducer, useSyncExternalStore } from 'react';
import { useNow } from '@/lib/clock';
import type { DocumentStore } from './document-store';
import { type Shown, shownFreshness } from './freshness';
import { useLiveClient } from './live-context';
import { type TopicInput, topicId } from './ports';
import type { TableStore } from './table-store';
import type { TopicStore } from './topic-store';

/** Keeps a topic subscribed while mounted; renders again if its store was replaced meanwhile. */
function useHeld<Store extends TopicStore>(topic: TopicInput, find: () => Store): Store {
  const client = useLiveClient();
  const id = topicId(topic);
  const [, again] = useReducer((n: number) => n + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `id` stands for the topic, which is a new object each render
  useEffect(() => {
    const release = client.hold(topic);
    if (find() !== store) again();
    return release;
  }, [client, id]);
  const store = find();
  return store;
}

/** The live rows of a view. Reading them is for {@link useRow} and the table; this hook renders on nothing. */
export function useTable(cluster: string, view: ViewId, sort?: string): TableStore {
  const client = useLiveClient();
  return useHeld({ type: 'table', cluster, view }, () => client.table(cluster, view, sort));
}

type DocumentTopic = Exclude<TopicInput, { type: 'table' }>;
interface Bodies {
  overview: Overview;
  fleet: Fleet;
  object: ObjectDocument;
  ledger: unknown;
}
export interface LiveDocument<Body> {
  body: Body | null;
  seq: number;
  shown: Shown;
}

/** A live document and how old it may be. Renders with every change of it. */
export function useDocument<T extends DocumentTopic>(topic: T): LiveDocument<Bodies[T['type']]> {
  const client = useLiveClient();
  const store = useHeld(topic, () => client.document<Bodies[T['type']]>(topic)) as DocumentStore<Bodies[T['type']]>;
  useSyncExternalStore(store.subscribe, () => store.version);
  return { body: store.body, seq: store.seq, shown: useFreshness(store) };
}

/** How old a topic is, said anew each second. */
export function useFreshness(store: TopicStore): Shown {
  useSyncExternalStore(store.subscribe, () => store.version);
  const now = useNow();
  const shown = shownFreshness(store.evidence(), now);
  const text = JSON.stringify(shown);
  // The same answer is the same object, so that what depends on it rests.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is `shown` by value
  return useMemo(() => shown, [text]);
}

/** Totals and counts by state of a table; renders when they change. */
export function useTableSummary(store: TableStore): {
  total: number;
  counts: TableStore['replica']['counts'];
  complete: boolean;
} {
  const subscribe = useCallback(
    (listener: () => void) => {
      const offs = [store.subscribe(listener), store.subscribeChanges(listener)];
      return () => {
        for (const off of offs) off();
      };
    },
    [store],
  );
  const read = () => {
    const { total, counts, complete } = store.replica;
    return `${total} ${complete} ${Object.values(counts).join(' ')}`;
  };
  useSyncExternalStore(subscribe, read);
  const { total, counts, complete } = store.replica;
  return { total, counts, complete };
}

/** One row of a table; renders only when this row changed. */
export function useRow(store: TableStore, id: number): Row | undefined {
  const subscribe = useCallback((listener: () => void) => store.subscribeRow(id, listener), [store, id]);
  useSyncExternalStore(subscribe, () => store.replica.version(id));
  return store.replica.row(id);
}
