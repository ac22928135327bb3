import { describe, expect, test } from 'vitest';
import { kubectlPodColumns, PROJECTIONS } from './index.js';
import {
  after,
  BORN_AT,
  container,
  ended,
  kubectlTable,
  objectsOf,
  pod,
  ready,
  running,
  type Scenario,
  waiting,
} from './testdata/objects.js';

const columns = (object: ReturnType<typeof pod>) => {
  const { ready: count, status, restarts } = kubectlPodColumns(PROJECTIONS.pods(object, { now: 0 }));
  return `${count} ${status} ${restarts}`;
};

describe.each(['pod-states', 'crash-loop', 'rollout-stuck'] satisfies Scenario[])(
  'READY, STATUS and RESTARTS equal kubectl: %s',
  (scenario) => {
    const objects = objectsOf(scenario, 'Pod');
    test.each(kubectlTable(`${scenario}.pods`).map((line) => [line.NAME, line]))('%s', (name, line) => {
      const object = objects.find(({ metadata }) => metadata.name === name && metadata.namespace === line.NAMESPACE);
      const row = PROJECTIONS.pods(object as (typeof objects)[number], { now: 0 });
      const [restarts = '', ago] = (line.RESTARTS ?? '').split(' (');
      expect(kubectlPodColumns(row)).toEqual({ ready: line.READY, status: line.STATUS, restarts });
      expect(row.lastRestartAt !== null && restarts !== '0').toBe(ago !== undefined);
    });
  },
);

describe('T12: a pod is what its containers say, not its phase', () => {
  const main = (...statuses: object[]) => pod({ phase: 'Running', containerStatuses: statuses });
  const two = { containers: [{ name: 'web' }, { name: 'log' }] };
  test.each([
    ['nothing reported', pod({}), '0/1 Unknown 0'],
    ['a phase alone', pod({ phase: 'Pending' }), '0/1 Pending 0'],
    ['a reason of the pod', pod({ phase: 'Failed', reason: 'Evicted' }), '0/1 Evicted 0'],
    [
      'the first container last',
      pod(
        {
          phase: 'Running',
          containerStatuses: [
            container(ended(1, { reason: 'Error' })),
            container(waiting('CrashLoopBackOff'), { name: 'log' }),
          ],
        },
        two,
      ),
      '0/2 Error 0',
    ],
    ['a signal', main(container(ended(0, { signal: 9 }))), '0/1 Signal:9 0'],
    ['an exit without reason', main(container(ended(3))), '0/1 ExitCode:3 0'],
    [
      'finished beside a ready one, pod ready',
      pod(
        {
          phase: 'Running',
          conditions: [ready('True')],
          containerStatuses: [
            container(ended(0, { reason: 'Completed' })),
            container(running(), { name: 'log', ready: true }),
          ],
        },
        two,
      ),
      '1/2 Running 0',
    ],
    [
      'finished beside a ready one, pod not ready',
      pod(
        {
          phase: 'Running',
          containerStatuses: [
            container(ended(0, { reason: 'Completed' })),
            container(running(), { name: 'log', ready: true }),
          ],
        },
        two,
      ),
      '1/2 NotReady 0',
    ],
    [
      'finished beside a failed one',
      pod(
        {
          phase: 'Failed',
          containerStatuses: [
            container(ended(0, { reason: 'Completed' })),
            container(ended(2, { reason: 'Error' }), { name: 'log' }),
          ],
        },
        two,
      ),
      '0/2 Error 0',
    ],
    [
      'asked to stop',
      pod(
        { phase: 'Running', containerStatuses: [container(running(), { ready: true })] },
        {},
        { deletionTimestamp: after(9) },
      ),
      '1/1 Terminating 0',
    ],
    [
      'asked to stop when it had finished',
      pod(
        { phase: 'Succeeded', containerStatuses: [container(ended(0, { reason: 'Completed' }))] },
        {},
        { deletionTimestamp: after(9) },
      ),
      '0/1 Completed 0',
    ],
    [
      'its node was lost',
      pod({ phase: 'Running', reason: 'NodeLost' }, {}, { deletionTimestamp: after(9) }),
      '0/1 Unknown 0',
    ],
    [
      'held by a gate',
      pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
      '0/1 SchedulingGated 0',
    ],
  ])('%s', (_case, object, expected) => {
    expect(columns(object)).toBe(expected);
  });
});

describe('T12: init containers and sidecars', () => {
  const spec = { initContainers: [{ name: 'first' }, { name: 'proxy', restartPolicy: 'Always' }, { name: 'last' }] };
  const done = { name: 'first', restartCount: 2, state: ended(0, { reason: 'Completed' }) };
  const proxy = { name: 'proxy', restartCount: 5, started: true, ready: true, state: running(), lastState: ended(1) };
  const initialising = (...initContainerStatuses: object[]) =>
    pod({ phase: 'Pending', initContainerStatuses, containerStatuses: [container(waiting('PodInitializing'))] }, spec);
  test.each([
    ['none through', initialising({ name: 'first', restartCount: 0, state: running() }), '0/2 Init:0/3 0'],
    [
      'waiting for the pod to initialise says how many are through',
      initialising(done, { ...proxy, started: false, ready: false, state: waiting('PodInitializing') }),
      '0/2 Init:1/3 7',
    ],
    [
      'a started sidecar counts as through and as ready',
      initialising(done, proxy, { name: 'last', restartCount: 0, state: running() }),
      '1/2 Init:2/3 7',
    ],
    [
      'one fails',
      initialising({ name: 'first', restartCount: 1, state: ended(1, { reason: 'Error' }) }),
      '0/2 Init:Error 1',
    ],
    [
      'one fails without a reason',
      initialising({ name: 'first', restartCount: 0, state: ended(7) }),
      '0/2 Init:ExitCode:7 0',
    ],
    [
      'one is killed without a reason',
      initialising({ name: 'first', restartCount: 0, state: ended(0, { exitCode: 9, signal: 9 }) }),
      '0/2 Init:Signal:9 0',
    ],
    [
      'one crashes again and again',
      initialising({ name: 'first', restartCount: 4, state: waiting('CrashLoopBackOff') }),
      '0/2 Init:CrashLoopBackOff 4',
    ],
    [
      'afterwards only sidecars and containers count as restarts',
      pod(
        {
          phase: 'Running',
          conditions: [ready('True')],
          initContainerStatuses: [done, proxy, { ...done, name: 'last' }],
          containerStatuses: [container(running(), { ready: true, restartCount: 1 })],
        },
        spec,
      ),
      '2/2 Running 6',
    ],
    [
      'a sidecar that ends once the pod is initialised leaves the word to the containers',
      pod(
        {
          phase: 'Running',
          conditions: [{ type: 'Initialized', status: 'True' }],
          initContainerStatuses: [
            done,
            { ...proxy, started: false, ready: false, state: ended(1) },
            { ...done, name: 'last' },
          ],
          containerStatuses: [container(running(), { ready: true })],
        },
        spec,
      ),
      '1/2 Init:ExitCode:1 5',
    ],
  ])('%s', (_case, object, expected) => {
    expect(columns(object)).toBe(expected);
  });

  test('the last restart is the latest end of an earlier run', () => {
    const object = pod({
      phase: 'Running',
      containerStatuses: [
        container(running(), { restartCount: 2, lastState: ended(1, { finishedAt: after(70) }) }),
        container(running(), { name: 'log', lastState: ended(1) }),
      ],
    });
    expect(PROJECTIONS.pods(object, { now: 0 }).lastRestartAt).toBe(BORN_AT + 70);
  });
});
