import { describe, expect, test } from 'vitest';
import { BORN_AT } from '../projections/testdata/objects.js';
import type { KubeObject } from '../reflector/ports.js';
import { rolloutOf } from './index.js';
import {
  crashingPod,
  deployment,
  many,
  replicaSet,
  rolling,
  rowOf,
  servingPod,
  startingPod,
  unpulledPod,
} from './testdata/cluster.js';

const fresh = { kind: 'ReplicaSet', name: 'checkout-new' };
const old = { kind: 'ReplicaSet', name: 'checkout-old' };
const sets = [replicaSet('checkout-old', 9, 6), replicaSet('checkout-new', 10, 2), replicaSet('checkout-older', 7, 0)];
const six = { replicas: 6 };
const oldPods = (count: number) => many(count, (name) => servingPod(name, old), 'old');
const newPods = (count: number, make = servingPod) => many(count, (name) => make(name, fresh), 'new');
const rollout = (object: KubeObject, pods: KubeObject[], replicaSets = sets) =>
  rolloutOf(rowOf(object), replicaSets.map(rowOf), pods.map(rowOf));

describe('one sentence: what is so, what it means for users now, what happens next', () => {
  const moving = rolling({ updated: 2, total: 8, available: 6 }, 'ReplicaSetUpdated', six);
  const stuck = rolling({ updated: 2, total: 8, available: 6 }, 'ProgressDeadlineExceeded', six);
  const done = rolling({ updated: 6, total: 6, available: 6 }, 'NewReplicaSetAvailable', six);
  const behind = deployment({ observedGeneration: 1, replicas: 6, updatedReplicas: 6, availableReplicas: 6 }, six);
  const cases: Array<[string, KubeObject, KubeObject[], string]> = [
    [
      'starting',
      moving,
      [...oldPods(6), ...newPods(2, startingPod)],
      '0 of 6 pods of the new revision are ready. Users still reach the old revision: 6 of 6 pods serve. It goes on by itself.',
    ],
    [
      'half way',
      moving,
      [...oldPods(3), ...newPods(2)],
      '2 of 6 pods of the new revision are ready. Users reach both revisions: 5 of 6 wanted pods serve. It goes on by itself.',
    ],
    [
      'the image is missing',
      moving,
      [...oldPods(6), ...newPods(2, unpulledPod)],
      'Image cannot be pulled: registry/web:1.9 not found (container web). Users still reach the old revision: 6 of 6 pods serve. Kubernetes gives up at its deadline and will not go back by itself.',
    ],
    [
      'given up',
      stuck,
      [...oldPods(6), ...newPods(2, unpulledPod)],
      'Image cannot be pulled: registry/web:1.9 not found (container web). Users still reach the old revision: 6 of 6 pods serve. Kubernetes has given up and will not go back by itself.',
    ],
    [
      'given up with nobody served',
      stuck,
      newPods(2, crashingPod),
      'Container web ended with exit 1 and is restarted with growing delays; 4 restarts so far. Nobody is served: 0 of 6 wanted pods are ready. Kubernetes has given up and will not go back by itself.',
    ],
    ['done', done, newPods(6), 'All 6 pods run this revision and serve. Nothing is left to do.'],
    [
      'one pod done',
      rolling({ updated: 1, total: 1, available: 1 }, 'NewReplicaSetAvailable', { replicas: 1 }),
      newPods(1),
      'Its one pod runs this revision and serves. Nothing is left to do.',
    ],
    [
      'a pod short afterwards',
      rolling({ updated: 6, total: 6, available: 5 }, 'NewReplicaSetAvailable', six),
      newPods(5),
      'Users reach this revision: 5 of 6 wanted pods serve. The replica set replaces pods that are gone and waits for those that are not ready.',
    ],
    [
      'paused half way',
      rolling({ updated: 2, total: 8, available: 6 }, 'ReplicaSetUpdated', { ...six, paused: true }),
      [...oldPods(4), ...newPods(2)],
      'It is paused: changes of its template are not rolled out. Users reach both revisions: 6 pods serve. It stays so until it is resumed.',
    ],
    [
      'not seen by the controller',
      behind,
      oldPods(6),
      'The deployment controller has not seen this version yet: it knows generation 1 of 2. Users reach what ran before: 6 pods serve. Nothing new starts until it does.',
    ],
    [
      'scaled to zero',
      rolling({ updated: 0, total: 0, available: 0 }, 'NewReplicaSetAvailable', { replicas: 0 }),
      [],
      'No pods are wanted, so nobody is served. It stays so until it is scaled up.',
    ],
    [
      'T13: nothing reported',
      deployment({}),
      [],
      'The deployment controller has not reported on it yet. Nobody is served: 0 of 3 wanted pods are ready.',
    ],
  ];
  test.each(cases)('%s', (_case, object, pods, sentence) => {
    expect(rollout(object, pods).sentence).toBe(sentence);
  });
});

