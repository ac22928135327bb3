import type { Actor } from '@binnacle/shared/access';
import type { Asked } from '../ledger/index.js';
import type { BoundAction } from './verbs/index.js';

/** What came with the request besides the action itself. */
export interface Circumstances {
  reason: string;
  ticket: string | null;
  idempotencyKey: string | null;
  requestHash: string;
  /** Id of the action this one takes back. */
  undoes: string | null;
}

/** Who asked for what, as it goes on the record. */
export function askedOf(
  actor: Actor,
  cluster: { name: string; uid: string },
  action: BoundAction,
  { reason, ticket, idempotencyKey, requestHash, undoes }: Circumstances,
): Asked {
  const { apiVersion, kind, namespace = null, name, uid = null } = action.target;
  const { id, label, kind: actorKind, role, via, address } = actor;
  return {
    actor: { id, label, kind: actorKind, role, via, address },
    cluster,
    action: action.id,
    target: { apiVersion, kind, namespace, name, uid },
    words: action.wish,
    reason,
    ticket,
    input: action.input,
    command: action.command,
    idempotencyKey,
    requestHash,
    undoes,
  };
}
