import type { FollowContent } from '../../ledger/index.js';
import type { WatchedWorkload } from '../ports.js';

/** A fault within the first moments of a change is mostly a pod that is just starting. */
const STUCK_AFTER_MS = 15_000;

export interface FollowFacts {
  /** What the row says so far. */
  outcome: 'following' | 'stuck' | 'healthy' | 'none' | 'superseded' | 'undone';
  replicas: number;
  resourceVersionAfter: string | null;
  /** Since the change was asked for. */
  sinceMs: number;
  /** Whether this process has watched since then; else how long it took is not known. */
  watched: boolean;
  /** Whether the time for which it is watched is over. */
  over: boolean;
  /** The first later change of the same object that was made. `pending`: one is being made right now. */
  later: { number: number; words: string } | 'pending' | null;
  /** Null: the watch does not know. */
  current: WatchedWorkload | null;
}

/** `look`: the watch says that the number changed or the object went, which a consistent read must confirm. */
export type FollowDecision = FollowContent | 'look' | null;

/** What a change has come to, as far as the watch shows. Pure. */
export function decideFollow(facts: FollowFacts): FollowDecision {
  const { outcome, later, current, over, replicas } = facts;
  const undecided = outcome === 'following' || outcome === 'stuck';
  // What the object looks like in the middle of another change of ours says nothing about this one.
  if (later === 'pending') return null;
  if (later !== null) {
    return undecided ? { kind: 'superseded', by: `#${later.number}`, because: later.words, open: false } : null;
  }
  if (current === null) return over && undecided ? ended(facts, 'the cluster could not be watched') : null;
  if (!current.exists || current.wanted !== replicas) return 'look';
  if (isBehind(current, facts.resourceVersionAfter))
    return over && undecided ? ended(facts, 'the watch is behind') : null;
  if (!undecided) return null;
  const observed = (current.observedGeneration ?? 0) >= (current.generation ?? 0);
  if (observed && current.ready === replicas && (current.state === 'ok' || current.state === 'paused')) {
    if (over) return { kind: 'healthy', because: 'seen after the time of watching was over', open: false };
    if (!facts.watched) return { kind: 'healthy', because: 'seen after a restart of Binnacle', open: true };
    return { kind: 'healthy', seconds: Math.max(0, Math.round(facts.sinceMs / 100) / 10), open: true };
  }
  if (over) return ended(facts, `${current.ready} of ${replicas} were ready`);
  const faulty = current.state === 'failing' || current.state === 'warning';
  if (!faulty || outcome === 'stuck' || facts.sinceMs < STUCK_AFTER_MS) return null;
  return { kind: 'stuck', because: current.because || current.status, open: true };
}

/** Undone by whom, from a consistent read. */
export function undone(kind: string, change: { now: string; by: string[] } | null): FollowContent {
  if (change === null) return { kind: 'undone', because: `the ${kind} was deleted`, open: false };
  const by = change.by.join(', ');
  return { kind: 'undone', because: change.now, ...(by === '' ? {} : { by }), open: false };
}

function ended({ outcome }: FollowFacts, what: string): FollowContent {
  const kind = outcome === 'stuck' ? 'stuck' : 'none';
  return { kind, because: `${what} when the time of watching was over`, open: false };
}

/** Whether the watch has not seen the change itself yet. Resource versions of one kind compare as numbers (KEP-5504). */
function isBehind({ resourceVersion }: WatchedWorkload, after: string | null): boolean {
  if (resourceVersion === undefined || after === null || !/^\d+$/.test(resourceVersion) || !/^\d+$/.test(after))
    return false;
  return BigInt(resourceVersion) < BigInt(after);
}
