import type { Row } from '@binnacle/shared/views';
import type { KubeObject } from '../reflector/ports.js';
import { conditionsOf, sentence } from './conditions.js';
import { countOf, fieldsOf, integerOf, secondsOf } from './fields.js';
import { counted, type Judgement, judged, judgementCells, some } from './judgement.js';
import { controllerOf, imagesOf, metadataCells, revisionOf, templateContainers } from './metadata.js';

/** A ReplicaSet as a row of the view `replicasets`. */
export function replicaSetRow(object: KubeObject): Row {
  const status = fieldsOf(object.status);
  const owner = controllerOf(object);
  const count = (field: string) =>
    status.observedGeneration === undefined ? integerOf(status[field]) : countOf(status[field]);
  return {
    ...metadataCells(object),
    ...judgementCells(replicaSetJudgement(object)),
    wanted: integerOf(fieldsOf(object.spec).replicas),
    current: count('replicas'),
    ready: count('readyReplicas'),
    available: count('availableReplicas'),
    revision: revisionOf(object),
    ownerKind: owner.kind,
    ownerName: owner.name,
    images: imagesOf(templateContainers(object)),
  };
}

/** Argo CD's rules for a ReplicaSet; a controller that never reported is unknown (T13), one without wanted pods paused. */
function replicaSetJudgement(object: KubeObject): Judgement {
  const metadata = fieldsOf(object.metadata);
  const status = fieldsOf(object.status);
  const wanted = integerOf(fieldsOf(object.spec).replicas) ?? 1;
  const observed = integerOf(status.observedGeneration);
  const available = countOf(status.availableReplicas);
  const current = countOf(status.replicas);
  const refused = conditionsOf(status).get('ReplicaFailure');
  const leaving = secondsOf(metadata.deletionTimestamp);

  if (leaving !== null) return judged('paused', 'Terminating', 'terminating', 'It is being deleted.', leaving);
  if (observed === null)
    return judged('unknown', 'Unknown', 'no_status', 'The replica set controller has not reported on it yet.');
  if (observed < countOf(metadata.generation)) {
    return judged(
      'progressing',
      'Waiting for pods',
      'starting',
      'The replica set controller has not seen this version yet.',
    );
  }
  if (refused?.status === 'True') {
    return judged(
      'failing',
      'Pods refused',
      'pods_refused',
      sentence('Its pods cannot be created', refused.message),
      refused.lastTransitionAt,
    );
  }
  if (wanted === 0 && current === 0) return judged('paused', 'Scaled to zero', null, '');
  if (current > wanted) {
    const surplus = current - wanted;
    return judged(
      'progressing',
      'Removing pods',
      'starting',
      `${counted(surplus, 'pod')} ${surplus === 1 ? 'has' : 'have'} yet to go.`,
    );
  }
  if (available < wanted) {
    const because = `${some(available, wanted, 'wanted pod')} available.`;
    return judged('progressing', 'Waiting for pods', 'starting', because);
  }
  return judged('ok', 'Healthy', null, '');
}
