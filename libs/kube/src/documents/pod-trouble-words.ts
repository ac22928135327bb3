import type { Cause } from '../projections/index.js';
import { counted } from './words.js';

/** What a finding about pods says: `one` and `many` name it, `next` what happens if nobody acts. */
interface PodTroubleWords {
  code: string;
  one: string;
  many(pods: string): string;
  next: string;
}

/** By the cause of the pods' state; causes that are nobody's problem are not here. */
export const POD_TROUBLE: Partial<Readonly<Record<Cause, PodTroubleWords>>> = {
  crash_loop: {
    code: 'pod_crash_loop',
    one: 'Crash loop',
    many: (pods) => `Crash loop in ${pods}`,
    next: 'The kubelet restarts it for ever, at most every 5 minutes, until the program, its settings or what it needs changes.',
  },
  out_of_memory: {
    code: 'pod_out_of_memory',
    one: 'Killed for memory',
    many: (pods) => `Killed for memory in ${pods}`,
    next: 'It is restarted, and killed again whenever it needs that much memory.',
  },
  image_pull: {
    code: 'pod_image_pull',
    one: 'Image cannot be pulled',
    many: (pods) => `Image cannot be pulled for ${pods}`,
    next: 'The kubelet tries again for ever, at most every 5 minutes.',
  },
  cannot_start: {
    code: 'pod_cannot_start',
    one: 'Container cannot start',
    many: (pods) => `Container cannot start in ${pods}`,
    next: 'The kubelet tries again for ever; it starts by itself once what is missing is there.',
  },
  failed: {
    code: 'pod_failed',
    one: 'Pod failed',
    many: (pods) => `${pods} failed`,
    next: 'A failed pod never runs again; it stays listed until it is deleted.',
  },
  unschedulable: {
    code: 'pod_unschedulable',
    one: 'No node fits',
    many: (pods) => `No node fits ${pods}`,
    next: 'The scheduler tries again whenever nodes or pods change; until then it waits.',
  },
  not_ready: {
    code: 'pod_not_ready',
    one: 'Running, not ready',
    many: (pods) => `${pods} running, not ready`,
    next: 'Services send it no traffic until it is ready; only a failing liveness check would restart it.',
  },
  starting: {
    code: 'pod_slow_start',
    one: 'Starting for a long time',
    many: (pods) => `${pods} starting for a long time`,
    next: 'Kubernetes goes on waiting for it without a limit.',
  },
  terminating: {
    code: 'pod_stuck_terminating',
    one: 'Does not go away',
    many: (pods) => `${pods} do not go away`,
    next: 'It stays until its kubelet reports its end or its finalizers are removed.',
  },
  silent_node: {
    code: 'pod_not_heard_of',
    one: 'Not heard of',
    many: (pods) => `${pods} not heard of`,
    next: 'Its state is unknown until its node reports again.',
  },
};

export function podTroubleTitle(words: PodTroubleWords, count: number): string {
  return count === 1 ? words.one : words.many(counted(count, 'pod'));
}
