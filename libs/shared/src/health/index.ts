/**
 * The one vocabulary of state that every view, page and document uses, worst first: sorting by state ascending puts
 * what needs a person on top. `unknown` means that the evidence is missing; it is never folded into `ok`.
 */
export const STATES = ['failing', 'warning', 'unknown', 'progressing', 'paused', 'ok'] as const;

export type State = (typeof STATES)[number];

/** Position of a state in {@link STATES}; lower is worse. */
export function severity(state: State): number {
  return STATES.indexOf(state);
}

/** The worst of the given states; `unknown` when there is nothing to judge by. */
export function worst(states: Iterable<State>): State {
  let found: State | undefined;
  for (const state of states) {
    if (found === undefined || severity(state) < severity(found)) found = state;
  }
  return found ?? 'unknown';
}

/** A judgement with its evidence: `status` is the field's own word, `because` one sentence, empty when there is nothing to add. */
export interface Verdict {
  state: State;
  status: string;
  because: string;
}
