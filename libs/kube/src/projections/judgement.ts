import type { State } from '@binnacle/shared/health';
import type { Row } from '@binnacle/shared/views';

/**
 * What a judgement rests on, as a closed list: findings branch on it, so that no sentence is ever parsed.
 * It stays on the server (column `cause`).
 */
const CAUSES = [
  // pods
  'crash_loop',
  'out_of_memory',
  'image_pull',
  'cannot_start',
  'failed',
  'unschedulable',
  'gated',
  'starting',
  'not_ready',
  'silent_node',
  'terminating',
  'finished',
  // workloads
  'rollout_stuck',
  'pods_refused',
  'unavailable',
  // nodes
  'node_not_ready',
  'node_silent',
  'node_pressure',
  'node_network',
  'cordoned',
  // all
  'no_status',
] as const;
export type Cause = (typeof CAUSES)[number];

/** A verdict with the evidence that other parts join by. `since` in seconds since 1970, null when nothing tells. */
export interface Judgement {
  state: State;
  status: string;
  because: string;
  cause: Cause | null;
  since: number | null;
}

export function judged(
  state: State,
  status: string,
  cause: Cause | null,
  because: string,
  since: number | null = null,
): Judgement {
  return { state, status, cause, because, since };
}

/** The cells of a judgement; a row has null where the judgement has nothing to say. */
export interface JudgementCells extends Row {
  state: State;
  status: string;
  because: string | null;
  cause: Cause | null;
  since: number | null;
}

export function judgementCells(judgement: Judgement): JudgementCells {
  const { state, status, because, cause, since } = judgement;
  return { state, status, because: because === '' ? null : because, cause, since };
}

/** `1 of 3 wanted pods is`, `0 of 1 pod is`, `2 of 3 pods are`. */
export function some(count: number, of: number, noun: string): string {
  return `${count} of ${counted(of, noun)} ${count === 1 || of === 1 ? 'is' : 'are'}`;
}

/** `1 pod`, `2 pods`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
