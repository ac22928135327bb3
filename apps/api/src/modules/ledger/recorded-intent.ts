import type { LedgerRow } from '@binnacle/shared/ledger';
import type { IntentContent } from './entry.js';

/** What a plan puts on the record; the ledger adds the process. */
export type IntentDraft = Omit<IntentContent, 'process'>;

/** As much of a plan as the ledger records and the cluster needs. The actions module's plan is one of these. */
export interface Intended {
  /** The object's UID at planning; a precondition of the write. */
  readonly uid: string | null;
  readonly intent: IntentDraft;
}

interface Facts<P extends Intended> {
  id: string;
  clusterName: string;
  clusterUid: string;
  planned: P;
  row: LedgerRow;
}

let mint: <P extends Intended>(facts: Facts<P>) => RecordedIntent<P>;

/**
 * Proof that an intent is committed. Only the ledger makes one, and the door to the cluster takes nothing else: a write
 * that is not on the record does not compile.
 */
export class RecordedIntent<P extends Intended = Intended> {
  /** Id of the action, a UUID; sent as `Audit-ID`, so that the cluster's audit log and the ledger join. */
  readonly id: string;
  readonly clusterName: string;
  /** UID of the cluster's kube-system namespace. */
  readonly clusterUid: string;
  /** UID of the object. */
  readonly uid: string | null;
  readonly planned: P;
  /** The row as committed. */
  readonly row: LedgerRow;

  private constructor(facts: Facts<P>) {
    this.id = facts.id;
    this.clusterName = facts.clusterName;
    this.clusterUid = facts.clusterUid;
    this.uid = facts.planned.uid;
    this.planned = facts.planned;
    this.row = facts.row;
  }

  static {
    mint = (facts) => new RecordedIntent(facts);
  }
}

/** For the ledger alone; not exported from the module. */
export const mintRecordedIntent = <P extends Intended>(facts: Facts<P>): RecordedIntent<P> => mint(facts);

/** What became of the call to the cluster. */
export type RawOutcome =
  | { kind: 'succeeded'; resourceVersion: string | null; status?: unknown }
  /** Answered with an error, or certainly never sent. `code` is the HTTP status, 0 when nothing was sent. */
  | { kind: 'failed'; code: number; reason: string; message: string }
  /** Sent, perhaps, and not answered: it may or may not have happened. */
  | { kind: 'unknown'; because: string };
