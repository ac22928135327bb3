import type { Row } from '@binnacle/shared/views';
import type { KubeObject } from '../reflector/ports.js';
import { type Fields, fieldsOf, textOf } from './fields.js';
import { judgementCells } from './judgement.js';
import { controllerOf, imagesOf, metadataCells } from './metadata.js';
import { isRestartable, type PodFacts, podFactsOf } from './pod-facts.js';
import { podStatusOf } from './pod-status.js';
import { podJudgement } from './pod-verdict.js';
import { millicoresOf, wholeOf } from './quantity.js';

/** A pod as a row of the view `pods`. */
export function podRow(object: KubeObject): Row {
  const pod = podFactsOf(object);
  const status = podStatusOf(pod);
  const owner = controllerOf(object);
  return {
    ...metadataCells(object),
    ...judgementCells(podJudgement(pod, status)),
    ready: status.ready,
    containers: status.containers,
    restarts: status.restarts,
    lastRestartAt: status.lastRestartAt,
    node: pod.node,
    ip: textOf(fieldsOf(object.status).podIP, 64),
    ownerKind: owner.kind,
    ownerName: owner.name,
    images: imagesOf(pod.specContainers),
    qos: textOf(fieldsOf(object.status).qosClass, 32),
    cpuRequest: requestOf(object, pod, 'cpu', millicoresOf),
    memoryRequest: requestOf(object, pod, 'memory', wholeOf),
    phase: pod.phase,
  };
}

/**
 * What the pod asks for while it runs: its own `spec.resources` where set (KEP-2837), else the sum over containers and
 * sidecars. Null when nothing is asked for. Ordinary init containers and the runtime's overhead are left out.
 */
function requestOf(
  object: KubeObject,
  pod: PodFacts,
  resource: string,
  parse: (value: unknown) => number | null,
): number | null {
  const own = parse(requests(fieldsOf(object.spec))[resource]);
  if (own !== null) return own;
  const asked = [...pod.specContainers, ...pod.specInitContainers.filter(isRestartable)]
    .map((container) => parse(requests(container)[resource]))
    .filter((amount) => amount !== null);
  return asked.length === 0 ? null : Math.min(sum(asked), Number.MAX_SAFE_INTEGER);
}

function requests(holder: Fields): Fields {
  return fieldsOf(fieldsOf(holder.resources).requests);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
