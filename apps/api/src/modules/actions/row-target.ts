import type { LedgerRow } from '@binnacle/shared/ledger';
import { type Target, targetSchema } from '@binnacle/shared/names';

/** The target of a row, through the grammar again: what goes into a path is checked, wherever it comes from. */
export function targetOfRow({ target }: LedgerRow): Target {
  const { apiVersion, kind, namespace, name, uid } = target;
  return targetSchema.parse({
    apiVersion,
    kind,
    name,
    ...(namespace === null ? {} : { namespace }),
    ...(uid === null ? {} : { uid }),
  });
}

/** The same without the UID: whatever stands under this name now. */
export function nameOfRow(row: LedgerRow): Target {
  const { uid: _, ...target } = targetOfRow(row);
  return target;
}
