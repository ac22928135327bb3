import { scaleInput } from '@binnacle/shared/actions';
import { fieldManagerOf } from '../../../ledger/index.js';
import { writerName } from '../../field-owners.js';
import type { Judgement, OtherAction, Testimony } from '../bound-action.js';
import { type ScaleEvidence, scaleEvidenceOf, scaleEvidenceSchema } from './replicas.js';

/** Into this entry the API server merges the oldest ones when there are many: who was in it can no longer be told. */
const MERGED = 'ancient-changes';

/** Another scale of the same incarnation: what it looked at, and what it wanted. */
interface Other {
  number: number;
  state: string;
  wanted: number;
  saw: ScaleEvidence;
}

/**
 * Whether a scale was made, from every look at the object since: the object now, and what later actions saw when they
 * were planned. Two things make it decidable. The write carries a field manager of its own, which stands on the number
 * until somebody changes it. And it was bound to the object as planned, while any change of the spec raises the
 * generation by one: so it can only have been the *first* change after the plan.
 */
export function judgeScale(testimony: Testimony): Judgement {
  const { live, over } = testimony;
  const wanted = scaleInput.parse(testimony.input).replicas;
  const planned = scaleEvidenceSchema.parse(testimony.evidence);

  if (live === null || (testimony.uid !== null && live.metadata.uid !== testimony.uid)) {
    return unknown('the object is gone, and with it what would show whether the change was made');
  }
  const now = scaleEvidenceOf(live);
  const others = testimony.others.flatMap((other) => otherScale(other, testimony.uid));
  const looks = [now, ...others.map((other) => other.saw)];
  const manager = fieldManagerOf(testimony.id);
  if (looks.some((look) => look.owners.some((owner) => owner.manager === manager))) {
    return { kind: 'succeeded', because: `the object bears its mark: ${manager} set the number to ${wanted}` };
  }
  if (wanted === planned.replicas) {
    return unknown(
      `it asked for the ${wanted} already set, so nothing shows whether it was sent; the number is as wanted either way`,
    );
  }
  const untouched = live.metadata.resourceVersion === testimony.resourceVersionBefore;
  if (untouched || (now.generation !== null && now.generation === planned.generation)) {
    return over ? failed('the object has not been changed since, so the change was not made') : { kind: 'wait' };
  }
  const earlier = others.find((other) => cameFirst(other, planned));
  if (earlier !== undefined) {
    return failed(
      `#${earlier.number} changed the object first; this change was bound to the object as it was before, so it was not made`,
    );
  }
  const first = looks.find((look) => isNext(look, planned));
  if (first === undefined)
    return unknown(`the object was changed several times since and asks for ${now.replicas} now`);
  return first.replicas === wanted ? byWhom(first) : failed(`the first change since did not set ${wanted}`);
}

/** The first change set the number as wanted, but does not bear the mark of this action. */
function byWhom({ owners, replicas }: ScaleEvidence): Judgement {
  const names = owners.map(writerName);
  if (names.length === 0 || names.includes(MERGED)) {
    return unknown(`the number is ${replicas} as wanted, but the object no longer tells who set it`);
  }
  return failed(`the number is ${replicas} as wanted, but ${names.join(', ')} set it`);
}

/** A change that certainly was made to the object exactly as this one was planned on, which then cannot have been made. */
function cameFirst({ state, saw, wanted }: Other, planned: ScaleEvidence): boolean {
  return (
    state === 'succeeded' &&
    planned.generation !== null &&
    saw.generation === planned.generation &&
    wanted !== saw.replicas
  );
}

function isNext(seen: ScaleEvidence, planned: ScaleEvidence): boolean {
  return seen.generation !== null && planned.generation !== null && seen.generation === planned.generation + 1;
}

/** A new incarnation under the same name counts its generations anew, so one of those says nothing. */
function otherScale({ number, state, uid, input, evidence }: OtherAction, wantedUid: string | null): Other[] {
  const saw = scaleEvidenceSchema.safeParse(evidence).data;
  const wanted = scaleInput.safeParse(input).data?.replicas;
  if (uid !== wantedUid || saw === undefined || wanted === undefined) return [];
  return [{ number, state, wanted, saw }];
}

function unknown(because: string): Judgement {
  return { kind: 'unknown', because };
}

function failed(because: string): Judgement {
  return { kind: 'failed', because };
}
