import type { ClusterName } from '@binnacle/shared/names';
import { fieldManagerOf, type RawOutcome, RecordedIntent } from '../../ledger/index.js';
import type { ApiTransport } from './cluster-reader.js';
import { outcomeOfError } from './raw-outcome.js';
import { type ScaleRequest, scaleBody, scaleOf, scalePath } from './scale-subresource.js';

/** A write is given this long, within what a stopping process waits for; after that its outcome is unknown and settled by the reconciler. */
const WRITE_TIMEOUT_MS = 10_000;

/** Something tried to change a cluster without a committed ledger row for it: a defect, never an input error. */
export class UnrecordedWriteError extends Error {
  override readonly name = 'UnrecordedWriteError';
}

/** The cluster a writer writes to, and its identity as last seen. */
export interface WriterCluster {
  readonly name: ClusterName;
  /** UID of its kube-system namespace; null when it is not known. */
  uid(): string | null;
}

/**
 * The writing door of one cluster, and the only one. Every method takes the value that the ledger gives out once the
 * intent is committed, so that an unrecorded write does not compile; that is checked again when it runs.
 */
export class ClusterWriter {
  readonly #transport: ApiTransport;
  readonly #cluster: WriterCluster;

  constructor(transport: ApiTransport, cluster: WriterCluster) {
    this.#transport = transport;
    this.#cluster = cluster;
  }

  /**
   * Sets the replicas of a workload, if it still has the version (and incarnation) that was planned for. The intent's
   * audit id goes along, so that the ledger row and the API server's audit event can be joined. An outcome, also a bad
   * one, is returned; nothing of it is thrown.
   * @throws UnrecordedWriteError
   */
  async scale(intent: RecordedIntent, request: ScaleRequest): Promise<RawOutcome> {
    this.#demand(intent);
    const uid = this.#cluster.uid();
    if (uid !== null && intent.clusterUid !== uid) {
      const message = `Cluster ${this.#cluster.name} is another one than the intent was recorded for; nothing was sent.`;
      return { kind: 'failed', code: 0, reason: 'ClusterReplaced', message };
    }
    try {
      const answer = await this.#transport.json('PUT', scalePath(request.target), {
        query: { fieldManager: fieldManagerOf(intent.id) },
        body: scaleBody(request),
        headers: { 'audit-id': intent.id },
        timeoutMs: WRITE_TIMEOUT_MS,
      });
      return { kind: 'succeeded', resourceVersion: scaleOf(answer.body).resourceVersion, status: answer.status };
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  #demand(intent: RecordedIntent): void {
    if (!(intent instanceof RecordedIntent))
      throw new UnrecordedWriteError('a cluster is changed only for a recorded intent');
    if (intent.clusterName !== this.#cluster.name)
      throw new UnrecordedWriteError('the intent was recorded for another cluster');
  }
}
