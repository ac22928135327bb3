import type { KubeObject } from '../reflector/ports.js';
import { type Condition, conditionsOf } from './conditions.js';
import {
  countOf,
  evidenceOf,
  type Fields,
  fieldsOf,
  fieldsOrNull,
  integerOf,
  listOf,
  secondsOf,
  textOf,
} from './fields.js';

/** How a container's process ended. */
export interface Termination {
  exitCode: number;
  signal: number;
  reason: string;
  message: string;
  finishedAt: number | null;
}

/** One entry of `status.containerStatuses` or `status.initContainerStatuses`, joined with its container of the spec. */
export interface ContainerFacts {
  name: string;
  image: string;
  memoryLimit: string | null;
  /** An init container that keeps running beside the others (`restartPolicy: Always`): a sidecar. */
  restartable: boolean;
  ready: boolean;
  started: boolean;
  restarts: number;
  waiting: { reason: string; message: string } | null;
  running: { startedAt: number | null } | null;
  terminated: Termination | null;
  last: Termination | null;
}

/** As much of a pod as its columns and its judgement need, read once. */
export interface PodFacts {
  phase: string | null;
  reason: string | null;
  message: string;
  conditions: ReadonlyMap<string, Condition>;
  /** Seconds since 1970: when a pod asked to stop is due to be gone. */
  deletionAt: number | null;
  deleting: boolean;
  deletionGraceSeconds: number | null;
  finalizers: string[];
  schedulingGates: string[];
  restartPolicy: string;
  node: string | null;
  owned: boolean;
  specContainers: Fields[];
  specInitContainers: Fields[];
  init: ContainerFacts[];
  main: ContainerFacts[];
}

export function podFactsOf(pod: KubeObject): PodFacts {
  const metadata = fieldsOf(pod.metadata);
  const spec = fieldsOf(pod.spec);
  const status = fieldsOf(pod.status);
  const specContainers = listOf(spec.containers);
  const specInitContainers = listOf(spec.initContainers);
  return {
    phase: textOf(status.phase, 64),
    reason: textOf(status.reason, 128),
    message: evidenceOf(status.message),
    conditions: conditionsOf(status),
    deletionAt: secondsOf(metadata.deletionTimestamp),
    deleting: textOf(metadata.deletionTimestamp) !== null,
    deletionGraceSeconds: integerOf(metadata.deletionGracePeriodSeconds),
    finalizers: Array.isArray(metadata.finalizers)
      ? metadata.finalizers.flatMap((name) => textOf(name, 128) ?? [])
      : [],
    schedulingGates: listOf(spec.schedulingGates).flatMap((gate) => textOf(gate.name, 128) ?? []),
    restartPolicy: textOf(spec.restartPolicy, 32) ?? 'Always',
    node: textOf(spec.nodeName, 253),
    owned: listOf(metadata.ownerReferences).some((owner) => owner.controller === true),
    specContainers,
    specInitContainers,
    init: containersOf(status.initContainerStatuses, specInitContainers),
    main: containersOf(status.containerStatuses, specContainers),
  };
}

/** `restartPolicy: Always` on an init container makes it a sidecar (KEP-753). */
export function isRestartable(initContainer: Fields): boolean {
  return initContainer.restartPolicy === 'Always';
}

function containersOf(statuses: unknown, declared: readonly Fields[]): ContainerFacts[] {
  return listOf(statuses).map((status) => {
    const spec = declared.find((container) => container.name === status.name) ?? {};
    const state = fieldsOf(status.state);
    const waiting = fieldsOrNull(state.waiting);
    const running = fieldsOrNull(state.running);
    return {
      name: textOf(status.name, 253) ?? '?',
      image: textOf(spec.image, 256) ?? textOf(status.image, 256) ?? 'its image',
      memoryLimit: textOf(fieldsOf(fieldsOf(spec.resources).limits).memory, 64),
      restartable: isRestartable(spec),
      ready: status.ready === true,
      started: status.started === true,
      restarts: countOf(status.restartCount),
      waiting: waiting && { reason: textOf(waiting.reason, 128) ?? '', message: evidenceOf(waiting.message) },
      running: running && { startedAt: secondsOf(running.startedAt) },
      terminated: terminationOf(state.terminated),
      last: terminationOf(fieldsOf(status.lastState).terminated),
    };
  });
}

function terminationOf(value: unknown): Termination | null {
  const fields = fieldsOrNull(value);
  return (
    fields && {
      exitCode: countOf(fields.exitCode),
      signal: countOf(fields.signal),
      reason: textOf(fields.reason, 128) ?? '',
      message: evidenceOf(fields.message),
      finishedAt: secondsOf(fields.finishedAt),
    }
  );
}
