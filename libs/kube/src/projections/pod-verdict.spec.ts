import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../reflector/ports.js';
import { PROJECTIONS } from './index.js';
import { after, container, ended, pod, ready, running, waiting } from './testdata/objects.js';

const judged = (object: KubeObject) => {
  const { state, cause, because } = PROJECTIONS.pods(object, { now: 0 });
  return [state, cause, because];
};
const limit = { containers: [{ name: 'web', image: 'registry/web:1.9', resources: { limits: { memory: '128Mi' } } }] };
const oom = { reason: 'OOMKilled' };
const live = (status: object, more: object = {}, spec: Record<string, unknown> = {}) =>
  pod(
    {
      phase: 'Running',
      conditions: [ready('False', 0, 'ContainersNotReady')],
      containerStatuses: [container(status as never, more as never)],
    },
    spec,
  );
const pull = (message: string) => live(waiting('ErrImagePull', message));
const unschedulable = {
  type: 'PodScheduled',
  status: 'False',
  reason: 'Unschedulable',
  message: '0/3 nodes are available: 3 Insufficient memory. ',
  lastTransitionTime: after(5),
};

describe('T12: a pod is judged by evidence, in one sentence', () => {
  const cases: Array<[KubeObject, ...unknown[]]> = [
    [
      live(waiting('CrashLoopBackOff', 'back-off 2m40s restarting failed container=web pod=x'), {
        restartCount: 27,
        lastState: ended(1, { reason: 'Error' }),
      }),
      'failing',
      'crash_loop',
      'Container web ended with exit 1 and is restarted with growing delays, now 2m40s; 27 restarts so far.',
    ],
    [
      live(waiting('CrashLoopBackOff'), { restartCount: 1 }),
      'failing',
      'crash_loop',
      'Container web keeps ending and is restarted with growing delays; 1 restart so far.',
    ],
    [
      live(ended(127, { reason: 'Error' }), { restartCount: 4 }),
      'failing',
      'crash_loop',
      'Container web ended with exit 127 (its command was not found); 4 restarts so far.',
    ],
    [
      live(ended(128, { reason: 'StartError', message: 'exec: "serve": not found in $PATH' })),
      'failing',
      'crash_loop',
      'Container web ended with exit 128: exec: "serve": not found in $PATH.',
    ],
    [
      live(ended(1, { reason: 'Error', message: 'password=hunter2' })),
      'failing',
      'crash_loop',
      'Container web ended with exit 1.',
    ],
    [live(ended(1), {}, { restartPolicy: 'Never' }), 'failing', 'failed', 'Container web ended with exit 1.'],
    [
      live(waiting('CrashLoopBackOff'), { restartCount: 27, lastState: ended(137, oom) }, limit),
      'failing',
      'out_of_memory',
      'Container web used its 128Mi limit and was killed (exit 137); 27 restarts so far.',
    ],
    [
      live(ended(137, oom)),
      'failing',
      'out_of_memory',
      'Container web was killed for memory (exit 137); it has no limit of its own.',
    ],
    [
      pull('rpc error: code = NotFound desc = failed to pull and unpack image "registry/web:1.9": not found'),
      'failing',
      'image_pull',
      'Image cannot be pulled: registry/web:1.9 not found (container web).',
    ],
    [
      pull('pull access denied, repository does not exist or may require authorization'),
      'failing',
      'image_pull',
      'Image cannot be pulled: registry/web:1.9, its registry refuses access (container web).',
    ],
    [
      pull('dial tcp: lookup registry on 10.96.0.10:53: no such host'),
      'failing',
      'image_pull',
      'Image cannot be pulled: registry/web:1.9, its registry does not resolve (container web).',
    ],
    [
      pull('429 Too Many Requests'),
      'failing',
      'image_pull',
      'Image cannot be pulled: registry/web:1.9, its registry allows no more pulls for now (container web).',
    ],
    [
      pull('no space\u0007 left on\ndevice.'),
      'failing',
      'image_pull',
      'Image cannot be pulled: registry/web:1.9, no space left on device (container web).',
    ],
    [
      live(waiting('ImagePullBackOff', 'Back-off pulling image "registry/web:1.9"')),
      'failing',
      'image_pull',
      'Image cannot be pulled: registry/web:1.9 (container web).',
    ],
    [
      live(waiting('ImagePullBackOff', 'Back-off pulling image "registry/web:1.9": ErrImagePull: disk full')),
      'failing',
      'image_pull',
      'Image cannot be pulled: registry/web:1.9, disk full (container web).',
    ],
    [pull(''), 'failing', 'image_pull', 'Image cannot be pulled: registry/web:1.9 (container web).'],
    [
      live(waiting('InvalidImageName', 'x')),
      'failing',
      'image_pull',
      'Image cannot be pulled: registry/web:1.9 is not a valid image name (container web).',
    ],
    [
      live(waiting('ErrImageNeverPull')),
      'failing',
      'image_pull',
      'Image cannot be used: registry/web:1.9 is not on the node, and its pull policy is Never (container web).',
    ],
    [
      live(waiting('CreateContainerConfigError', 'secret "db" not found')),
      'failing',
      'cannot_start',
      'Container web cannot start (CreateContainerConfigError): secret "db" not found.',
    ],
    [
      live(waiting('SomethingNobodyKnows')),
      'failing',
      'cannot_start',
      'Container web cannot start (SomethingNobodyKnows).',
    ],
    [
      pod({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' }),
      'failing',
      'failed',
      'It was ended (Evicted): The node was low on resource: memory.',
    ],
    [
      pod({ phase: 'Failed', containerStatuses: [container(ended(2))] }),
      'failing',
      'failed',
      'Container web ended with exit 2.',
    ],
    [pod({ phase: 'Failed' }), 'failing', 'failed', 'It failed.'],
    [
      pod({ phase: 'Pending', conditions: [unschedulable] }, { nodeName: undefined }),
      'warning',
      'unschedulable',
      'No node fits: 0/3 nodes are available: 3 Insufficient memory.',
    ],
    [
      pod(
        { phase: 'Pending', conditions: [{ ...unschedulable, reason: 'SchedulingGated' }] },
        { nodeName: undefined, schedulingGates: [{ name: 'quota' }] },
      ),
      'paused',
      'gated',
      'The scheduler does not look at it until the scheduling gate quota is removed.',
    ],
    [
      pod({ phase: 'Pending' }, { nodeName: undefined }),
      'progressing',
      'starting',
      'The scheduler has not chosen a node yet.',
    ],
    [
      pod({ phase: 'Pending', containerStatuses: [container(waiting('ContainerCreating'))] }),
      'progressing',
      'starting',
      'Node node-1 is getting its volumes, images and containers ready.',
    ],
    [
      pod(
        { phase: 'Pending', initContainerStatuses: [{ name: 'migrate', state: running() }] },
        { initContainers: [{ name: 'migrate' }] },
      ),
      'progressing',
      'starting',
      'Init container migrate (1 of 1) has to finish first.',
    ],
    [
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [
            { name: 'migrate', restartCount: 3, state: waiting('CrashLoopBackOff'), lastState: ended(1) },
          ],
          containerStatuses: [container(waiting('PodInitializing'))],
        },
        { initContainers: [{ name: 'migrate' }] },
      ),
      'failing',
      'crash_loop',
      'Container migrate ended with exit 1 and is restarted with growing delays; 3 restarts so far.',
    ],
    [
      live(running(3), { started: false }),
      'progressing',
      'starting',
      'Container web runs; its start is not confirmed yet.',
    ],
    [live(running(3), { started: true }), 'progressing', 'starting', 'Container web runs, but has not been ready yet.'],
    [
      pod({
        phase: 'Running',
        conditions: [ready('False', 500)],
        containerStatuses: [container(running(3), { started: true })],
      }),
      'warning',
      'not_ready',
      'Container web runs, but its readiness check fails.',
    ],
    [
      live(running(3), { started: true, restartCount: 2 }),
      'warning',
      'not_ready',
      'Container web runs again after 2 restarts, but is not ready.',
    ],
    [
      live(ended(0, { reason: 'Completed' })),
      'warning',
      'not_ready',
      'Container web has finished (exit 0) while others of the pod still run.',
    ],
    [
      pod({
        phase: 'Running',
        conditions: [ready('False', 5, 'ReadinessGatesNotReady')],
        containerStatuses: [container(running(), { ready: true })],
      }),
      'warning',
      'not_ready',
      'Its containers are ready, its readiness gates are not.',
    ],
    [
      pod({
        phase: 'Running',
        conditions: [ready('False', 5)],
        containerStatuses: [container(running(), { ready: true })],
      }),
      'unknown',
      'silent_node',
      'Its containers were ready when node node-1 last reported; since then it is marked not ready.',
    ],
    [
      pod({ phase: 'Running', reason: 'NodeLost' }),
      'unknown',
      'silent_node',
      'Node node-1 is not heard of, so nobody knows what this pod does.',
    ],
    [pod({}), 'unknown', 'no_status', 'The API server holds no status of this pod.'],
    [
      pod({ phase: 'Running', containerStatuses: [container(running(), { ready: true })] }),
      'unknown',
      'no_status',
      'Whether it is ready has not been reported.',
    ],
    [
      pod({ phase: 'Running' }, {}, { deletionTimestamp: after(30), deletionGracePeriodSeconds: 30 }),
      'paused',
      'terminating',
      'It is being deleted; its containers were given 30 s to stop.',
    ],
    [
      pod({ phase: 'Running' }, {}, { deletionTimestamp: after(30), finalizers: ['example.org/keep'] }),
      'paused',
      'terminating',
      'It is being deleted; the finalizers example.org/keep hold it until they are removed.',
    ],
    [pod({ phase: 'Succeeded' }), 'paused', 'finished', null],
    [
      pod({
        phase: 'Running',
        conditions: [ready('True')],
        containerStatuses: [container(running(), { ready: true })],
      }),
      'ok',
      null,
      null,
    ],
  ];
  test.each(cases)('case %#: %s', (object, ...expected) => {
    expect(judged(object)).toEqual(expected);
  });
});
