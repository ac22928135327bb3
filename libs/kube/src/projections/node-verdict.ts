import type { Row } from '@binnacle/shared/views';
import type { KubeObject } from '../reflector/ports.js';
import { type Condition, sentence } from './conditions.js';
import { fieldsOf, secondsOf } from './fields.js';
import { type Cause, type Judgement, type JudgementCells, judgementCells } from './judgement.js';

/** A kubelet renews its lease every 10 s and is given up by the control plane after 40 s (`leaseDurationSeconds`). */
const LEASE_PATIENCE_SECONDS = 40;

const PRESSURES: ReadonlyArray<readonly [string, string]> = [
  ['MemoryPressure', 'memory'],
  ['DiskPressure', 'disk space'],
  ['PIDPressure', 'process ids'],
];

/** What kubectl prints: `Ready`, `NotReady` (also when unknown), `Unknown` without the condition; `,SchedulingDisabled` when cordoned. */
function nodeStatusWord(ready: Condition | undefined, cordoned: boolean): string {
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return cordoned ? `${word},SchedulingDisabled` : word;
}

/** Judges a node by its conditions; a condition that is missing counts as unknown, never as good (T13). */
export function nodeJudgement(conditions: ReadonlyMap<string, Condition>, cordoned: boolean): Judgement {
  const ready = conditions.get('Ready');
  const status = nodeStatusWord(ready, cordoned);
  const judge = (state: Judgement['state'], cause: Cause | null, because: string, since: number | null): Judgement => ({
    state,
    status,
    because,
    cause,
    since,
  });
  if (ready === undefined) return judge('unknown', 'no_status', 'Its kubelet has not reported yet.', null);
  const since = ready.lastTransitionAt;
  if (ready.status === 'False') {
    return judge('failing', 'node_not_ready', sentence('Its kubelet says that it is not ready', ready.message), since);
  }
  if (ready.status !== 'True') {
    return judge(
      'unknown',
      'node_silent',
      sentence('The control plane does not hear from its kubelet', ready.message),
      since,
    );
  }
  const short = PRESSURES.filter(([type]) => conditions.get(type)?.status === 'True');
  if (short.length > 0) {
    const what = short.map(([, words]) => words).join(' and ');
    const first = conditions.get(short[0]?.[0] ?? '');
    return judge(
      'warning',
      'node_pressure',
      sentence(`It is short of ${what}`, first?.message ?? ''),
      first?.lastTransitionAt ?? null,
    );
  }
  const network = conditions.get('NetworkUnavailable');
  if (network?.status === 'True') {
    return judge(
      'warning',
      'node_network',
      sentence('Its network is not set up', network.message),
      network.lastTransitionAt,
    );
  }
  return cordoned
    ? judge('paused', 'cordoned', 'It is cordoned: no new pods are placed on it.', null)
    : judge('ok', null, '', null);
}

/**
 * Judges a node's row again with the age of its lease, earlier than the control plane does: a node said to be Ready
 * whose lease is older than {@link LEASE_PATIENCE_SECONDS} is unknown. `heartbeatAt` is when the lease was last renewed,
 * on the same clock as `now` (both seconds); null when no lease is known, which changes nothing: the Ready condition
 * is then the only evidence there is.
 */
export function nodeVerdict(row: Row, heartbeatAt: number | null, now: number): JudgementCells {
  const own = judgementCells({
    state: (row.state as Judgement['state'] | null) ?? 'unknown',
    status: String(row.status ?? 'Unknown'),
    because: String(row.because ?? ''),
    cause: (row.cause as Cause | null) ?? null,
    since: typeof row.since === 'number' ? row.since : null,
  });
  const saidReady = own.status === 'Ready' || own.status.startsWith('Ready,');
  if (!saidReady || heartbeatAt === null || now - heartbeatAt <= LEASE_PATIENCE_SECONDS) return own;
  return {
    state: 'unknown',
    status: row.cordoned === 1 ? 'No heartbeat,SchedulingDisabled' : 'No heartbeat',
    because: `Its kubelet has not renewed its lease for ${shortAge(now - heartbeatAt)}; the control plane has not noticed yet.`,
    cause: 'node_silent',
    since: heartbeatAt,
  };
}

/** Coarser as it grows, so that a silent node does not change its row every second. */
function shortAge(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  return seconds < 7_200 ? `${Math.floor(seconds / 60)} m` : `${Math.floor(seconds / 3_600)} h`;
}

/** When a lease (`coordination.k8s.io/v1`) was last renewed, whole seconds since 1970; null when it does not say. */
export function renewTimeOf(lease: KubeObject): number | null {
  return secondsOf(fieldsOf(lease.spec).renewTime);
}
