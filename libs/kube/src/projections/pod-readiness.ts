import { sentence } from './conditions.js';
import { type Cause, counted, type Judgement } from './judgement.js';
import type { PodFacts } from './pod-facts.js';
import { isServing, type PodStatus } from './pod-status.js';

/** A judgement whose word is found elsewhere. */
export type Judged = Omit<Judgement, 'status'>;

export function judged(
  state: Judged['state'],
  cause: Cause | null,
  because: string,
  since: number | null = null,
): Judged {
  return { state, cause, because, since };
}

/** Judges a pod that neither failed nor starts: ready, or why not. */
export function readinessOf(pod: PodFacts, status: PodStatus): Judged {
  const ready = pod.conditions.get('Ready');
  if (ready === undefined) return judged('unknown', 'no_status', 'Whether it is ready has not been reported.');
  if (ready.status === 'True') return judged('ok', null, '');
  const since = ready.lastTransitionAt;
  if (ready.status !== 'False') return judged('unknown', 'silent_node', 'Whether it is ready is not known.', since);
  if (status.ready === status.containers && ready.reason === 'ReadinessGatesNotReady') {
    return judged(
      'warning',
      'not_ready',
      sentence('Its containers are ready, its readiness gates are not', ready.message),
      since,
    );
  }
  if (status.ready === status.containers) {
    const node = pod.node === null ? 'its node' : `node ${pod.node}`;
    return judged(
      'unknown',
      'silent_node',
      `Its containers were ready when ${node} last reported; since then it is marked not ready.`,
      since,
    );
  }
  return notReady(pod, since);
}

function notReady(pod: PodFacts, since: number | null): Judged {
  const all = [...pod.init.filter((container) => container.restartable), ...pod.main];
  const container =
    all.find((candidate) => candidate.terminated?.exitCode !== 0 && !isServing(candidate)) ??
    all.find((c) => !isServing(c));
  if (container === undefined)
    return judged('progressing', 'starting', 'Its containers have not been reported yet.', since);
  const { name, running: run, started, restarts, terminated } = container;
  if (terminated !== null) {
    return judged(
      'warning',
      'not_ready',
      `Container ${name} has finished (exit 0) while others of the pod still run.`,
      since,
    );
  }
  if (run === null) return judged('progressing', 'starting', `Container ${name} is being created.`, since);
  if (restarts > 0) {
    return judged(
      'warning',
      'not_ready',
      `Container ${name} runs again after ${counted(restarts, 'restart')}, but is not ready.`,
      since,
    );
  }
  if (!started)
    return judged('progressing', 'starting', `Container ${name} runs; its start is not confirmed yet.`, since);
  // Never ready since it began to run: the condition is older than the run.
  if (since !== null && run.startedAt !== null && since <= run.startedAt) {
    return judged('progressing', 'starting', `Container ${name} runs, but has not been ready yet.`, run.startedAt);
  }
  return judged('warning', 'not_ready', `Container ${name} runs, but its readiness check fails.`, since);
}
