import { VIEWS } from '@binnacle/shared/views';
import { describe, expect, test } from 'vitest';
import { container, ended, ready, running } from '../projections/testdata/objects.js';
import type { KubeObject } from '../reflector/ports.js';
import { changeOf } from './index.js';
import {
  crashingPod,
  deployment,
  node,
  pod,
  replicaSet,
  rolling,
  rowOf,
  servingPod,
  startingPod,
  unpulledPod,
} from './testdata/cluster.js';

const VIEW = {
  Node: VIEWS.nodes,
  Pod: VIEWS.pods,
  Deployment: VIEWS.deployments,
  ReplicaSet: VIEWS.replicasets,
} as const;
const told = (before: KubeObject | null, after: KubeObject | null) => {
  const view = VIEW[(before ?? after)?.kind as keyof typeof VIEW];
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
  const change = changeOf(view, {
    kind,
    before: before === null ? undefined : rowOf(before),
    after: after === null ? undefined : rowOf(after),
  });
  return change === null ? null : `${change.state}: ${change.words}`;
};
const image = (...images: string[]) => ({
  template: { spec: { containers: images.map((name) => ({ image: name })) } },
});
const full = { updated: 3, total: 3, available: 3 };
const healthy = rolling(full, 'NewReplicaSetAvailable');
const owner = { kind: 'ReplicaSet', name: 'checkout-new' };
const yes = [{ type: 'Ready', status: 'True' }];
const no = [{ type: 'Ready', status: 'False' }];
const digest = `sha256:${'0123456789ab'.repeat(5)}0123`;

describe('a change as a person would tell it', () => {
  const cases: Array<[KubeObject | null, KubeObject | null, string | null]> = [
    [null, healthy, 'ok: created, 3 wanted'],
    [healthy, null, 'paused: deleted'],
    [
      rolling(full),
      rolling({ updated: 3, total: 3, available: 3 }, 'ReplicaSetUpdated', { replicas: 5 }),
      'progressing: replicas 3 → 5',
    ],
    [
      rolling(full, undefined, image('r/web:1.4')),
      rolling(full, undefined, image('r/web:1.5')),
      'ok: image web:1.4 → web:1.5',
    ],
    [
      rolling(full, undefined, image('a/web:1', 'a/log:1')),
      rolling(full, undefined, image('b/web:1', 'a/log:1', 'a/proxy:3')),
      'ok: image a/web:1 → b/web:1, image proxy:3 added',
    ],
    [
      rolling(full, undefined, image('web:1', 'log:1')),
      rolling(full, undefined, image(`web@${digest}`)),
      'ok: image web:1 → web@0123456789ab, image log:1 removed',
    ],
    [
      rolling(full, undefined, image('a:1', 'b:1', 'c:1', 'd:1', 'e:1')),
      rolling(full, undefined, image('a:2', 'b:2', 'c:2', 'd:2', 'e:2')),
      'ok: image a:1 → a:2, image b:1 → b:2, image c:1 → c:2, 2 more images',
    ],
    [rolling(full), rolling(full, undefined, { paused: true }), 'paused: paused'],
    [rolling(full, undefined, { paused: true }), healthy, 'ok: resumed, ready 3 of 3'],
    [
      healthy,
      { ...healthy, metadata: { ...healthy.metadata, annotations: { 'deployment.kubernetes.io/revision': '11' } } },
      'ok: revision 10 → 11',
    ],
    [
      rolling({ updated: 1, total: 4, available: 3 }),
      rolling({ updated: 1, total: 4, available: 3 }, 'ProgressDeadlineExceeded'),
      'failing: became failing: Rollout stuck',
    ],
    [rolling({ updated: 3, total: 3, available: 2 }), healthy, 'ok: ready 3 of 3'],
    [rolling({ updated: 1, total: 4, available: 3 }), rolling({ updated: 2, total: 4, available: 3 }), null],
    [healthy, rolling({ updated: 3, total: 3, available: 2 }), null],
    [deployment({}), healthy, 'ok: ready 3 of 3'],
    [healthy, deployment({}), 'unknown: state unknown: Unknown'],
    [null, replicaSet('checkout-new', 10, 3), null],
    [replicaSet('checkout-new', 10, 3), replicaSet('checkout-new', 10, 0), null],
    [null, startingPod('nginx', null), 'progressing: created'],
    [startingPod('nginx', null), servingPod('nginx', null), 'ok: ready 1 of 1'],
    [servingPod('nginx', null), null, 'paused: deleted'],
    [null, startingPod('a', owner), null],
    [startingPod('a', owner), servingPod('a', owner), null],
    [servingPod('a', owner), null, null],
    [startingPod('a', owner), unpulledPod('a', owner), 'failing: became failing: ImagePullBackOff'],
    [unpulledPod('a', owner), servingPod('a', owner), 'ok: ready again: 1 of 1'],
    [crashingPod('a', owner), crashingPod('a', owner, { restartCount: 5 }), null],
    [
      crashingPod('a', owner, { restartCount: 4 }),
      pod({
        phase: 'Running',
        conditions: [ready('True')],
        containerStatuses: [container(running(), { ready: true, restartCount: 5 })],
      }),
      'ok: restarted, 5 times so far',
    ],
    [
      servingPod('job', null),
      pod({ phase: 'Succeeded', containerStatuses: [container(ended(0, { reason: 'Completed' }))] }),
      'paused: finished',
    ],
    [null, node(yes), 'ok: joined the cluster'],
    [node(yes), null, 'paused: left the cluster'],
    [node(yes), node(yes, { unschedulable: true }), 'paused: cordoned'],
    [node(yes, { unschedulable: true }), node(yes), 'ok: uncordoned'],
    [node(yes), node(no), 'failing: became failing: NotReady'],
    [node(yes), node(no, { unschedulable: true }), 'failing: cordoned, became failing: NotReady,SchedulingDisabled'],
    [node(no), node(yes), 'ok: ready again'],
    [node(yes), node(yes), null],
  ];
  test.each(cases)('case %#', (before, after, expected) => {
    expect(told(before, after)).toBe(expected);
  });
});

test('what becomes known, or is no longer known, is no change of the object', () => {
  const before = { state: 'ok', wanted: null, revision: 3, cordoned: null };
  const after = { state: 'ok', wanted: 3, revision: null, cordoned: 1 };
  expect(changeOf(VIEWS.deployments, { kind: 'changed', before, after })).toBeNull();
  expect(changeOf(VIEWS.nodes, { kind: 'changed', before, after })).toBeNull();
});

test('events are never changes', () => {
  expect(changeOf(VIEWS.events, { kind: 'added', after: {} })).toBeNull();
  expect(changeOf(VIEWS.events, { kind: 'changed', before: {}, after: { state: 'warning' } })).toBeNull();
});
