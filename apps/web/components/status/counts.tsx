import { STATES, type State } from '@binnacle/shared/health';
import { count } from '@/lib/format/quantity';
import { StateMark } from './state-mark';

export type Counts = Readonly<Partial<Record<State, number>>>;

/** The word for each state of what is counted; what a pod's *ok* is called, say. */
export type StateWords = Record<State, string>;

export const POD_WORDS: StateWords = {
  failing: 'failing',
  warning: 'need a look',
  unknown: 'unknown',
  progressing: 'starting',
  paused: 'finished',
  ok: 'running',
};
export const WORKLOAD_WORDS: StateWords = { ...POD_WORDS, progressing: 'rolling out', paused: 'paused', ok: 'healthy' };
export const NODE_WORDS: StateWords = {
  ...POD_WORDS,
  failing: 'not ready',
  progressing: 'joining',
  paused: 'cordoned',
  ok: 'ready',
};

const BEST_FIRST = [...STATES].reverse();

/** A bar in which each state has its share; a state that occurs is never too small to be seen. */
export function Meter({ counts, label, tall = false }: { counts: Counts; label: string; tall?: boolean }) {
  const present = BEST_FIRST.filter((state) => (counts[state] ?? 0) > 0);
  return (
    <div className={`meter ${tall ? 'h-2.5' : ''}`} role="img" aria-label={label}>
      {present.map((state) => (
        <span key={state} className={`meter-bar s-${state} min-w-0.75`} style={{ flexGrow: counts[state] ?? 0 }} />
      ))}
    </div>
  );
}

/** The counts that are not zero, in words: `4,771 running  9 failing`. */
export function Legend({ counts, words }: { counts: Counts; words: StateWords }) {
  const present = BEST_FIRST.filter((state) => (counts[state] ?? 0) > 0);
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-12">
      {present.map((state) => (
        <li key={state} className={`s-${state} flex items-center gap-1.5 whitespace-nowrap text-state`}>
          <StateMark state={state} />
          <span>
            <span className="num">{count(counts[state] ?? 0)}</span> {words[state]}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** `9 failing, 1 need a look`, for a label. */
export function countsInWords(counts: Counts, words: StateWords): string {
  const present = STATES.filter((state) => (counts[state] ?? 0) > 0);
  return present.length === 0
    ? 'none'
    : present.map((state) => `${count(counts[state] ?? 0)} ${words[state]}`).join(', ');
}
