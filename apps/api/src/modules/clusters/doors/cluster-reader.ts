import type { KubeObject, ListPage } from '@binnacle/kube/reflector';
import { BinnacleError } from '@binnacle/shared/errors';
import {
  apiVersion,
  type ClusterName,
  kindName,
  namespaceName,
  resourceName,
  type Target,
} from '@binnacle/shared/names';
import type { RawOutcome } from '../../ledger/index.js';
import { isRecord, type KubeAnswer, printable } from '../transport/answer.js';
import { UnexpectedAnswerError } from '../transport/connection-error.js';
import { type KubeTransport, PAGE_MAX_BYTES } from '../transport/kube-transport.js';
import { isKubeObject, listPageOf } from '../transport/list-watch.js';
import { ResourcePath } from '../transport/resource-path.js';
import { clusterError } from './cluster-error.js';
import { resourceOfKind } from './kinds.js';
import { outcomeOfError } from './raw-outcome.js';
import { PREVIEW, type ScaleReading, scaleBody, scaleOf, scalePath } from './scale-subresource.js';

const AUTOSCALER = { apiVersion: apiVersion('autoscaling/v2'), kind: kindName('HorizontalPodAutoscaler') };

/** The part of the transport that the doors use. */
export type ApiTransport = Pick<KubeTransport, 'json'>;

export interface ListSelection {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continueToken?: string;
  readonly resourceVersion?: string;
  readonly signal?: AbortSignal;
}

/** May this identity do that? The fields of `resourceAttributes` of a SelfSubjectAccessReview. */
export interface AccessQuestion {
  /** As RBAC has it: `get`, `list`, `update`, ... */
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** The cluster's answer; `reason` is its own text and may be empty. */
export interface AccessAnswer {
  readonly allowed: boolean;
  readonly reason: string;
}

/** How the API server judged a dry run; a success with the number it would set and the warnings it gave. */
export type DryRunOutcome =
  | (Extract<RawOutcome, { kind: 'succeeded' }> & { readonly replicas: number; readonly warnings: readonly string[] })
  | Exclude<RawOutcome, { kind: 'succeeded' }>;

/**
 * The reading door of one cluster: nothing that goes through it changes anything. Methods reject with a
 * BinnacleError in words for the person who asked: `not_found`, `forbidden`, `conflict`, `refused_by_cluster`,
 * `cluster_unreachable`, `cluster_unauthorized`, `too_large`, `invalid_name`.
 */
export class ClusterReader {
  constructor(
    private readonly transport: ApiTransport,
    private readonly cluster: ClusterName,
  ) {}

  /** One object as it is now. `conflict` when the target pins another incarnation of it. */
  get(target: Target, signal?: AbortSignal): Promise<KubeObject> {
    return this.asked(async () => {
      const path = ResourcePath.of({
        apiVersion: target.apiVersion,
        resource: resourceOfKind(target.apiVersion, target.kind),
        ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
        name: target.name,
      });
      const { body } = await this.transport.json('GET', path, signal === undefined ? {} : { signal });
      if (!isKubeObject(body))
        throw new UnexpectedAnswerError(`Cluster ${this.cluster} answered with something that is not an object.`);
      if (target.uid !== undefined && body.metadata.uid !== target.uid) {
        throw new BinnacleError(
          'conflict',
          `${target.kind} ${target.name} was deleted and created anew since; look at it again.`,
        );
      }
      return body;
    });
  }

  /** One page of a kind. A continue token that the server has forgotten is refused as `refused_by_cluster` with status 410. */
  listPage(kind: Pick<Target, 'apiVersion' | 'kind'>, selection: ListSelection = {}): Promise<ListPage> {
    return this.asked(async () => {
      const { namespace, continueToken, signal, ...query } = selection;
      const path = ResourcePath.of({
        apiVersion: kind.apiVersion,
        resource: resourceOfKind(kind.apiVersion, kind.kind),
        ...(namespace === undefined ? {} : { namespace: namespaceName(namespace) }),
      });
      const request = { query: { ...query, continue: continueToken }, maxBytes: PAGE_MAX_BYTES };
      return listPageOf(
        (await this.transport.json('GET', path, { ...request, ...(signal === undefined ? {} : { signal }) })).body,
      );
    });
  }

  /** Asks the cluster whether this identity may do something (SelfSubjectAccessReview: a POST that stores nothing). */
  accessReview(question: AccessQuestion, signal?: AbortSignal): Promise<AccessAnswer> {
    return this.asked(async () => {
      const path = ResourcePath.of({
        apiVersion: apiVersion('authorization.k8s.io/v1'),
        resource: resourceName('selfsubjectaccessreviews'),
      });
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: question },
      };
      return accessAnswerOf(
        await this.transport.json('POST', path, { body, ...(signal === undefined ? {} : { signal }) }),
      );
    });
  }

  /** The scale of a workload as it is now. */
  readScale(target: Target): Promise<ScaleReading> {
    return this.asked(async () => scaleOf((await this.transport.json('GET', scalePath(target))).body));
  }

  /** The HorizontalPodAutoscalers of a namespace. `not_found` when the cluster does not serve autoscaling/v2. */
  async autoscalers(namespace: string, signal?: AbortSignal): Promise<KubeObject[]> {
    const selection = { namespace, ...(signal === undefined ? {} : { signal }) };
    return (await this.listPage(AUTOSCALER, selection)).items;
  }

  /**
   * What scaling would do: the same request as the change, with `dryRun=All`, so that admission, quota and rights are
   * judged by the cluster itself. Its judgement is returned as the outcome of the change would be, not thrown: `failed`
   * with 409 when the object has moved on from `resourceVersion`.
   */
  async dryRunScale(target: Target, replicas: number, resourceVersion: string): Promise<DryRunOutcome> {
    const request = { target, replicas, resourceVersion, ...(target.uid === undefined ? {} : { uid: target.uid }) };
    try {
      const answer = await this.transport.json('PUT', scalePath(target), {
        query: PREVIEW,
        body: scaleBody(request),
      });
      const scale = scaleOf(answer.body);
      return {
        kind: 'succeeded',
        resourceVersion: scale.resourceVersion,
        status: answer.status,
        replicas: scale.replicas,
        warnings: answer.warnings,
      };
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  private async asked<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw clusterError(error, this.cluster);
    }
  }
}

function accessAnswerOf({ body }: KubeAnswer): AccessAnswer {
  const status = isRecord(body) && isRecord(body.status) ? body.status : null;
  if (status === null || typeof status.allowed !== 'boolean') {
    throw new UnexpectedAnswerError('The server answered an access review with something else.');
  }
  return { allowed: status.allowed, reason: typeof status.reason === 'string' ? printable(status.reason) : '' };
}
