import { describe, expect, test } from 'vitest';
import { nodeVerdict, PROJECTIONS, renewTimeOf } from './index.js';
import { after, BORN_AT, kubectlTable, node, objectsOf } from './testdata/objects.js';

const condition = (type: string, status: string, message = '') => ({
  type,
  status,
  message,
  lastTransitionTime: after(7),
});
const READY = condition('Ready', 'True');
const row = (...parameters: Parameters<typeof node>) => PROJECTIONS.nodes(node(...parameters), { now: 0 });

describe('T13: a node is what its conditions say, and unknown without them', () => {
  test.each([
    ['ready', row([READY]), 'Ready', 'ok', null, null],
    [
      'cordoned',
      row([READY], { unschedulable: true }),
      'Ready,SchedulingDisabled',
      'paused',
      'cordoned',
      'It is cordoned: no new pods are placed on it.',
    ],
    [
      'not ready',
      row([condition('Ready', 'False', 'container runtime is down.')]),
      'NotReady',
      'failing',
      'node_not_ready',
      'Its kubelet says that it is not ready: container runtime is down.',
    ],
    [
      'silent',
      row([condition('Ready', 'Unknown', 'Kubelet stopped posting node status.')], { unschedulable: true }),
      'NotReady,SchedulingDisabled',
      'unknown',
      'node_silent',
      'The control plane does not hear from its kubelet: Kubelet stopped posting node status.',
    ],
    [
      'without a Ready condition',
      row([condition('DiskPressure', 'False')]),
      'Unknown',
      'unknown',
      'no_status',
      'Its kubelet has not reported yet.',
    ],
    [
      'short of two things',
      row([READY, condition('DiskPressure', 'True', 'low'), condition('MemoryPressure', 'True')]),
      'Ready',
      'warning',
      'node_pressure',
      'It is short of memory and disk space.',
    ],
    [
      'cordoned and short',
      row([READY, condition('PIDPressure', 'True')], { unschedulable: true }),
      'Ready,SchedulingDisabled',
      'warning',
      'node_pressure',
      'It is short of process ids.',
    ],
    [
      'without network',
      row([READY, condition('NetworkUnavailable', 'True', 'no route')]),
      'Ready',
      'warning',
      'node_network',
      'Its network is not set up: no route.',
    ],
  ])('%s', (_case, actual, status, state, cause, because) => {
    expect([actual.status, actual.state, actual.cause, actual.because]).toEqual([status, state, cause, because]);
  });
});

test('STATUS, ROLES and VERSION equal kubectl', () => {
  for (const line of kubectlTable('pod-states.nodes')) {
    const object = objectsOf('pod-states', 'Node').find(({ metadata }) => metadata.name === line.NAME);
    const { status, roles, version } = PROJECTIONS.nodes(object as NonNullable<typeof object>, { now: 0 });
    expect({ status, roles, version }).toEqual({ status: line.STATUS, roles: line.ROLES, version: line.VERSION });
  }
});

test('roles come from both kinds of labels, taints read as kubectl writes them, capacity is exact', () => {
  const labels = {
    'node-role.kubernetes.io/worker': '',
    'node-role.kubernetes.io/control-plane': '',
    'kubernetes.io/role': 'edge',
    'node-role.kubernetes.io/': '',
  };
  const taints = [
    { key: 'gpu', value: 'a', effect: 'NoSchedule' },
    { key: 'spot', effect: 'NoExecute' },
  ];
  expect(row([READY], { taints }, { labels })).toMatchObject({
    roles: 'control-plane,edge,worker',
    taints: 'gpu=a:NoSchedule,spot:NoExecute',
    cpu: 3_920,
    memory: 16_106_127_360,
    podCapacity: 110,
    cordoned: 0,
    heartbeatAt: null,
  });
});

describe('a lease that stopped moving makes a ready node unknown before the control plane says so', () => {
  const now = BORN_AT + 1_000;
  test('up to 40 s the node keeps its own verdict', () => {
    expect(nodeVerdict(row([READY]), now - 40, now)).toEqual({
      state: 'ok',
      status: 'Ready',
      because: null,
      cause: null,
      since: null,
    });
  });

  test.each([
    [52, '52 s'],
    [119, '119 s'],
    [181, '3 m'],
    [9_000, '2 h'],
  ])('after %i s it is not heard of', (age, words) => {
    expect(nodeVerdict(row([READY], { unschedulable: true }), now - age, now)).toEqual({
      state: 'unknown',
      status: 'No heartbeat,SchedulingDisabled',
      because: `Its kubelet has not renewed its lease for ${words}; the control plane has not noticed yet.`,
      cause: 'node_silent',
      since: now - age,
    });
  });

  test('a node that is said to be not ready, or whose lease is not known, keeps its own verdict', () => {
    const silent = row([condition('Ready', 'Unknown')]);
    expect(nodeVerdict(silent, now - 500, now)).toMatchObject({ status: 'NotReady', since: BORN_AT + 7 });
    expect(nodeVerdict(row([READY]), null, now).state).toBe('ok');
    expect(nodeVerdict({}, null, now).state).toBe('unknown');
  });

  test('the time of renewal is read from the lease', () => {
    expect(renewTimeOf({ metadata: { name: 'node-1' }, spec: { renewTime: '2026-11-24T08:00:01.500000Z' } })).toBe(
      BORN_AT + 1,
    );
    expect(renewTimeOf({ metadata: { name: 'node-1' } })).toBeNull();
  });
});
