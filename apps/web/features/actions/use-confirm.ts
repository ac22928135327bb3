'use client';
import type { Plan } from '@binnacle/shared/actions';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ledgerChanged } from '@/lib/api/queries';
import { ApiProblem, idempotencyKey, request } from '@/lib/api-client';

export interface Confirmation {
  path: string;
  /** Null where the path says everything. */
  body: Record<string, unknown> | null;
}

/**
 * Sends a confirmed action. The same confirmation sent again (after a lost answer, say) carries the same key, so that
 * it is one write; another confirmation has another key.
 */
export function useConfirm(onDone: (row: LedgerRow) => void) {
  const queries = useQueryClient();
  const last = useRef<{ text: string; key: string } | null>(null);
  return useMutation({
    mutationFn: ({ path, body }: Confirmation) => {
      const text = JSON.stringify([path, body]);
      if (last.current?.text !== text) last.current = { text, key: idempotencyKey() };
      return request<LedgerRow>(path, {
        method: 'POST',
        ...(body === null ? {} : { body }),
        headers: { 'idempotency-key': last.current.key },
      });
    },
    onSuccess: onDone,
    onSettled: () => ledgerChanged(queries),
  });
}

/** The fresh plan that came with a refusal of a stale one. */
export function freshPlanOf(error: Error | null): Plan | null {
  if (!(error instanceof ApiProblem) || error.code !== 'preview_stale') return null;
  const plan = error.problem.extra?.plan;
  return typeof plan === 'object' && plan !== null && 'previewToken' in plan ? (plan as Plan) : null;
}

/** The ledger row that came with a problem: what was recorded although it did not go well. */
export function recordedOf(error: Error | null): { id: string; number: number | null } | null {
  if (!(error instanceof ApiProblem)) return null;
  const { action, number } = error.problem.extra ?? {};
  return typeof action === 'string' ? { id: action, number: typeof number === 'number' ? number : null } : null;
}
