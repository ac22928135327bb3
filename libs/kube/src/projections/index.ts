import type { Row, ViewId } from '@binnacle/shared/views';
import type { KubeObject } from '../reflector/ports.js';
import { deploymentRow } from './deployments.js';
import { eventRow } from './events.js';
import { nodeRow } from './nodes.js';
import { podRow } from './pods.js';
import { replicaSetRow } from './replica-sets.js';

export type { Cause } from './judgement.js';
export { kubectlPodColumns } from './kubectl.js';
export { nodeVerdict, renewTimeOf } from './node-verdict.js';

/** Makes the row of an object: every column of its view, missing is null. Never throws, whatever the object holds. */
export type Projection = (object: KubeObject, context: { /** Seconds since 1970. */ now: number }) => Row;

/**
 * The projection of each view. None of them reads the clock: a row changes only when its object does, so that rows can
 * be compared to drop changes that nobody can see. What depends on time is judged by {@link nodeVerdict} and by findings.
 */
export const PROJECTIONS: Readonly<Record<ViewId, Projection>> = {
  nodes: nodeRow,
  pods: podRow,
  deployments: deploymentRow,
  replicasets: replicaSetRow,
  events: eventRow,
};
