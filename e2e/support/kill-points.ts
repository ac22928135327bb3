import { setTimeout as after } from 'node:timers/promises';
import type { LedgerRow } from '@binnacle/shared/ledger';
import type { SeededRandom } from '@binnacle/testing/random';
import type { ApiDoor, Passage } from './api-door.ts';

/** Where a kill may come in the course of a change, as ledger and cluster see it. */
export const PHASES = [
  'before the intent is committed',
  'after the intent, before the request arrives',
  'while the API server works on it',
  'after its answer, before the outcome is committed',
  'after the outcome',
] as const;
export type Phase = (typeof PHASES)[number];

/** How long the parts of a change take when nothing is in the way, in milliseconds. */
export interface Course {
  untilWrite: number;
  inServer: number;
  whole: number;
}

/** The kill is near the commit of the outcome when it comes within so long after the answer. */
const OUTCOME_WITHIN_MS = 10;
/** A request that was under way when its sender died may arrive this much later. */
const LATE_WITHIN_MS = 1_500;

/** Changes, not the dry runs that go ahead of them. */
function isWrite({ method, url }: Passage): boolean {
  return method !== 'GET' && url.includes('/scale?') && !url.includes('dryRun=');
}

/** Of an undisturbed change that began at `began` and was answered at `ended`. */
export function courseOf(passage: Passage, began: number, ended: number): Course {
  const { arrivedAt, sentOnAt = arrivedAt, answeredAt = sentOnAt } = passage;
  return { untilWrite: arrivedAt - began, inServer: answeredAt - sentOnAt, whole: ended - began };
}

/**
 * Resolves at a random moment for a kill: anywhere in the course of the change, or within one phase of it. The moment
 * may not come, when the change ends before; what was held at the door is let go, late or never, once `killed` resolves.
 */
export function killMoment(
  aim: Phase | 'anywhere',
  { door, course, random, killed }: { door: ApiDoor; course: Course; random: SeededRandom; killed: Promise<void> },
): Promise<void> {
  const within = (ms: number): number => random.next() * ms;
  if (aim === 'anywhere') return after(within(course.whole * 1.1));
  if (aim === 'before the intent is committed') return after(within(course.untilWrite));
  const { promise, resolve } = Promise.withResolvers<void>();
  const wait = within(aim === 'while the API server works on it' ? course.inServer / 2 : OUTCOME_WITHIN_MS);
  const late = random.next() < 0.5 ? within(LATE_WITHIN_MS) : null;
  const held = random.next() < 0.5;
  const come = (): void => void after(wait).then(resolve);
  door.keeper = {
    async arrived(passage) {
      if (aim !== 'after the intent, before the request arrives' || !isWrite(passage)) return 'pass';
      come();
      await killed;
      if (late === null) return 'drop';
      await after(late);
      return 'pass';
    },
    sentOn(passage) {
      if (aim === 'while the API server works on it' && isWrite(passage)) come();
    },
    async answered(passage) {
      if (aim !== 'after its answer, before the outcome is committed' || !isWrite(passage)) return;
      come();
      if (held) await killed;
    },
  };
  return promise;
}

/** Where the kill at `killedAt` came, from the evidence: the row it left, and what passed the door for it. */
export function landedIn(row: LedgerRow | undefined, passages: readonly Passage[], killedAt: number): Phase {
  if (row === undefined) return 'before the intent is committed';
  // Only the process that made the change writes an outcome; what is found out later is a settlement.
  if (row.steps.some((step) => step.type === 'outcome')) return 'after the outcome';
  const passage = passages.findLast(({ auditId, sentOnAt = killedAt }) => auditId === row.id && sentOnAt < killedAt);
  if (passage === undefined) return 'after the intent, before the request arrives';
  const { answeredAt = killedAt } = passage;
  return answeredAt < killedAt
    ? 'after its answer, before the outcome is committed'
    : 'while the API server works on it';
}
