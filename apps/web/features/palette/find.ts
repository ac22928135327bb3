import type { TableStore } from '@/realtime';

export interface Found {
  cluster: string;
  store: TableStore;
  namespace: string | null;
  name: string;
  status: string;
  state: string | null;
}

/** Objects of the loaded tables whose name holds every word, best first: those that begin with the first one. */
export function findObjects(
  tables: readonly { cluster: string; store: TableStore }[],
  query: string,
  limit: number,
): Found[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const [first] = words;
  if (first === undefined) return [];
  const begins: Found[] = [];
  const holds: Found[] = [];
  for (const { cluster, store } of tables) {
    if (store.view.id === 'events') continue;
    const { replica } = store;
    for (const id of replica.ids()) {
      const name = String(replica.cell(id, 'name') ?? '');
      const namespace = replica.cell(id, 'namespace');
      const text = `${name} ${namespace ?? ''} ${store.view.noun}`;
      if (!words.every((word) => text.includes(word))) continue;
      const found: Found = {
        cluster,
        store,
        namespace: typeof namespace === 'string' ? namespace : null,
        name,
        status: String(replica.cell(id, 'status') ?? ''),
        state: replica.cell(id, 'state') as string | null,
      };
      (name.startsWith(first) ? begins : holds).push(found);
      if (begins.length >= limit) return begins;
      if (holds.length > limit) holds.length = limit;
    }
  }
  return [...begins, ...holds].slice(0, limit);
}
