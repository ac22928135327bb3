import type { KubeObject } from '@binnacle/kube/reflector';
import type { State } from '@binnacle/shared/health';
import type { Target } from '@binnacle/shared/names';
import type { RawOutcome, RecordedIntent } from '../ledger/index.js';

/** What a SelfSubjectAccessReview asks. */
export interface AccessQuestion {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

/** How the API server judged a change that was only tried out, with the warnings it gave. */
export type DryRunOutcome =
  | (Extract<RawOutcome, { kind: 'succeeded' }> & { readonly warnings?: readonly string[] })
  | Exclude<RawOutcome, { kind: 'succeeded' }>;

/** What actions read of a cluster, with the credentials they would act with. */
export interface ClusterReader {
  /** A consistent read. @throws BinnacleError `not_found`, `forbidden`, `cluster_unreachable`, ... */
  get(target: Target): Promise<KubeObject>;
  /** Sends the write with `dryRun=All`: admission and validation run, nothing is stored. */
  dryRunScale(target: Target, replicas: number, resourceVersion: string): Promise<DryRunOutcome>;
  accessReview(question: AccessQuestion): Promise<{ allowed: boolean; reason?: string }>;
  /** The HorizontalPodAutoscalers of a namespace. @throws BinnacleError `forbidden` or `not_found` when they cannot be listed */
  autoscalers(namespace: string): Promise<KubeObject[]>;
}

/** The one door through which a cluster is changed. It opens for a recorded intent only. */
export interface ClusterWriter {
  /**
   * Sends one PUT of the scale subresource, with `Audit-ID`, the action's field manager, the resourceVersion and the
   * UID as preconditions, and a deadline of at most {@link WRITER_DEADLINE_MS}. Never repeats it.
   */
  scale(
    intent: RecordedIntent,
    change: { target: Target; replicas: number; resourceVersion: string; uid?: string },
  ): Promise<RawOutcome>;
}

/** One call of the writer is answered, or given up, by then. */
export const WRITER_DEADLINE_MS = 10_000;

export interface ClusterDoors {
  /** `uid` is that of the kube-system namespace, null until the cluster was reached once. */
  readonly summary: { readonly name: string; readonly uid: string | null };
  readonly reader: ClusterReader;
  readonly writer: ClusterWriter;
}

export interface ClusterRegistry {
  /** @throws BinnacleError `unknown_cluster` */
  require(name: string): ClusterDoors;
}
export const CLUSTER_REGISTRY = Symbol('actions.ClusterRegistry');

/** A workload as the watch has it now. */
export interface WatchedWorkload {
  exists: boolean;
  state: State;
  status: string;
  because: string;
  /** `spec.replicas`. */
  wanted: number;
  ready: number;
  generation?: number;
  observedGeneration?: number;
  resourceVersion?: string;
}

/** What the follower is fed with. */
export interface WorkloadWatch {
  /** Null when the watch does not know: the kind is not watched, or not live. */
  current(cluster: string, target: Target): Promise<WatchedWorkload | null>;
  /** Calls back when the workload may have changed. Returns the end of it. */
  onChange(listener: (cluster: string, target: Pick<Target, 'kind' | 'namespace' | 'name'>) => void): () => void;
}
export const WORKLOAD_WATCH = Symbol('actions.WorkloadWatch');
