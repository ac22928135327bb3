import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../reflector/ports.js';
import { PROJECTIONS } from './index.js';
import { after, BORN_AT, deployment, kubectlTable, objectsOf, type Scenario } from './testdata/objects.js';

const judged = (object: KubeObject) => {
  const { status, state, because } = PROJECTIONS.deployments(object, { now: 0 });
  return [status, state, because];
};
const progressing = (reason: string) => ({
  type: 'Progressing',
  status: 'True',
  reason,
  lastUpdateTime: after(40),
  lastTransitionTime: after(10),
});
const seen = (counts: object, ...conditions: object[]) => ({ observedGeneration: 2, ...counts, conditions });
const all = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 };
const DONE = progressing('NewReplicaSetAvailable');
const GOING = progressing('ReplicaSetUpdated');
const LATE = progressing('ProgressDeadlineExceeded');
const REFUSED = {
  type: 'ReplicaFailure',
  status: 'True',
  message: 'pods "x" is forbidden: exceeded quota',
  lastTransitionTime: after(20),
};
const SHORT = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  lastTransitionTime: after(90),
};

describe('a Deployment is judged by the rules of rollout status', () => {
  const cases: Array<[string, KubeObject, string, string, string | null]> = [
    ['complete', deployment(seen(all, DONE)), 'Healthy', 'ok', null],
    [
      'T13: never reported',
      deployment(undefined),
      'Unknown',
      'unknown',
      'The deployment controller has not reported on it yet.',
    ],
    [
      'T13: an empty status',
      deployment({}),
      'Unknown',
      'unknown',
      'The deployment controller has not reported on it yet.',
    ],
    [
      'newer than the controller knows',
      deployment({ ...seen(all, DONE), observedGeneration: 1 }),
      'Rolling out',
      'progressing',
      'The deployment controller has not seen this version yet: it knows generation 1 of 2.',
    ],
    [
      'paused, whatever else',
      deployment(seen(all, LATE), { paused: true }),
      'Paused',
      'paused',
      'It is paused: changes of its template are not rolled out.',
    ],
    [
      'deadline exceeded',
      deployment(seen({ ...all, updatedReplicas: 1 }, LATE)),
      'Rollout stuck',
      'failing',
      'It made no progress within its deadline of 600 s.',
    ],
    [
      'deadline exceeded as pods are refused',
      deployment(seen({ ...all, updatedReplicas: 0 }, LATE, REFUSED)),
      'Rollout stuck',
      'failing',
      'It made no progress within its deadline of 600 s. Its pods cannot be created: pods "x" is forbidden: exceeded quota.',
    ],
    [
      'pods refused',
      deployment(seen({ replicas: 2, updatedReplicas: 2 }, REFUSED, GOING)),
      'Pods refused',
      'failing',
      'Its pods cannot be created: pods "x" is forbidden: exceeded quota.',
    ],
    [
      'pods of the new revision missing',
      deployment(seen({ ...all, replicas: 4, updatedReplicas: 1 }, GOING)),
      'Rolling out',
      'progressing',
      '1 of 3 wanted pods is of the new revision.',
    ],
    [
      'old pods left',
      deployment(seen({ ...all, replicas: 4 }, GOING)),
      'Rolling out',
      'progressing',
      '1 pod of old revisions has yet to go.',
    ],
    [
      'new pods not available',
      deployment(seen({ ...all, availableReplicas: 2 }, GOING)),
      'Rolling out',
      'progressing',
      '2 of 3 new pods are available.',
    ],
    [
      'a pod short after the rollout',
      deployment(seen({ ...all, availableReplicas: 2 }, DONE)),
      'Waiting for pods',
      'progressing',
      '2 of 3 pods are available.',
    ],
    [
      'fewer than promised after the rollout',
      deployment(seen({ ...all, availableReplicas: 1 }, DONE, SHORT)),
      'Unavailable',
      'warning',
      '1 of 3 wanted pods is available, fewer than its strategy allows.',
    ],
    [
      'fewer than promised during the rollout',
      deployment(seen({ ...all, availableReplicas: 1 }, GOING, SHORT)),
      'Rolling out',
      'progressing',
      '1 of 3 new pods is available.',
    ],
    ['no pods wanted', deployment(seen({}, DONE), { replicas: 0 }), 'Scaled to zero', 'paused', null],
    [
      'no pods wanted, some left',
      deployment(seen({ replicas: 1, updatedReplicas: 1 }, DONE), { replicas: 0 }),
      'Waiting for pods',
      'progressing',
      '0 of 1 pod is available.',
    ],
    [
      'being deleted',
      deployment(seen(all, DONE), {}, { deletionTimestamp: after(1) }),
      'Terminating',
      'paused',
      'It is being deleted.',
    ],
  ];
  test.each(cases)('%s', (_case, object, ...expected) => {
    expect(judged(object)).toEqual(expected);
  });
});

