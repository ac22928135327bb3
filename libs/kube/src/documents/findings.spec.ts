import { describe, expect, test } from 'vitest';
import { BORN_AT, container, ended, objectsOf, ready, running } from '../projections/testdata/objects.js';
import type { KubeObject } from '../reflector/ports.js';
import { findingsOf } from './index.js';
import {
  after,
  crashingPod,
  deployment,
  many,
  node,
  ownedBy,
  pod,
  replicaSet,
  rolling,
  servingPod,
  tablesOf,
  unpulledPod,
} from './testdata/cluster.js';

const NOW = BORN_AT + 900;
const found = (objects: KubeObject[], now = NOW) =>
  findingsOf(tablesOf(objects), now).findings.map(({ id, state, title, detail, since }) => [
    id,
    state,
    title,
    detail,
    since,
  ]);
const fresh = { kind: 'ReplicaSet', name: 'checkout-new' };
const old = { kind: 'ReplicaSet', name: 'checkout-old' };
const set = { kind: 'StatefulSet', name: 'db' };
const silent = node([
  { type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: after(7) },
]);
const lostPod = (name: string) =>
  pod(
    { phase: 'Running', conditions: [ready('False', 5)], containerStatuses: [container(running(), { ready: true })] },
    {},
    { name, ...ownedBy(set) },
  );

test('a healthy cluster has no findings, and costs no look at its rows', () => {
  const tables = tablesOf([
    node([{ type: 'Ready', status: 'True' }]),
    rolling({ updated: 3, total: 3, available: 3 }, 'NewReplicaSetAvailable'),
    replicaSet('checkout-new', 10, 3),
    ...many(3, (name) => servingPod(name, fresh), 'checkout-new'),
  ]);
  for (const table of Object.values(tables)) {
    table.cell = () => {
      throw new Error('looked at a row');
    };
  }
  expect(findingsOf(tables, NOW)).toEqual({ findings: [], total: 0 });
});

