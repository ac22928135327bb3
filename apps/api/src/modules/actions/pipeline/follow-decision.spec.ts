import { expect, test } from 'vitest';
import type { WatchedWorkload } from '../ports.js';
import { decideFollow, type FollowFacts, undone } from './follow-decision.js';

const ok: WatchedWorkload = { exists: true, state: 'ok', status: 'Available', because: '', wanted: 5, ready: 5 };
const rolling: WatchedWorkload = { ...ok, state: 'progressing', status: 'Progressing', ready: 4 };
const failing: WatchedWorkload = { ...rolling, state: 'failing', because: 'exceeded quota: pods' };

function facts(changes: Partial<FollowFacts>): FollowFacts {
  return {
    outcome: 'following',
    replicas: 5,
    resourceVersionAfter: '100',
    sinceMs: 4_240,
    watched: true,
    over: false,
    later: null,
    current: ok,
    ...changes,
  };
}

const CASES: Array<[string, Partial<FollowFacts>, unknown]> = [
  ['all ready', {}, { kind: 'healthy', seconds: 4.2, open: true }],
  ['all ready while paused', { current: { ...ok, state: 'paused' } }, { kind: 'healthy', seconds: 4.2, open: true }],
  ['a wall clock that went back', { sinceMs: -500 }, { kind: 'healthy', seconds: 0, open: true }],
  [
    'all ready, first seen after a restart',
    { watched: false },
    { kind: 'healthy', because: 'seen after a restart of Binnacle', open: true },
  ],
  [
    'all ready, first seen when the time was over',
    { over: true },
    { kind: 'healthy', because: 'seen after the time of watching was over', open: false },
  ],
  ['still rolling', { current: rolling }, null],
  [
    'ready, but its controller has not seen the change',
    { current: { ...ok, generation: 8, observedGeneration: 7 } },
    null,
  ],
  ['the watch has not seen the change', { current: { ...ok, resourceVersion: '99' } }, null],
  [
    'the watch has seen the change',
    { current: { ...ok, resourceVersion: '1000' } },
    { kind: 'healthy', seconds: 4.2, open: true },
  ],
  [
    'resource versions that are no numbers',
    { current: { ...ok, resourceVersion: 'abc' } },
    { kind: 'healthy', seconds: 4.2, open: true },
  ],
  ['failing in the first moments', { current: failing }, null],
  [
    'failing for longer',
    { current: failing, sinceMs: 20_000 },
    { kind: 'stuck', because: 'exceeded quota: pods', open: true },
  ],
  [
    'a warning for longer',
    { current: { ...failing, state: 'warning', because: '', status: 'Unavailable' }, sinceMs: 20_000 },
    { kind: 'stuck', because: 'Unavailable', open: true },
  ],
  ['stuck and still failing', { outcome: 'stuck', current: failing, sinceMs: 60_000 }, null],
  ['stuck and healed', { outcome: 'stuck', sinceMs: 60_000 }, { kind: 'healthy', seconds: 60, open: true }],
  [
    'stuck until the end',
    { outcome: 'stuck', current: failing, over: true },
    { kind: 'stuck', because: '4 of 5 were ready when the time of watching was over', open: false },
  ],
  [
    'undecided until the end',
    { current: rolling, over: true },
    { kind: 'none', because: '4 of 5 were ready when the time of watching was over', open: false },
  ],
  ['not watched', { current: null }, null],
  [
    'not watched until the end',
    { current: null, over: true },
    { kind: 'none', because: 'the cluster could not be watched when the time of watching was over', open: false },
  ],
  ['healthy and still so', { outcome: 'healthy' }, null],
  ['healthy and rolling again', { outcome: 'healthy', current: rolling }, null],
  ['the number changed', { current: { ...ok, wanted: 3 } }, 'look'],
  ['the number changed after it was healthy (F16)', { outcome: 'healthy', current: { ...ok, wanted: 3 } }, 'look'],
  ['gone', { current: { ...ok, exists: false } }, 'look'],
  [
    'a later change',
    { later: { number: 12, words: 'scale 5 → 7' } },
    { kind: 'superseded', by: '#12', because: 'scale 5 → 7', open: false },
  ],
  ['a later change, after it was healthy', { outcome: 'healthy', later: { number: 12, words: 'scale 5 → 7' } }, null],
  ['a later change being made', { later: 'pending', current: { ...ok, wanted: 7 } }, null],
];

test.each(CASES)('%s', (_, changes, expected) => {
  expect(decideFollow(facts(changes))).toEqual(expected);
});

test('undone names who did it, as far as that is known', () => {
  expect(undone('Deployment', { now: 'replicas are 3 now', by: ['kubectl'] })).toEqual({
    kind: 'undone',
    because: 'replicas are 3 now',
    by: 'kubectl',
    open: false,
  });
  expect(undone('Deployment', { now: 'replicas are 3 now', by: [] })).toEqual({
    kind: 'undone',
    because: 'replicas are 3 now',
    open: false,
  });
  expect(undone('Deployment', null)).toEqual({ kind: 'undone', because: 'the Deployment was deleted', open: false });
});
