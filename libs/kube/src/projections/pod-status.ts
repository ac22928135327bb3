import type { ContainerFacts, PodFacts, Termination } from './pod-facts.js';
import { isRestartable } from './pod-facts.js';

/** The columns READY, STATUS and RESTARTS of `kubectl get pods`, taken apart. */
export interface PodStatus {
  status: string;
  ready: number;
  containers: number;
  restarts: number;
  /** Latest end of an earlier run among the containers whose restarts are counted; seconds since 1970. */
  lastRestartAt: number | null;
}

/** Where the init containers have got to. `word` is null once none of them holds the pod back. */
interface Initialisation {
  word: string | null;
  readySidecars: number;
  seen: readonly ContainerFacts[];
}

/**
 * What kubectl prints. The server makes those columns (kubernetes v1.37 `pkg/printers/internalversion/printers.go`,
 * printPod); the rules, in the order in which each overrules the one before:
 *
 * 1. `status.phase`, then `status.reason` if set, then SchedulingGated if the scheduler was told to wait;
 * 2. the first init container that is neither done (exit 0) nor a started sidecar: `Init:` and why, or how many are through;
 * 3. unless it waits there: the containers, the first of them last, each overruling with why it waits or how it ended;
 *    `Completed` is not said while another container runs (`Running`, `NotReady`) or failed (that failure's word);
 * 4. a deleted pod is Terminating until its phase is final; Unknown if its node was lost.
 *
 * Restarts count every init container seen while initialising, and afterwards the sidecars and the containers.
 */
export function podStatusOf(pod: PodFacts): PodStatus {
  const initialisation = initialisationOf(pod);
  const initialised = initialisation.word === null || pod.conditions.get('Initialized')?.status === 'True';
  const sidecars = initialisation.seen.filter((container) => container.restartable);
  const counting = initialised ? [...sidecars, ...pod.main] : initialisation.seen;

  let status = pod.reason ?? pod.phase ?? 'Unknown';
  if (pod.conditions.get('PodScheduled')?.reason === 'SchedulingGated') status = 'SchedulingGated';
  status = initialisation.word ?? status;
  if (initialised) status = containersWord(pod, status);
  if (pod.deleting && pod.reason === 'NodeLost') status = 'Unknown';
  else if (pod.deleting && pod.phase !== 'Succeeded' && pod.phase !== 'Failed') status = 'Terminating';

  return {
    status,
    ready: initialisation.readySidecars + (initialised ? pod.main.filter(isServing).length : 0),
    containers: pod.specContainers.length + pod.specInitContainers.filter(isRestartable).length,
    restarts: counting.reduce((sum, container) => sum + container.restarts, 0),
    lastRestartAt: counting.reduce<number | null>((latest, { last }) => later(latest, last?.finishedAt ?? null), null),
  };
}

/** Counted in READY: ready and running, and not at the same time said to wait or to have ended. */
export function isServing(container: ContainerFacts): boolean {
  const waits = container.waiting !== null && container.waiting.reason !== '';
  return !waits && container.terminated === null && container.ready && container.running !== null;
}

/** The first init container that holds the pod back; undefined when none does. */
export function holdingBack(init: readonly ContainerFacts[]): ContainerFacts | undefined {
  return init.find((container) => {
    const done = container.terminated !== null && container.terminated.exitCode === 0;
    return !done && !(container.restartable && container.started);
  });
}

function initialisationOf(pod: PodFacts): Initialisation {
  const holding = holdingBack(pod.init);
  const position = holding === undefined ? pod.init.length : pod.init.indexOf(holding);
  const through = pod.init.slice(0, position);
  const startedSidecars = through.filter((container) => container.terminated?.exitCode !== 0);
  return {
    word: holding === undefined ? null : initWord(holding, position, pod.specInitContainers.length),
    readySidecars: startedSidecars.filter((container) => container.ready).length,
    seen: holding === undefined ? through : [...through, holding],
  };
}

function initWord(container: ContainerFacts, position: number, declared: number): string {
  if (container.terminated !== null) return `Init:${endWord(container.terminated)}`;
  const reason = container.waiting?.reason ?? '';
  return reason !== '' && reason !== 'PodInitializing' ? `Init:${reason}` : `Init:${position}/${declared}`;
}

function containersWord(pod: PodFacts, before: string): string {
  let word = before;
  let failure: string | null = null;
  let serving = false;
  for (const container of pod.main.toReversed()) {
    const reason = container.waiting?.reason ?? '';
    if (reason !== '') word = reason;
    else if (container.terminated !== null) {
      word = endWord(container.terminated);
      if (container.terminated.exitCode !== 0) failure = word;
    } else if (isServing(container)) serving = true;
  }
  if (word !== 'Completed') return word;
  if (serving && pod.conditions.get('Ready')?.status === 'True') return 'Running';
  return failure ?? (serving ? 'NotReady' : word);
}

function endWord(end: Termination): string {
  if (end.reason !== '') return end.reason;
  return end.signal !== 0 ? `Signal:${end.signal}` : `ExitCode:${end.exitCode}`;
}

function later(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
