import { sentence } from './conditions.js';
import { isPullReason, pullSentence } from './image-pull.js';
import { type Cause, counted } from './judgement.js';
import type { ContainerFacts, Termination } from './pod-facts.js';

/** What is wrong with one container: a cause and one sentence of evidence. */
export interface Trouble {
  cause: Cause;
  because: string;
}

/** Waiting for these is the ordinary way to start. */
const STARTING: ReadonlySet<string> = new Set(['', 'ContainerCreating', 'PodInitializing']);

/** What exit codes mean by convention of shells and kernels (128 + signal). */
const EXIT_WORDS: ReadonlyMap<number, string> = new Map([
  [126, 'its command cannot be executed'],
  [127, 'its command was not found'],
  [134, 'aborted'],
  [137, 'killed'],
  [139, 'segmentation fault'],
  [143, 'asked to stop'],
]);

/** Ends that the runtime explains itself, before or instead of the program. Other messages are the program's own output, which may hold secrets. */
const RUNTIME_ENDS: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun', 'ContainerStatusUnknown']);

/** Null when the container runs, ended well, or is starting in the ordinary way. Any reason to wait that is not known counts as trouble. */
export function troubleOf(container: ContainerFacts, restarted: boolean): Trouble | null {
  const { waiting, terminated } = container;
  if (waiting !== null) {
    const { reason, message } = waiting;
    if (STARTING.has(reason)) return null;
    if (reason === 'CrashLoopBackOff') return crashLoop(container);
    if (isPullReason(reason)) {
      return { cause: 'image_pull', because: pullSentence(container.name, container.image, reason, message) };
    }
    return {
      cause: 'cannot_start',
      because: sentence(`Container ${container.name} cannot start (${reason})`, message),
    };
  }
  if (terminated !== null && terminated.exitCode !== 0) return ended(container, terminated, restarted);
  return null;
}

/** How a termination reads: `ended with exit 127 (its command was not found)`. */
function endingOf(end: Termination): string {
  if (end.signal !== 0 && end.exitCode === 0) return `ended by signal ${end.signal}`;
  const meaning = EXIT_WORDS.get(end.exitCode);
  return meaning === undefined ? `ended with exit ${end.exitCode}` : `ended with exit ${end.exitCode} (${meaning})`;
}

function crashLoop(container: ContainerFacts): Trouble {
  const { name, last, restarts, waiting } = container;
  if (last?.reason === 'OOMKilled') return outOfMemory(container, last);
  const delay = /^back-off (\d[\dhms.]*) /.exec(waiting?.message ?? '')?.[1];
  const delays = delay === undefined ? 'with growing delays' : `with growing delays, now ${delay}`;
  const how = last === null ? 'keeps ending' : endingOf(last);
  return {
    cause: 'crash_loop',
    because: sentence(
      `Container ${name} ${how} and is restarted ${delays}; ${counted(restarts, 'restart')} so far`,
      runtimeWords(last),
    ),
  };
}

function ended(container: ContainerFacts, end: Termination, restarted: boolean): Trouble {
  if (end.reason === 'OOMKilled') return outOfMemory(container, end);
  const history = container.restarts === 0 ? '' : `; ${counted(container.restarts, 'restart')} so far`;
  return {
    cause: restarted ? 'crash_loop' : 'failed',
    because: sentence(`Container ${container.name} ${endingOf(end)}${history}`, runtimeWords(end)),
  };
}

function outOfMemory(container: ContainerFacts, end: Termination): Trouble {
  const { name, memoryLimit, restarts } = container;
  const exit = `(exit ${end.exitCode})`;
  const how =
    memoryLimit === null
      ? `was killed for memory ${exit}; it has no limit of its own`
      : `used its ${memoryLimit} limit and was killed ${exit}`;
  const history = restarts === 0 ? '' : `; ${counted(restarts, 'restart')} so far`;
  return { cause: 'out_of_memory', because: `Container ${name} ${how}${history}.` };
}

function runtimeWords(end: Termination | null): string {
  return end !== null && RUNTIME_ENDS.has(end.reason) ? end.message : '';
}