test('counts are null while the controller has not reported, and 0 afterwards', () => {
  expect(PROJECTIONS.deployments(deployment({}), { now: 0 })).toMatchObject({
    wanted: 3,
    ready: null,
    available: null,
    observedGeneration: null,
  });
  expect(PROJECTIONS.deployments(deployment(seen({}, GOING)), { now: 0 })).toMatchObject({
    ready: 0,
    upToDate: 0,
    available: 0,
    total: 0,
    revision: 10,
    images: 'registry/checkout:1.9.0',
    strategy: 'RollingUpdate',
    maxSurge: '25%',
    maxUnavailable: '1',
    paused: 0,
    generation: 2,
    observedGeneration: 2,
    progressAt: BORN_AT + 40,
    deadlineSeconds: 600,
  });
});

describe.each(['crash-loop', 'rollout-stuck'] satisfies Scenario[])('counts equal kubectl: %s', (scenario) => {
  test('Deployments', () => {
    for (const line of kubectlTable(`${scenario}.deployments`)) {
      const object = objectsOf(scenario, 'Deployment').find(
        ({ metadata }) => metadata.name === line.NAME && metadata.namespace === line.NAMESPACE,
      );
      const row = PROJECTIONS.deployments(object as KubeObject, { now: 0 });
      expect([`${row.ready}/${row.wanted}`, `${row.upToDate}`, `${row.available}`]).toEqual([
        line.READY,
        line['UP-TO-DATE'],
        line.AVAILABLE,
      ]);
    }
  });

  test('ReplicaSets', () => {
    for (const line of kubectlTable(`${scenario}.rs`)) {
      const object = objectsOf(scenario, 'ReplicaSet').find(
        ({ metadata }) => metadata.name === line.NAME && metadata.namespace === line.NAMESPACE,
      );
      const row = PROJECTIONS.replicasets(object as KubeObject, { now: 0 });
      expect([`${row.wanted}`, `${row.current}`, `${row.ready}`]).toEqual([line.DESIRED, line.CURRENT, line.READY]);
    }
  });
});

describe('a ReplicaSet is judged likewise', () => {
  const set = (status: object | undefined, replicas = 3): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: 'checkout-7d9f',
      namespace: 'prod',
      generation: 1,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout', uid: 'uid-checkout', controller: true },
      ],
    },
    spec: { replicas },
    ...(status === undefined ? {} : { status }),
  });
  test.each([
    ['complete', set({ observedGeneration: 1, replicas: 3, availableReplicas: 3 }), 'Healthy', 'ok'],
    ['T13: never reported', set(undefined), 'Unknown', 'unknown'],
    ['scaled down', set({ observedGeneration: 1, replicas: 0 }, 0), 'Scaled to zero', 'paused'],
    ['pods left', set({ observedGeneration: 1, replicas: 2, availableReplicas: 2 }, 0), 'Removing pods', 'progressing'],
    [
      'pods missing',
      set({ observedGeneration: 1, replicas: 3, availableReplicas: 1 }),
      'Waiting for pods',
      'progressing',
    ],
    ['pods refused', set({ observedGeneration: 1, replicas: 0, conditions: [REFUSED] }), 'Pods refused', 'failing'],
    ['newer than seen', { ...set({ observedGeneration: 0 }) }, 'Waiting for pods', 'progressing'],
  ])('%s', (_case, object, status, state) => {
    const row = PROJECTIONS.replicasets(object, { now: 0 });
    expect([row.status, row.state]).toEqual([status, state]);
    expect([row.ownerKind, row.ownerName, row.ownerUid]).toEqual(['Deployment', 'checkout', 'uid-checkout']);
  });
});
