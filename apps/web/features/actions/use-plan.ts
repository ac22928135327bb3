'use client';
import type { ActionId, Plan } from '@binnacle/shared/actions';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { request } from '@/lib/api-client';
import type { ActionTarget } from '@/lib/intent';

/** A dry run is asked for once the input has rested this long. */
const REST_MS = 250;
/** A preview is planned anew this long before it is refused as too old. */
const RENEW_BEFORE_MS = 10_000;

export interface Wish {
  cluster: string;
  action: ActionId;
  target: ActionTarget;
  input: Record<string, unknown>;
}

export const actionPath = ({ cluster, action }: Pick<Wish, 'cluster' | 'action'>) =>
  `/api/v1/clusters/${encodeURIComponent(cluster)}/actions/${action}`;

/**
 * What a wish would do, by the API server's dry run. `settled` is false while the plan shown belongs to an earlier
 * input; such a plan must not be confirmed.
 */
export function usePlan(wish: Wish, enabled: boolean) {
  const rested = useRested(wish);
  const same = JSON.stringify(rested) === JSON.stringify(wish);
  const query = useQuery({
    queryKey: ['plan', rested],
    queryFn: ({ signal }) =>
      request<Plan>(`${actionPath(rested)}?dryRun=true`, {
        method: 'POST',
        body: { target: rested.target, input: rested.input },
        signal,
      }),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchInterval: ({ state }) => renewIn(state.data),
  });
  return { ...query, settled: same && !query.isPlaceholderData && !query.isFetching };
}

function renewIn(plan: Plan | undefined): number | false {
  if (plan === undefined) return false;
  const left = Date.parse(plan.expiresAt) - Date.now() - RENEW_BEFORE_MS;
  return Number.isNaN(left) ? false : Math.max(1_000, left);
}

function useRested<Value>(value: Value): Value {
  const text = JSON.stringify(value);
  const [rested, setRested] = useState({ text, value });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is the value
  useEffect(() => {
    if (text === rested.text) return;
    const timer = setTimeout(() => setRested({ text, value }), REST_MS);
    return () => clearTimeout(timer);
  }, [text, rested.text]);
  return rested.value;
}