test('two bars: pods, ready and failing ones of the new replica set, and of all old ones that still have any', () => {
  const stopping = {
    ...servingPod('old-x', old),
    metadata: { ...servingPod('old-x', old).metadata, deletionTimestamp: '2026-11-24T08:01:00Z' },
  };
  expect(
    rollout(rolling({ updated: 2, total: 8, available: 6 }, undefined, six), [
      ...oldPods(5),
      stopping,
      unpulledPod('a', fresh),
      servingPod('b', fresh),
    ]),
  ).toMatchObject({
    revision: 10,
    state: 'progressing',
    wanted: 6,
    fresh: { replicaSet: 'checkout-new', pods: 2, ready: 1, failing: 1 },
    old: { replicaSets: ['checkout-old'], pods: 6, ready: 5 },
    maxSurge: '25%',
    maxUnavailable: '1',
    observed: { generation: 2, observedGeneration: 2 },
  });
});

test('T10: the new replica set is the one of the highest revision, even with no pods beside a larger old one', () => {
  const { fresh: bar } = rollout(rolling({ updated: 0, total: 6, available: 6 }, undefined, six), oldPods(6), [
    replicaSet('checkout-old', 9, 6),
    replicaSet('checkout-new', 10, 0),
  ]);
  expect(bar).toEqual({ replicaSet: 'checkout-new', pods: 0, ready: 0, failing: 0 });
});

test('T11: revisions jump after a rollback; the order of the numbers counts, not their distance', () => {
  const rolledBack = [replicaSet('checkout-old', 12, 6), replicaSet('checkout-new', 40, 2)];
  expect(rollout(rolling({ updated: 2, total: 8, available: 6 }, undefined, six), [], rolledBack)).toMatchObject({
    revision: 40,
    old: { replicaSets: ['checkout-old'] },
  });
});

test('no replica set is said to be new while the controller is behind, or has made none of that revision yet', () => {
  const behind = deployment({ observedGeneration: 1, replicas: 6 });
  expect(rollout(behind, oldPods(1))).toMatchObject({ fresh: null, old: { pods: 1, ready: 1 } });
  expect(
    rollout(rolling({ updated: 0, total: 6, available: 6 }), [], [replicaSet('checkout-old', 9, 6)]).fresh,
  ).toBeNull();
  expect(rollout(rolling({ updated: 0, total: 6, available: 6 }), [], []).fresh).toBeNull();
});

test('the deadline is pending only while a rollout is under way', () => {
  const counts = { updated: 2, total: 8, available: 6 };
  expect(rollout(rolling(counts), []).deadlineAt).toBe(BORN_AT + 640);
  expect(
    rollout(rolling(counts, 'ReplicaSetUpdated', { progressDeadlineSeconds: 2_147_483_647 }), []).deadlineAt,
  ).toBeNull();
  expect(rollout(rolling(counts, 'ProgressDeadlineExceeded'), []).deadlineAt).toBeNull();
  expect(rollout(rolling({ updated: 3, total: 3, available: 3 }, 'NewReplicaSetAvailable'), []).deadlineAt).toBeNull();
  expect(rollout(rolling(counts, 'ReplicaSetUpdated', { paused: true }), []).deadlineAt).toBeNull();
});
