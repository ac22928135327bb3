import { ACTION_IDS, type ActionId } from '@binnacle/shared/actions';
import { BinnacleError } from '@binnacle/shared/errors';
import { shown } from '@binnacle/shared/names';
import type { Verb } from './bound-action.js';
import { scaleVerb } from './scale/scale.action.js';

const VERBS: Record<ActionId, Verb> = { scale: scaleVerb };

/** The verb of an action. @throws BinnacleError `not_found` */
export function verbOf(action: string): Verb {
  const id = ACTION_IDS.find((known) => known === action);
  if (id === undefined) {
    throw new BinnacleError('not_found', `There is no action ${shown(action)}. Actions: ${ACTION_IDS.join(', ')}.`);
  }
  return VERBS[id];
}

export type { BoundAction, Foreseen, Testimony, Verb } from './bound-action.js';
