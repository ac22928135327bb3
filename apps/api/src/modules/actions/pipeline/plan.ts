import { createHash } from 'node:crypto';
import type { Plan } from '@binnacle/shared/actions';
import type { Intended, IntentDraft } from '../../ledger/index.js';
import { askedOf, type Circumstances } from '../asked.js';
import { WRITER_DEADLINE_MS } from '../ports.js';
import type { PreviewTokens } from '../preview-token.js';
import type { Foreseen } from '../verbs/index.js';
import type { AuthorisedAction } from './authorise.js';

/** After this long no call is begun any more; one that is under way is given up by the writer. */
export const SENDING_MS = 5_000;
/** By then the call is over, one way or the other. */
export const EXECUTION_DEADLINE_MS = SENDING_MS + WRITER_DEADLINE_MS;

/** An action whose object was looked at and whose change the API server has accepted on trial. */
export class PlannedAction {
  private constructor(
    readonly authorised: AuthorisedAction,
    readonly foreseen: Foreseen,
  ) {}

  /** @throws BinnacleError as the verb's `foresee` */
  static async of(authorised: AuthorisedAction): Promise<PlannedAction> {
    return new PlannedAction(authorised, await authorised.action.foresee(authorised.doors));
  }

  /** What a token binds: confirming with it means this plan and no other. */
  get bound() {
    const { authorised, foreseen } = this;
    const { id, input, target } = authorised.action;
    const { uid, contentHash } = foreseen;
    const { kind, namespace = null, name } = target;
    return {
      actor: authorised.actor.id,
      cluster: authorised.clusterUid,
      action: id,
      kind,
      namespace,
      name,
      uid,
      contentHash,
      input,
    };
  }

  /** As the dialog shows it, with the token that confirms it. */
  shown(tokens: PreviewTokens): Plan {
    const { words, effect, warnings, changes, resourceVersion } = this.foreseen;
    const { token: previewToken, expiresAt } = tokens.issue(this.bound);
    return {
      words,
      effect,
      warnings,
      changes,
      command: this.authorised.action.command,
      resourceVersion,
      previewToken,
      expiresAt,
    };
  }

  /** What the ledger records before anything is sent. */
  toRecord(circumstances: Circumstances, previewToken: string | undefined): RecordablePlan {
    return new RecordablePlan(this, circumstances, previewToken);
  }
}

/** A plan with what came with its confirmation: what the ledger takes. */
export class RecordablePlan implements Intended {
  readonly uid: string;
  readonly intent: IntentDraft;

  constructor(
    readonly plan: PlannedAction,
    circumstances: Circumstances,
    previewToken: string | undefined,
  ) {
    const { authorised, foreseen } = plan;
    const { actor, action, clusterUid, doors } = authorised;
    const asked = askedOf(actor, { name: doors.summary.name, uid: clusterUid }, action, circumstances);
    this.uid = foreseen.uid;
    this.intent = {
      ...asked,
      target: { ...asked.target, uid: foreseen.uid },
      words: foreseen.words,
      changes: foreseen.changes,
      resourceVersionBefore: foreseen.resourceVersion,
      previewTokenHash: previewToken === undefined ? null : createHash('sha256').update(previewToken).digest('hex'),
      warnings: foreseen.warnings.map((warning) => warning.code),
      deadlineMs: EXECUTION_DEADLINE_MS,
      evidence: foreseen.evidence,
    };
  }
}
