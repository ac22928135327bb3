'use client';
import { useLedger, useObject } from '@/lib/api/queries';
import { useDocument } from '@/realtime';

export interface ObjectRef {
  apiVersion: string;
  kind: string;
  namespace: string | null;
  name: string;
}

/** Everything known of one object: the live document, the object itself, and what the ledger has on it. */
export function useObjectPage(cluster: string, object: ObjectRef) {
  const { namespace, ...rest } = object;
  const target = namespace === null ? rest : { ...rest, namespace };
  const live = useDocument({ type: 'object', cluster, target });
  const raw = useObject(cluster, object, live.body?.exists === true ? live.seq : null);
  const history = useLedger({
    cluster,
    kind: object.kind,
    name: object.name,
    namespace: namespace ?? undefined,
    limit: 50,
  });
  return { live, raw, history };
}
export type ObjectPageData = ReturnType<typeof useObjectPage>;
