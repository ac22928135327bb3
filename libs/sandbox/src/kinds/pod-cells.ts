import { at, type Fields, fieldsAt, type KubeObject, listAt, numberAt, textAt } from '../object.js';
import { age, durationText } from './cells.js';
import type { Cell } from './kind.js';

interface Tally {
  reason: string;
  ready: number;
  restarts: number;
  lastRestart: string;
  initializing: boolean;
}

/** The later of two times; times of the API compare as text. */
const later = (a: string, b: string) => (a > b ? a : b);

function countRestarts(tally: Tally, status: Fields): void {
  tally.restarts += numberAt(status, 'restartCount');
  tally.lastRestart = later(tally.lastRestart, textAt(status, 'lastState', 'terminated', 'finishedAt'));
}

function endOf(terminated: unknown): string {
  const [signal, code] = [numberAt(terminated, 'signal'), numberAt(terminated, 'exitCode')];
  return textAt(terminated, 'reason') || (signal === 0 ? `ExitCode:${code}` : `Signal:${signal}`);
}

/** Init containers run one after the other: the first that has not done its part tells how the pod is. */
function lookAtInitContainers(
  pod: KubeObject,
  tally: Tally,
  sidecars: Tally,
  isSidecar: (name: unknown) => boolean,
): void {
  for (const [index, status] of listAt(pod, 'status', 'initContainerStatuses').entries()) {
    countRestarts(tally, status);
    const sidecar = isSidecar(status.name);
    if (sidecar) countRestarts(sidecars, status);
    const terminated = at(status, 'state', 'terminated');
    const waiting = textAt(status, 'state', 'waiting', 'reason');
    if (terminated !== undefined && numberAt(terminated, 'exitCode') === 0) continue;
    if (sidecar && status.started === true) {
      if (status.ready === true) tally.ready += 1;
      continue;
    }
    tally.initializing = true;
    if (terminated !== undefined) tally.reason = `Init:${endOf(terminated)}`;
    else if (waiting !== '' && waiting !== 'PodInitializing') tally.reason = `Init:${waiting}`;
    else tally.reason = `Init:${index}/${listAt(pod, 'spec', 'initContainers').length}`;
    return;
  }
}

function lookAtContainers(pod: KubeObject, tally: Tally): void {
  let [running, failure] = [false, ''];
  for (const status of listAt(pod, 'status', 'containerStatuses').reverse()) {
    countRestarts(tally, status);
    const [waiting, terminated] = [textAt(status, 'state', 'waiting', 'reason'), at(status, 'state', 'terminated')];
    if (waiting !== '') tally.reason = waiting;
    else if (terminated !== undefined) {
      tally.reason = endOf(terminated);
      if (numberAt(terminated, 'exitCode') !== 0) failure = tally.reason;
    } else if (status.ready === true && at(status, 'state', 'running') !== undefined) {
      running = true;
      tally.ready += 1;
    }
  }
  if (tally.reason !== 'Completed') return;
  if (running && holds(pod, 'Ready')) tally.reason = 'Running';
  else if (failure !== '') tally.reason = failure;
  else if (running) tally.reason = 'NotReady';
}

function holds(pod: KubeObject, type: unknown): boolean {
  return listAt(pod, 'status', 'conditions').some(
    (condition) => condition.type === type && condition.status === 'True',
  );
}

function tallyOf(pod: KubeObject, isSidecar: (name: unknown) => boolean): Tally {
  const phase = textAt(pod, 'status', 'phase');
  const nothing = { ready: 0, restarts: 0, lastRestart: '', initializing: false };
  const tally: Tally = { reason: textAt(pod, 'status', 'reason') || phase, ...nothing };
  const gated = listAt(pod, 'status', 'conditions').some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  if (gated) tally.reason = 'SchedulingGated';
  const sidecars: Tally = { reason: '', ...nothing };
  lookAtInitContainers(pod, tally, sidecars, isSidecar);
  if (!tally.initializing || holds(pod, 'Initialized')) {
    tally.restarts = sidecars.restarts;
    tally.lastRestart = sidecars.lastRestart;
    lookAtContainers(pod, tally);
  }
  if (pod.metadata.deletionTimestamp === undefined) return tally;
  if (textAt(pod, 'status', 'reason') === 'NodeLost') tally.reason = 'Unknown';
  else if (phase !== 'Succeeded' && phase !== 'Failed') tally.reason = 'Terminating';
  return tally;
}

/** A pod as kubectl shows it: one word for the state of all its containers. */
export function podCells(pod: KubeObject, now: number): Cell[] {
  const sidecars = listAt(pod, 'spec', 'initContainers').filter((one) => one.restartPolicy === 'Always');
  const tally = tallyOf(pod, (name) => sidecars.some((one) => one.name === name));
  const containers = listAt(pod, 'spec', 'containers').length + sidecars.length;
  const gates = listAt(pod, 'spec', 'readinessGates');
  const open = gates.filter((gate) => holds(pod, gate.conditionType)).length;
  const { restarts, lastRestart } = tally;
  return [
    `${tally.ready}/${containers}`,
    tally.reason,
    restarts === 0 || lastRestart === ''
      ? `${restarts}`
      : `${restarts} (${durationText(now - Date.parse(lastRestart))} ago)`,
    ...[age(pod, now)].flat(),
    textAt(fieldsAt(listAt(pod, 'status', 'podIPs')[0]), 'ip') || '<none>',
    textAt(pod, 'spec', 'nodeName') || '<none>',
    textAt(pod, 'status', 'nominatedNodeName') || '<none>',
    gates.length === 0 ? '<none>' : `${open}/${gates.length}`,
  ];
}
