import type { ClusterSummary } from '@binnacle/shared/clusters';
import type { LedgerRow, Verification } from '@binnacle/shared/ledger';
import { keepPreviousData, type QueryClient, useQuery } from '@tanstack/react-query';
import { queryText, request, requestText } from '@/lib/api-client';

/** A list as every endpoint answers it. */
interface Page<Item> {
  items: Item[];
  total: number;
  nextCursor: string | null;
}

export interface ObjectQuery {
  apiVersion: string;
  kind: string;
  namespace: string | null;
  name: string;
}

const objectUrl = (cluster: string, object: ObjectQuery, format?: 'yaml') =>
  `/api/v1/clusters/${encodeURIComponent(cluster)}/object${queryText({ ...object, format })}`;

export function useClusters(enabled = true) {
  return useQuery({
    queryKey: ['clusters'],
    queryFn: () => request<Page<ClusterSummary>>('/api/v1/clusters'),
    enabled,
  });
}

/** The object itself, redacted. `seq` is the number of its live document: a new one reads it again. */
export function useObject(cluster: string, object: ObjectQuery, seq: number | null) {
  return useQuery({
    queryKey: ['object', cluster, object, seq],
    queryFn: ({ signal }) =>
      request<{ object: unknown; resourceVersion: string }>(objectUrl(cluster, object), { signal }),
    placeholderData: (previous, query) => (sameObject(query?.queryKey, cluster, object) ? previous : undefined),
    enabled: seq !== null,
  });
}

export function useObjectYaml(cluster: string, object: ObjectQuery, seq: number | null) {
  return useQuery({
    queryKey: ['yaml', cluster, object, seq],
    queryFn: ({ signal }) => requestText(objectUrl(cluster, object, 'yaml'), 'application/yaml, text/plain', signal),
    placeholderData: (previous, query) => (sameObject(query?.queryKey, cluster, object) ? previous : undefined),
    enabled: seq !== null,
  });
}

function sameObject(key: readonly unknown[] | undefined, cluster: string, object: ObjectQuery): boolean {
  return key !== undefined && JSON.stringify([key[1], key[2]]) === JSON.stringify([cluster, object]);
}

export interface LedgerFilters {
  cluster?: string | undefined;
  namespace?: string | undefined;
  kind?: string | undefined;
  name?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  state?: string | undefined;
  outcome?: string | undefined;
  since?: string | undefined;
  /** Text in words, reason, ticket, name, actor or error. */
  q?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

/** Rows of the ledger, newest first. Read again whenever the live ledger topic says that something was added. */
export function useLedger(filters: LedgerFilters, enabled = true) {
  return useQuery({
    queryKey: ['ledger', 'rows', filters],
    queryFn: ({ signal }) => request<Page<LedgerRow>>(`/api/v1/ledger${queryText({ ...filters })}`, { signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useLedgerRow(id: string) {
  return useQuery({
    queryKey: ['ledger', 'row', id],
    queryFn: ({ signal }) => request<LedgerRow>(`/api/v1/ledger/${encodeURIComponent(id)}`, { signal }),
  });
}

export function useVerification() {
  return useQuery({
    queryKey: ['ledger', 'verification'],
    queryFn: ({ signal }) => request<Verification>('/api/v1/ledger/verification', { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Everything read from the ledger is out of date. */
export function ledgerChanged(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['ledger'] });
}
