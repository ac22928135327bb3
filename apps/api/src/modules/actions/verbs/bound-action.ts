import type { KubeObject } from '@binnacle/kube/reflector';
import type { Permission } from '@binnacle/shared/access';
import type { ActionId, PlanWarning } from '@binnacle/shared/actions';
import type { FieldChange } from '@binnacle/shared/ledger';
import type { Target } from '@binnacle/shared/names';
import type { RawOutcome, RecordedIntent } from '../../ledger/index.js';
import type { AccessQuestion, ClusterDoors } from '../ports.js';

/** What a plan found out about the object, and what would happen. */
export interface Foreseen {
  words: string;
  effect: string;
  warnings: PlanWarning[];
  changes: FieldChange[];
  uid: string;
  resourceVersion: string;
  /** Same as long as nothing that the plan rests on has changed; status may come and go. */
  contentHash: string;
  /** JSON, for whoever must later tell from the object whether the change was made. */
  evidence: unknown;
}

/** An action on a target, with checked input. Verbs make these; the pipeline knows no verb. */
export interface BoundAction {
  readonly id: ActionId;
  readonly permission: Permission;
  readonly target: Target;
  readonly input: Record<string, unknown>;
  /** The equivalent kubectl command. */
  readonly command: string;
  /** What was asked for, for a refusal that never looked at the object: `scale to 5`. */
  readonly wish: string;
  /** What the cluster's RBAC must allow. */
  readonly right: AccessQuestion;
  /**
   * Looks at the object and lets the API server check the change without making it.
   * @throws BinnacleError `not_found`, `conflict`, `refused_by_cluster`, `cluster_unreachable`
   */
  foresee(doors: ClusterDoors): Promise<Foreseen>;
  /** Makes the change. May look and send again as long as `mayStillSend` and what the plan rests on is unchanged. */
  execute(
    doors: ClusterDoors,
    intent: RecordedIntent,
    foreseen: Foreseen,
    mayStillSend: () => boolean,
  ): Promise<RawOutcome>;
}

/** What is known of another action on the same object that changed it or may have. */
export interface OtherAction {
  number: number;
  state: string;
  /** The incarnation it was about; a new one under the same name counts its generations anew. */
  uid: string | null;
  input: Record<string, unknown>;
  evidence: unknown;
}

/** Everything that tells whether an action whose outcome is open was made. */
export interface Testimony {
  /** Of the action. */
  id: string;
  input: Record<string, unknown>;
  uid: string | null;
  resourceVersionBefore: string;
  /** As recorded with the intent. */
  evidence: unknown;
  /** The object now, null when it is gone. */
  live: KubeObject | null;
  others: readonly OtherAction[];
  /** Whether the call can no longer arrive. */
  over: boolean;
}

/** `wait`: nothing speaks for it having been made, but it might still arrive. */
export type Judgement = { kind: 'succeeded' | 'failed' | 'unknown'; because: string } | { kind: 'wait' };

/** What the pipeline needs of a verb. */
export interface Verb {
  /** @throws BinnacleError `invalid_input` for input or a target kind that the action does not take */
  bind(target: Target, input: unknown): BoundAction;
  /** Tells from evidence whether the action was made. When the evidence can be read two ways it says unknown. */
  judge(testimony: Testimony): Judgement;
  /** The number of replicas a row asked for, for the follower; null when it is not about replicas. */
  replicas(input: Record<string, unknown>): number | null;
  /** Who, if anybody, has changed what the action set since; null while the object stands as it was set. */
  changedSince(object: KubeObject, input: Record<string, unknown>): { now: string; by: string[] } | null;
  /** The input that takes a row back; null when there is nothing to take back. */
  inverse(changes: readonly FieldChange[], input: Record<string, unknown>): Record<string, unknown> | null;
}
