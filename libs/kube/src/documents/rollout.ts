import { severity } from '@binnacle/shared/health';
import type { Rollout } from '@binnacle/shared/realtime';
import { type Row, stateOf } from '@binnacle/shared/views';
import { rolloutSentence } from './rollout-sentence.js';
import { rowNumber, rowText } from './tables.js';

/** `progressDeadlineSeconds` of this value means that there is none (`math.MaxInt32`, as kubectl treats it). */
const NO_DEADLINE_SECONDS = 2_147_483_647;

/** The replica sets of a Deployment, told apart. */
export interface Revisions {
  /** Of the newest template; null while the controller has not seen the newest template, or made none for it. */
  fresh: Row | null;
  old: Row[];
}

/**
 * Tells the newest revision from the old ones by the highest revision number, never by how many pods it has (T10); numbers have
 * gaps and jump after a rollback (T11). While the controller is behind, nothing is said to be new.
 */
export function revisionsOf(deployment: Row, replicaSets: readonly Row[]): Revisions {
  const sorted = replicaSets.toSorted((a, b) => (rowNumber(b, 'revision') ?? -1) - (rowNumber(a, 'revision') ?? -1));
  const newest = sorted[0];
  const revision = rowNumber(deployment, 'revision');
  const known = newest === undefined ? null : rowNumber(newest, 'revision');
  if (newest === undefined || isBehind(deployment) || known === null || (revision !== null && known < revision)) {
    return { fresh: null, old: sorted };
  }
  return { fresh: newest, old: sorted.slice(1) };
}

/** Whether the controller still works on an earlier version of the object. */
function isBehind(deployment: Row): boolean {
  const generation = rowNumber(deployment, 'generation');
  const observed = rowNumber(deployment, 'observedGeneration');
  return observed === null || (generation !== null && observed < generation);
}

/**
 * A rollout as two bars and one truth. Pure of time: how long is left until `deadlineAt` is for the page to say.
 * `pods` are those of `replicaSets` (of them only `ownerUid`, `state`, `name` and `because` are read); pods asked to stop count as pods, but serve nobody.
 */
export function rolloutOf(deployment: Row, replicaSets: readonly Row[], pods: readonly Row[]): Rollout {
  const { fresh, old } = revisionsOf(deployment, replicaSets);
  const freshPods = fresh === null ? [] : pods.filter((pod) => pod.ownerUid === fresh.uid);
  const oldPods = pods.filter((pod) => fresh === null || pod.ownerUid !== fresh.uid);
  const running = new Set(oldPods.map((pod) => pod.ownerUid));
  const bars = {
    fresh: fresh && {
      replicaSet: rowText(fresh, 'name') ?? '',
      pods: freshPods.length,
      ready: readyOf(freshPods),
      failing: freshPods.filter((pod) => stateOf(pod) === 'failing').length,
    },
    old: {
      replicaSets: old
        .filter((set) => running.has(set.uid ?? null) || (rowNumber(set, 'wanted') ?? 0) > 0)
        .map((set) => rowText(set, 'name') ?? ''),
      pods: oldPods.length,
      ready: readyOf(oldPods),
    },
  };
  return {
    revision: fresh === null ? rowNumber(deployment, 'revision') : rowNumber(fresh, 'revision'),
    sentence: rolloutSentence(deployment, bars, worstOf(freshPods)),
    state: stateOf(deployment),
    wanted: rowNumber(deployment, 'wanted') ?? 0,
    ...bars,
    maxSurge: rowText(deployment, 'maxSurge'),
    maxUnavailable: rowText(deployment, 'maxUnavailable'),
    deadlineAt: deadlineOf(deployment),
    observed: {
      generation: rowNumber(deployment, 'generation'),
      observedGeneration: rowNumber(deployment, 'observedGeneration'),
    },
  };
}

function readyOf(pods: readonly Row[]): number {
  return pods.filter((pod) => stateOf(pod) === 'ok').length;
}

/** The pod of the new revision that says best what is wrong: the worst one that needs somebody, the first by name. */
function worstOf(pods: readonly Row[]): Row | null {
  const troubled = pods.filter((pod) => stateOf(pod) === 'failing' || stateOf(pod) === 'warning');
  const [worst] = troubled.toSorted(
    (a, b) => severity(stateOf(a)) - severity(stateOf(b)) || (String(a.name) < String(b.name) ? -1 : 1),
  );
  return worst ?? null;
}

/** Only a rollout under way has one: the controller stops the clock once it is done, paused or given up. */
function deadlineOf(deployment: Row): number | null {
  const progressAt = rowNumber(deployment, 'progressAt');
  const seconds = rowNumber(deployment, 'deadlineSeconds');
  if (deployment.status !== 'Rolling out' || isBehind(deployment)) return null;
  return progressAt === null || seconds === null || seconds >= NO_DEADLINE_SECONDS ? null : progressAt + seconds;
}
