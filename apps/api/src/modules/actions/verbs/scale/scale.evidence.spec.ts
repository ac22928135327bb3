import type { KubeObject } from '@binnacle/kube/reflector';
import { describe, expect, test } from 'vitest';
import type { OtherAction, Testimony } from '../bound-action.js';
import { judgeScale } from './scale.evidence.js';

const ID = '11111111-1111-4111-8111-111111111111';
const OURS = { manager: `binnacle-${ID}`, subresource: 'scale' };
const ANOTHER = { manager: 'binnacle-22222222-2222-4222-8222-222222222222', subresource: 'scale' };
const KUBECTL = { manager: 'kubectl', subresource: 'scale' };

/** As the API server has it: no time on what came through the scale subresource. */
type Owner = { manager: string; subresource: string };

interface Live {
  replicas?: number;
  generation?: number;
  resourceVersion?: string;
  uid?: string;
  owner?: Owner;
}

function live({ replicas = 5, generation = 8, resourceVersion = '200', uid = 'u', owner }: Live = {}): KubeObject {
  const managedFields = (owner === undefined ? [] : [owner]).map((one) => ({
    ...one,
    operation: 'Update',
    fieldsV1: { 'f:spec': { 'f:replicas': {} } },
  }));
  return {
    metadata: { name: 'web', uid, generation, resourceVersion, managedFields } as KubeObject['metadata'],
    spec: { replicas },
  };
}

function other(
  changes: Partial<OtherAction> & { wanted?: number; from?: number; generation?: number; owner?: Owner },
): OtherAction {
  const { wanted = 5, from = 3, generation = 8, owner, ...rest } = changes;
  const owners = owner === undefined ? [] : [{ ...owner, operation: 'Update' }];
  const evidence = { replicas: from, generation, owners };
  return { number: 11, state: 'succeeded', uid: 'u', input: { replicas: wanted }, evidence, ...rest };
}

/** A scale from 3 to 5, planned at generation 7 and resourceVersion 100. */
function testimony(changes: Partial<Testimony>): Testimony {
  return {
    id: ID,
    input: { replicas: 5 },
    uid: 'u',
    resourceVersionBefore: '100',
    evidence: { replicas: 3, generation: 7, owners: [] },
    live: live(),
    others: [],
    over: true,
    ...changes,
  };
}

const CASES: Array<[string, Partial<Testimony>, string, string]> = [
  ['set by us', { live: live({ owner: OURS }) }, 'succeeded', 'bears its mark'],
  ['set by us, and it may still be under way', { live: live({ owner: OURS }), over: false }, 'succeeded', 'mark'],
  ['set by us, and the spec changed again since', { live: live({ generation: 9, owner: OURS }) }, 'succeeded', 'mark'],
  [
    'untouched',
    { live: live({ replicas: 3, generation: 7, resourceVersion: '100' }) },
    'failed',
    'has not been changed',
  ],
  [
    'untouched, and the call may still arrive',
    { live: live({ replicas: 3, generation: 7, resourceVersion: '100' }), over: false },
    'wait',
    '',
  ],
  ['only the status moved', { live: live({ replicas: 3, generation: 7 }) }, 'failed', 'has not been changed'],
  [
    'only the status moved, and the call may still arrive',
    { live: live({ replicas: 3, generation: 7 }), over: false },
    'wait',
    '',
  ],
  ['one change since, to another number', { live: live({ replicas: 4, owner: KUBECTL }) }, 'failed', 'did not set 5'],
  ['one change since, not of the number', { live: live({ replicas: 3 }), over: false }, 'failed', 'did not set 5'],
  ['one change since, by kubectl to the same number', { live: live({ owner: KUBECTL }) }, 'failed', 'kubectl set it'],
  [
    'one change since, by another Binnacle to the same number',
    { live: live({ owner: ANOTHER }) },
    'failed',
    'but binnacle set it',
  ],
  ['one change since, and nobody owns the number', { live: live() }, 'unknown', 'no longer tells'],
  [
    'one change since, and the marks were merged',
    { live: live({ owner: { manager: 'ancient-changes', subresource: '' } }) },
    'unknown',
    'no longer tells',
  ],
  [
    'several changes since, to another number',
    { live: live({ replicas: 4, generation: 9, owner: KUBECTL }) },
    'unknown',
    'asks for 4 now',
  ],
  [
    'several changes since, the last to the same number',
    { live: live({ generation: 9, owner: ANOTHER }) },
    'unknown',
    'several times',
  ],
  ['gone', { live: null }, 'unknown', 'is gone'],
  ['created anew', { live: live({ uid: 'v', owner: ANOTHER }) }, 'unknown', 'is gone'],
  [
    'asked for the number already set',
    { evidence: { replicas: 5, generation: 7, owners: [] }, live: live({ generation: 7, owner: ANOTHER }) },
    'unknown',
    'either way',
  ],
  [
    'another action changed the same generation, and the object has moved on',
    { live: live({ replicas: 4, generation: 10 }), others: [other({ generation: 7 })] },
    'failed',
    '#11 changed the object first',
  ],
  [
    'another action changed the same generation of a former object of the name',
    { live: live({ owner: OURS }), others: [other({ generation: 7, uid: 't', wanted: 4 })] },
    'succeeded',
    '',
  ],
  [
    'another open action was planned on the same and asked for the same: this one set it',
    { live: live({ owner: OURS }), others: [other({ state: 'pending', generation: 7 })] },
    'succeeded',
    '',
  ],
  [
    'another open action was planned on the same and asked for the same: that one set it',
    { live: live({ owner: ANOTHER }), others: [other({ state: 'pending', generation: 7 })] },
    'failed',
    'but binnacle set it',
  ],
  [
    'another action saw our change before it was changed again',
    { live: live({ replicas: 4, generation: 9 }), others: [other({ wanted: 4, from: 5, owner: OURS })] },
    'succeeded',
    'mark',
  ],
  [
    'another action saw the first change, and it was not ours',
    { live: live({ generation: 9, owner: ANOTHER }), others: [other({ from: 4, owner: KUBECTL })] },
    'failed',
    'did not set 5',
  ],
  [
    'another action came by only after several changes',
    { live: live({ generation: 11, owner: ANOTHER }), others: [other({ generation: 9, from: 4, state: 'unknown' })] },
    'unknown',
    'several times',
  ],
  [
    'a no-op of another action at the same generation proves nothing',
    { live: live({ replicas: 4, generation: 9 }), others: [other({ wanted: 3, generation: 7 })] },
    'unknown',
    'several times',
  ],
];

describe('F11: what the object says about a scale whose outcome is open', () => {
  test.each(CASES)('%s', (_, changes, kind, because) => {
    const judgement = judgeScale(testimony(changes));
    expect(judgement.kind).toBe(kind);
    expect('because' in judgement ? judgement.because : '').toContain(because);
  });
});
