'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ledgerChanged } from '@/lib/api/queries';
import { useDocument } from '@/realtime';

/** Reads the ledger again wherever it is shown, as soon as something was added to it. */
export function LedgerNews() {
  const queries = useQueryClient();
  const { body, seq } = useDocument({ type: 'ledger' });
  const seen = useRef<string | null>(null);
  const state = body === null ? null : `${seq} ${JSON.stringify(body)}`;
  useEffect(() => {
    if (state === null) return;
    if (seen.current !== null && seen.current !== state) void ledgerChanged(queries);
    seen.current = state;
  }, [state, queries]);
  return null;
}