describe('sentences: what is wrong, what it means for users now, what happens next', () => {
  const cases: Array<[string, KubeObject[], unknown[]]> = [
    [
      'a Deployment whose 30 pods crash is one finding',
      [
        rolling({ updated: 30, total: 30, available: 0 }, 'ReplicaSetUpdated', { replicas: 30 }),
        replicaSet('checkout-new', 10, 30),
        ...many(30, (name) => crashingPod(name, fresh), 'checkout-new'),
      ],
      [
        'pod_crash_loop:Deployment/prod/checkout',
        'failing',
        'Crash loop in 30 pods',
        'Container web ended with exit 1 and is restarted with growing delays; 4 restarts so far. None of 30 wanted pods is available: nobody is served. The kubelet restarts it for ever, at most every 5 minutes, until the program, its settings or what it needs changes. The rollout waits for it until its deadline and will not go back by itself.',
        BORN_AT + 30,
      ],
    ],
    [
      'a stuck rollout tells the cause of its pods, once',
      [
        rolling({ updated: 1, total: 4, available: 3 }, 'ProgressDeadlineExceeded'),
        replicaSet('checkout-new', 10, 1),
        replicaSet('checkout-old', 9, 3),
        unpulledPod('checkout-new-a', fresh),
        ...many(3, (name) => servingPod(name, old), 'checkout-old'),
      ],
      [
        'rollout_stuck:Deployment/prod/checkout',
        'failing',
        'Rollout stuck: image cannot be pulled',
        'Image cannot be pulled: registry/web:1.9 not found (container web). 3 of 3 wanted pods are available: users are still served. Kubernetes has given up and will not go back by itself.',
        BORN_AT + 40,
      ],
    ],
    [
      'a stuck rollout without troubled pods tells the deadline',
      [rolling({ updated: 1, total: 4, available: 3 }, 'ProgressDeadlineExceeded')],
      [
        'rollout_stuck:Deployment/prod/checkout',
        'failing',
        'Rollout stuck',
        'It made no progress within its deadline of 600 s. 3 of 3 wanted pods are available: users are still served. Kubernetes has given up and will not go back by itself.',
        BORN_AT + 40,
      ],
    ],
    [
      'pods that may not be created',
      [
        deployment({
          observedGeneration: 2,
          replicas: 2,
          updatedReplicas: 2,
          availableReplicas: 2,
          conditions: [
            { type: 'ReplicaFailure', status: 'True', message: 'exceeded quota', lastTransitionTime: after(20) },
          ],
        }),
      ],
      [
        'pods_refused:Deployment/prod/checkout',
        'failing',
        'Pods may not be created',
        'Its pods cannot be created: exceeded quota. 2 of 3 wanted pods are available: users are served with less. Kubernetes tries again until quota or policy allows them.',
        BORN_AT + 20,
      ],
    ],
    [
      'fewer pods than promised, long after the rollout',
      [
        deployment({
          observedGeneration: 2,
          replicas: 3,
          updatedReplicas: 3,
          availableReplicas: 1,
          conditions: [
            { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
            { type: 'Available', status: 'False', lastTransitionTime: after(90) },
          ],
        }),
      ],
      [
        'deployment_unavailable:Deployment/prod/checkout',
        'warning',
        'Too few pods',
        '1 of 3 wanted pods is available: users are served with less. That is fewer than its strategy allows. Its replica set replaces pods that are gone and waits for those that are not ready.',
        BORN_AT + 90,
      ],
    ],
    [
      'T13: a Deployment that its controller never looked at',
      [deployment(undefined)],
      [
        'deployment_not_observed:Deployment/prod/checkout',
        'unknown',
        'Not seen by its controller',
        'The deployment controller has not reported on it yet. Nothing happens with it until the controller manager works again.',
        BORN_AT,
      ],
    ],
    [
      'pods of another owner count among its pods',
      [crashingPod('db-0', set), servingPod('db-1', set), servingPod('db-2', set)],
      [
        'pod_crash_loop:StatefulSet/prod/db',
        'failing',
        'Crash loop',
        'Container web ended with exit 1 and is restarted with growing delays; 4 restarts so far. 2 of 3 pods of StatefulSet db are ready. The kubelet restarts it for ever, at most every 5 minutes, until the program, its settings or what it needs changes.',
        BORN_AT + 30,
      ],
    ],
    [
      'a pod without owner stands for itself',
      [unpulledPod('nginx', null)],
      [
        'pod_image_pull:Pod/prod/nginx',
        'failing',
        'Image cannot be pulled',
        'Image cannot be pulled: registry/web:1.9 not found (container web). It serves nobody now, and it has no owner that would replace it. The kubelet tries again for ever, at most every 5 minutes.',
        BORN_AT + 5,
      ],
    ],
    [
      'failed pods that an owner replaced are a warning',
      many(
        2,
        (name) => pod({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' }, {}, { name, ...ownedBy(set) }),
        'db',
      ),
      [
        'pod_failed:StatefulSet/prod/db',
        'warning',
        '2 pods failed',
        'It was ended (Evicted): low on memory. 0 of 2 pods of StatefulSet db are ready. A failed pod never runs again; it stays listed until it is deleted.',
        null,
      ],
    ],
    [
      'a silent node speaks for its pods',
      [silent, lostPod('db-0'), lostPod('db-1')],
      [
        'node_not_heard_of:Node/node-1',
        'unknown',
        'Node is not heard of',
        'The control plane does not hear from its kubelet: Kubelet stopped posting node status. 2 pods are placed on it. After 5 minutes Kubernetes gives its pods up and starts those that have an owner elsewhere.',
        BORN_AT + 7,
      ],
    ],
    [
      'a node that runs short',
      [
        node([
          { type: 'Ready', status: 'True' },
          { type: 'DiskPressure', status: 'True', message: 'low', lastTransitionTime: after(9) },
        ]),
      ],
      [
        'node_pressure:Node/node-1',
        'warning',
        'Node is running short',
        'It is short of disk space: low. No pods are placed on it. No new pods are placed on it, and its kubelet ends pods until the shortage is over.',
        BORN_AT + 9,
      ],
    ],
  ];
  test.each(cases)('%s', (_case, objects, expected) => {
    expect(found(objects)).toEqual([expected]);
  });
});

test('a replica set or pod of an unknown owner is named by itself, not by a guess', () => {
  const rollout = { kind: 'Rollout', name: 'canary' };
  expect(found(many(3, (name) => crashingPod(name, rollout), 'canary')).map(([id, , title]) => [id, title])).toEqual([
    ['pod_crash_loop:Pod/prod/canary-000', 'Crash loop in 3 pods'],
  ]);
  const stranger = replicaSet('checkout-new', 1, 2, ownedBy(rollout));
  expect(found([stranger, crashingPod('a', fresh)]).map(([id]) => id)).toEqual([
    'pod_crash_loop:ReplicaSet/prod/checkout-new',
  ]);
  const namesake = deployment({}, {}, { uid: 'uid-of-a-newer-one' });
  expect(found([namesake, replicaSet('checkout-new', 10, 1), crashingPod('a', fresh)]).map(([id]) => id)).toContain(
    'pod_crash_loop:ReplicaSet/prod/checkout-new',
  );
});

test('a replica set of the same name, made anew, does not take over pods of the earlier one', () => {
  const objects = [
    rolling({ updated: 1, total: 1, available: 1 }),
    replicaSet('checkout-new', 10, 1, { uid: 'uid-of-a-newer-one' }),
    crashingPod('a', fresh),
  ];
  expect(found(objects).map(([id]) => id)).toEqual(['pod_crash_loop:ReplicaSet/prod/checkout-new']);
});

test('a pod on a node that is well although the pod is not heard of is its own finding', () => {
  expect(found([node([{ type: 'Ready', status: 'True' }]), lostPod('db-0')]).map(([id]) => id)).toEqual([
    'pod_not_heard_of:StatefulSet/prod/db',
  ]);
});

test('worst first, then the most concerned; 50 are sent and all are counted; a second look says the same', () => {
  const objects = [
    silent,
    ...many(60, (name) => unpulledPod(name, null), 'single'),
    ...many(5, (name) => crashingPod(name, set), 'db'),
  ];
  const { findings, total } = findingsOf(tablesOf(objects), NOW);
  expect([total, findings.length, findings[0]?.id]).toEqual([62, 50, 'pod_crash_loop:StatefulSet/prod/db']);
  expect(findingsOf(tablesOf(objects.toReversed()), NOW)).toEqual({ findings, total });
  expect(found([silent, ...many(2, (name) => unpulledPod(name, null), 'single')]).map(([, state]) => state)).toEqual([
    'failing',
    'failing',
    'unknown',
  ]);
});

test('real clusters: the findings of a crash loop and of a stuck rollout', () => {
  const ids = (scenario: 'crash-loop' | 'rollout-stuck') =>
    findingsOf(tablesOf(objectsOf(scenario)), 9e9).findings.map(({ id }) => id);
  expect(ids('crash-loop').toSorted()).toEqual([
    'pod_crash_loop:Deployment/default/checkout',
    'pod_out_of_memory:Deployment/team-a/reports',
  ]);
  expect(ids('rollout-stuck')).toEqual([
    expect.stringMatching(/^(rollout_stuck|pod_image_pull):Deployment\/default\/storefront$/),
  ]);
});

test('an end that is not known keeps the finding without a time', () => {
  expect(
    found([pod({ phase: 'Failed', containerStatuses: [container(ended(1, { finishedAt: 'soon' }))] })])[0]?.[4],
  ).toBeNull();
});
