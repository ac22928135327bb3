import { sentence } from './conditions.js';
import { troubleOf } from './container-trouble.js';
import type { Judgement } from './judgement.js';
import type { ContainerFacts, PodFacts } from './pod-facts.js';
import { type Judged, judged, readinessOf } from './pod-readiness.js';
import { holdingBack, type PodStatus } from './pod-status.js';

/**
 * Judges a pod by what its containers and conditions say, never by `status.phase` alone (T12), and without a clock:
 * how long something may take is judged where findings are made. First match counts:
 *
 * unknown: its node was lost, or nothing was reported · paused: asked to stop, or finished · failing: failed for good,
 * or a container waits for what cannot come or ended badly · paused: held by a scheduling gate · warning: no node fits ·
 * progressing: scheduled, created, initialised, first start · ok: ready · unknown: said to be not ready while all its
 * containers are (its node is silent) · warning: stopped being ready, or is not ready after a restart.
 */
export function podJudgement(pod: PodFacts, status: PodStatus): Judgement {
  const judged =
    lost(pod) ??
    leaving(pod, status) ??
    failed(pod) ??
    troubled(pod) ??
    waitingForNode(pod) ??
    starting(pod) ??
    readinessOf(pod, status);
  return { ...judged, status: status.status };
}

function notReadySince(pod: PodFacts): number | null {
  const ready = pod.conditions.get('Ready');
  return ready === undefined || ready.status === 'True' ? null : ready.lastTransitionAt;
}

function lost(pod: PodFacts): Judged | null {
  const node = pod.node === null ? 'Its node' : `Node ${pod.node}`;
  if (pod.reason === 'NodeLost' || pod.phase === 'Unknown') {
    return judged(
      'unknown',
      'silent_node',
      `${node} is not heard of, so nobody knows what this pod does.`,
      notReadySince(pod),
    );
  }
  if (pod.phase === null) return judged('unknown', 'no_status', 'The API server holds no status of this pod.');
  return null;
}

function leaving(pod: PodFacts, status: PodStatus): Judged | null {
  if (status.status === 'Terminating') {
    const held = pod.finalizers.slice(0, 3).join(', ');
    const grace = pod.deletionGraceSeconds ?? 0;
    if (held !== '') {
      return judged(
        'paused',
        'terminating',
        `It is being deleted; the finalizers ${held} hold it until they are removed.`,
        pod.deletionAt,
      );
    }
    return judged(
      'paused',
      'terminating',
      `It is being deleted; its containers were given ${grace} s to stop.`,
      pod.deletionAt,
    );
  }
  return pod.phase === 'Succeeded' ? judged('paused', 'finished', '') : null;
}

function failed(pod: PodFacts): Judged | null {
  if (pod.phase !== 'Failed') return null;
  const ends = [...pod.init, ...pod.main].flatMap(({ terminated }) => terminated?.finishedAt ?? []);
  const since = ends.length === 0 ? null : Math.max(...ends);
  if (pod.reason !== null)
    return judged('failing', 'failed', sentence(`It was ended (${pod.reason})`, pod.message), since);
  const trouble = firstTrouble([...pod.init, ...pod.main], false);
  if (trouble !== null)
    return judged('failing', trouble.cause === 'crash_loop' ? 'failed' : trouble.cause, trouble.because, since);
  return judged('failing', 'failed', sentence('It failed', pod.message), since);
}

function troubled(pod: PodFacts): Judged | null {
  const holding = initialisedBy(pod);
  const relevant = holding === undefined ? [...pod.init.filter((c) => c.restartable), ...pod.main] : [holding];
  const trouble = firstTrouble(relevant, pod.restartPolicy !== 'Never' || holding?.restartable === true);
  return trouble === null ? null : judged('failing', trouble.cause, trouble.because, notReadySince(pod));
}

/** The init container that the pod waits for; undefined once it is initialised. */
function initialisedBy(pod: PodFacts): ContainerFacts | undefined {
  return pod.conditions.get('Initialized')?.status === 'True' ? undefined : holdingBack(pod.init);
}

function firstTrouble(containers: readonly ContainerFacts[], restarted: boolean) {
  for (const container of containers) {
    const trouble = troubleOf(container, restarted);
    if (trouble !== null) return trouble;
  }
  return null;
}

function waitingForNode(pod: PodFacts): Judged | null {
  const scheduled = pod.conditions.get('PodScheduled');
  if (scheduled?.reason === 'SchedulingGated') {
    const gates = pod.schedulingGates.slice(0, 3);
    const which =
      gates.length === 1 ? `the scheduling gate ${gates[0]} is` : `the scheduling gates ${gates.join(', ')} are`;
    const because = `The scheduler does not look at it until ${which} removed.`;
    return judged('paused', 'gated', because, scheduled.lastTransitionAt);
  }
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') {
    return judged('warning', 'unschedulable', sentence('No node fits', scheduled.message), scheduled.lastTransitionAt);
  }
  return null;
}

function starting(pod: PodFacts): Judged | null {
  if (pod.phase !== 'Pending') return null;
  const since = pod.conditions.get('PodScheduled')?.lastTransitionAt ?? null;
  if (pod.node === null) return judged('progressing', 'starting', 'The scheduler has not chosen a node yet.', since);
  const holding = initialisedBy(pod);
  if (holding === undefined || pod.init.length === 0) {
    return judged(
      'progressing',
      'starting',
      `Node ${pod.node} is getting its volumes, images and containers ready.`,
      since,
    );
  }
  const position = `${pod.init.indexOf(holding) + 1} of ${pod.specInitContainers.length}`;
  return judged('progressing', 'starting', `Init container ${holding.name} (${position}) has to finish first.`, since);
}
