import type { LedgerRow } from '@binnacle/shared/ledger';
import type { AuditRecord } from '@binnacle/testing/test-cluster';
import type { RealCluster } from '../../tools/control-plane/real-cluster.ts';
import type { Binnacle } from './binnacle.ts';

const MUTATING = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Mutating requests of Binnacle that were no dry run, as the API server has them on its record. */
export async function changesOf(cluster: RealCluster): Promise<AuditRecord[]> {
  return (await cluster.auditLog()).filter(
    (record) =>
      record.userAgent?.startsWith('binnacle/') === true &&
      MUTATING.includes(record.verb) &&
      !record.requestURI.includes('dryRun=All') &&
      // Access reviews are questions: they create nothing.
      !record.requestURI.startsWith('/apis/authorization.k8s.io/'),
  );
}

function wasMade({ responseStatus }: AuditRecord): boolean {
  const code = responseStatus?.code ?? 0;
  return code >= 200 && code < 300;
}

/** Every row of the ledger, newest first. */
export async function ledgerRows(binnacle: Binnacle): Promise<LedgerRow[]> {
  const all: LedgerRow[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: LedgerRow[]; nextCursor: string | null } = await binnacle.json(
      `/api/v1/ledger?limit=500${more}`,
    );
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}

/** What is wrong between the API server's record and the ledger, a line each. */
export function discrepancies(records: readonly AuditRecord[], rows: readonly LedgerRow[]): string[] {
  const made = new Set(records.filter(wasMade).map((record) => record.auditID));
  const known = new Set(rows.map((row) => row.id));
  const unrecorded = records
    .filter((record) => !known.has(record.auditID))
    .map((record) => `${record.verb} ${record.requestURI} (${record.responseStatus?.code}) has no row`);
  const wrong = rows
    .filter(({ id, state }) => (made.has(id) ? !['succeeded', 'unknown'].includes(state) : state === 'succeeded'))
    .map(
      ({ number, words, state, error, id }) =>
        `#${number} ${words} is ${state} (${error}) and was ${made.has(id) ? '' : 'not '}made`,
    );
  return [...unrecorded, ...wrong];
}
