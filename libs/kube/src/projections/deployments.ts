import type { Row } from '@binnacle/shared/views';
import type { KubeObject } from '../reflector/ports.js';
import { type Condition, conditionsOf, sentence } from './conditions.js';
import { countOf, type Fields, fieldsOf, integerOf, secondsOf, textOf } from './fields.js';
import { counted, type Judgement, judged, judgementCells, some } from './judgement.js';
import { imagesOf, metadataCells, revisionOf, templateContainers } from './metadata.js';

/** A Deployment as a row of the view `deployments`. Counts that its controller has not written yet are 0 once it has reported, else null. */
export function deploymentRow(object: KubeObject): Row {
  const spec = fieldsOf(object.spec);
  const status = fieldsOf(object.status);
  const strategy = fieldsOf(spec.strategy);
  const rolling = fieldsOf(strategy.rollingUpdate);
  const conditions = conditionsOf(status);
  const count = (field: string) =>
    status.observedGeneration === undefined ? integerOf(status[field]) : countOf(status[field]);
  return {
    ...metadataCells(object),
    ...judgementCells(deploymentJudgement(object, conditions)),
    wanted: integerOf(spec.replicas),
    ready: count('readyReplicas'),
    upToDate: count('updatedReplicas'),
    available: count('availableReplicas'),
    total: count('replicas'),
    revision: revisionOf(object),
    images: imagesOf(templateContainers(object)),
    strategy: textOf(strategy.type, 64),
    maxSurge: intOrPercent(rolling.maxSurge),
    maxUnavailable: intOrPercent(rolling.maxUnavailable),
    paused: spec.paused === true ? 1 : 0,
    generation: integerOf(fieldsOf(object.metadata).generation),
    observedGeneration: integerOf(status.observedGeneration),
    progressAt: conditions.get('Progressing')?.lastUpdateAt ?? null,
    deadlineSeconds: integerOf(spec.progressDeadlineSeconds),
  };
}

/**
 * Judges a Deployment in the order of Argo CD's written rules (gitops-engine `pkg/health`), which follow
 * `kubectl rollout status`: paused, not seen by its controller, deadline exceeded, pods of the new revision missing, old
 * ones left, new ones not available. Four things are said more exactly: a controller that never reported is unknown
 * (T13), pods that may not be created are failing at once, no pods wanted is paused, and a Deployment that had finished
 * its rollout and fell below its promised minimum is a warning, as no deadline will ever say so.
 */
function deploymentJudgement(object: KubeObject, conditions: ReadonlyMap<string, Condition>): Judgement {
  const metadata = fieldsOf(object.metadata);
  const spec = fieldsOf(object.spec);
  const status = fieldsOf(object.status);
  const progressing = conditions.get('Progressing');
  const refused = conditions.get('ReplicaFailure');
  const generation = countOf(metadata.generation);
  const observed = integerOf(status.observedGeneration);
  const leaving = secondsOf(metadata.deletionTimestamp);

  if (leaving !== null) return judged('paused', 'Terminating', 'terminating', 'It is being deleted.', leaving);
  if (spec.paused === true) {
    return judged(
      'paused',
      'Paused',
      null,
      'It is paused: changes of its template are not rolled out.',
      progressing?.lastUpdateAt ?? null,
    );
  }
  if (observed === null)
    return judged('unknown', 'Unknown', 'no_status', 'The deployment controller has not reported on it yet.');
  if (observed < generation) {
    const seen = `The deployment controller has not seen this version yet: it knows generation ${observed} of ${generation}.`;
    return judged('progressing', 'Rolling out', 'starting', seen);
  }
  const refusal = refused?.status === 'True' ? sentence('Its pods cannot be created', refused.message) : null;
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    const stuck = `It made no progress within its deadline of ${integerOf(spec.progressDeadlineSeconds) ?? 600} s.`;
    return judged(
      'failing',
      'Rollout stuck',
      'rollout_stuck',
      refusal === null ? stuck : `${stuck} ${refusal}`,
      progressing.lastUpdateAt,
    );
  }
  if (refusal !== null)
    return judged('failing', 'Pods refused', 'pods_refused', refusal, refused?.lastTransitionAt ?? null);
  return countsJudgement(spec, status, conditions);
}

function countsJudgement(spec: Fields, status: Fields, conditions: ReadonlyMap<string, Condition>): Judgement {
  const wanted = integerOf(spec.replicas) ?? 1;
  const updated = countOf(status.updatedReplicas);
  const total = countOf(status.replicas);
  const available = countOf(status.availableReplicas);
  const rolledOut = conditions.get('Progressing')?.reason === 'NewReplicaSetAvailable';
  const going = rolledOut ? 'Waiting for pods' : 'Rolling out';
  const since = conditions.get('Progressing')?.lastUpdateAt ?? null;
  const moving = (because: string) => judged('progressing', going, 'starting', because, rolledOut ? null : since);

  if (wanted === 0 && total === 0) return judged('paused', 'Scaled to zero', null, '');
  const minimum = conditions.get('Available');
  if (rolledOut && minimum?.status === 'False' && available < wanted) {
    const because = `${some(available, wanted, 'wanted pod')} available, fewer than its strategy allows.`;
    return judged('warning', 'Unavailable', 'unavailable', because, minimum.lastTransitionAt);
  }
  if (updated < wanted) return moving(`${some(updated, wanted, 'wanted pod')} of the new revision.`);
  if (total > updated)
    return moving(
      `${counted(total - updated, 'pod')} of old revisions ${total - updated === 1 ? 'has' : 'have'} yet to go.`,
    );
  if (available < updated) {
    const which = rolledOut ? 'pod' : 'new pod';
    return moving(`${some(available, updated, which)} available.`);
  }
  return judged('ok', 'Healthy', null, '');
}

function intOrPercent(value: unknown): string | null {
  return typeof value === 'number' ? String(integerOf(value) ?? '') || null : textOf(value, 32);
}
