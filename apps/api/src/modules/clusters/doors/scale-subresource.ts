import { apiVersion, type Target } from '@binnacle/shared/names';
import { FIELD_MANAGER } from '../../ledger/index.js';
import { isRecord } from '../transport/answer.js';
import { UnexpectedAnswerError } from '../transport/connection-error.js';
import { type Query, ResourcePath } from '../transport/resource-path.js';
import { resourceOfKind } from './kinds.js';

/** The scale of a workload as the API server states it. */
export interface ScaleReading {
  /** `spec.replicas`. */
  readonly replicas: number;
  readonly resourceVersion: string;
  readonly uid: string | null;
}

/** What is asked of the scale subresource; the version must still be the object's, or nothing happens (409). */
export interface ScaleRequest {
  readonly target: Target;
  readonly replicas: number;
  readonly resourceVersion: string;
  /** Pins one incarnation of the object. */
  readonly uid?: string;
}

/** @throws InvalidNameError, BinnacleError `not_found` */
export function scalePath(target: Target): ResourcePath {
  return ResourcePath.of({
    apiVersion: target.apiVersion,
    resource: resourceOfKind(target.apiVersion, target.kind),
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    name: target.name,
    subresource: 'scale',
  });
}

/**
 * The body of a PUT of the scale subresource. The API server takes `metadata.resourceVersion` and `metadata.uid` as
 * preconditions (apiserver `rest.Preconditions`; the apps registry's scale storage).
 */
export function scaleBody({ target, replicas, resourceVersion, uid }: ScaleRequest): Record<string, unknown> {
  return {
    apiVersion: apiVersion('autoscaling/v1'),
    kind: 'Scale',
    metadata: {
      name: target.name,
      ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
      resourceVersion,
      ...(uid === undefined ? {} : { uid }),
    },
    spec: { replicas },
  };
}

/** `dryRun=All` stands in the request URI of the API server's audit log, which tells previews from changes. */
export const PREVIEW: Query = { fieldManager: FIELD_MANAGER, dryRun: 'All' };

/** @throws UnexpectedAnswerError when the answer is no Scale */
export function scaleOf(body: unknown): ScaleReading {
  const metadata = isRecord(body) && isRecord(body.metadata) ? body.metadata : {};
  const spec = isRecord(body) && isRecord(body.spec) ? body.spec : {};
  const { resourceVersion, uid } = metadata;
  if (!isRecord(body) || body.kind !== 'Scale' || typeof resourceVersion !== 'string') {
    throw new UnexpectedAnswerError('The server answered with something that is not a Scale.');
  }
  // Go leaves out a zero.
  const replicas = typeof spec.replicas === 'number' ? spec.replicas : 0;
  return { replicas, resourceVersion, uid: typeof uid === 'string' ? uid : null };
}
