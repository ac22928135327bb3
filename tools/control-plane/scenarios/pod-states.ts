import type { KubeObject, Pod } from '../kube-object.ts';
import { until } from '../poll.ts';
import { pod } from '../workloads.ts';
import { containers, firstMissing, somePod, waitsFor } from './observations.ts';
import { createAll, type Scenario } from './scenario.ts';

/** One pod for each state that `kubectl get pods` has a word of its own for, with how to know that it is there. */
interface State {
  pod: KubeObject;
  is: string;
  reached: (pod: Pod) => boolean;
}

const GOOD = { name: 'app', image: 'nginx:1.29' };

function running(found: Pod): boolean {
  return found.status.phase === 'Running' && containers(found).every(({ ready }) => ready);
}

function initWaits(reason: string) {
  return (found: Pod) =>
    found.status.initContainerStatuses?.some(({ state }) => state?.waiting?.reason === reason) === true;
}

function state(name: string, shape: Parameters<typeof pod>[1], is: string, reached: State['reached']): State {
  return { pod: pod(name, shape), is, reached };
}

const init = (image: string, name = 'prepare') => ({ name, image });

const STATES: State[] = [
  state('running', { containers: [GOOD] }, 'runs', running),
  state(
    'running-with-sidecar',
    { initContainers: [init('busybox:1'), { name: 'proxy', image: 'envoy:1.36', sidecar: true }], containers: [GOOD] },
    'runs beside its sidecar',
    running,
  ),
  state(
    'not-ready',
    {
      containers: [
        { name: 'app', image: 'images.test/never-ready:1', readinessPath: '/ready' },
        { ...GOOD, name: 'side' },
      ],
    },
    'runs without being ready',
    ({ status }) => status.phase === 'Running',
  ),
  state('creating', { containers: [{ name: 'app', image: 'images.test/creating:1' }] }, 'is being created', (found) =>
    waitsFor(found, 'ContainerCreating'),
  ),
  state(
    'init-0-of-1',
    { initContainers: [init('images.test/stuck:1')], containers: [GOOD] },
    'runs its init container',
    ({ status }) => status.initContainerStatuses?.[0]?.state?.running !== undefined,
  ),
  state(
    'init-1-of-3',
    {
      initContainers: [
        { name: 'proxy', image: 'envoy:1.36', sidecar: true },
        init('images.test/stuck:1'),
        init('busybox:1', 'last'),
      ],
      containers: [GOOD],
    },
    'runs its second init container',
    ({ status }) => status.initContainerStatuses?.[1]?.state?.running !== undefined,
  ),
  state(
    'init-crash-loop',
    { initContainers: [init('images.test/crashing:1')], containers: [GOOD] },
    'crashes in its init container',
    initWaits('CrashLoopBackOff'),
  ),
  state(
    'init-image-missing',
    { initContainers: [init('registry.test/prepare:missing')], containers: [GOOD] },
    'cannot pull its init image',
    initWaits('ImagePullBackOff'),
  ),
  state(
    'crash-loop',
    {
      containers: [
        { name: 'app', image: 'images.test/crashing:1' },
        { ...GOOD, name: 'side' },
      ],
    },
    'crashes',
    (found) =>
      containers(found).some(({ restartCount, state: now }) => restartCount >= 3 && now?.waiting !== undefined),
  ),
  state(
    'out-of-memory',
    { containers: [{ name: 'app', image: 'images.test/out-of-memory:1' }] },
    'is killed',
    (found) =>
      containers(found).some(({ restartCount, state: now }) => restartCount >= 3 && now?.waiting !== undefined),
  ),
  state(
    'image-missing',
    { containers: [{ name: 'app', image: 'registry.test/app:missing' }] },
    'cannot pull',
    (found) => waitsFor(found, 'ImagePullBackOff'),
  ),
  state(
    'completed',
    { restartPolicy: 'Never', containers: [{ name: 'app', image: 'images.test/completing:1' }] },
    'has completed',
    ({ status }) => status.phase === 'Succeeded',
  ),
  state(
    'failed',
    { restartPolicy: 'Never', containers: [{ name: 'app', image: 'images.test/crashing:1' }] },
    'has failed',
    ({ status }) => status.phase === 'Failed',
  ),
  state(
    'evicted',
    { annotations: { 'control-plane.test/evict': 'true' }, containers: [GOOD] },
    'has been evicted',
    ({ status }) => status.reason === 'Evicted',
  ),
  state(
    'terminating',
    { finalizers: ['control-plane.test/kept'], containers: [GOOD] },
    'is kept by a finalizer',
    ({ metadata }) => metadata.deletionTimestamp !== undefined,
  ),
  {
    pod: unschedulable('pending'),
    is: 'finds no node',
    reached: ({ status }) => status.conditions?.some(({ reason }) => reason === 'Unschedulable') === true,
  },
  {
    pod: gated('gated'),
    is: 'is held by a scheduling gate',
    reached: ({ status }) => status.conditions?.some(({ reason }) => reason === 'SchedulingGated') === true,
  },
];

function withSpec(object: KubeObject, more: Record<string, unknown>): KubeObject {
  return { ...object, spec: { ...(object.spec as object), ...more } };
}

function unschedulable(name: string): KubeObject {
  return withSpec(pod(name, { containers: [GOOD] }), { nodeSelector: { 'control-plane.test/no-such-node': 'true' } });
}

function gated(name: string): KubeObject {
  return withSpec(pod(name, { containers: [GOOD] }), { schedulingGates: [{ name: 'control-plane.test/approval' }] });
}

export const podStates: Scenario = {
  says: 'one pod in every state that kubectl has a word for',
  settlesWithinMs: 60_000,
  async apply({ api }) {
    const objects = STATES.map((candidate) => candidate.pod);
    await createAll(api, objects);
    await until(() => somePod(api, 'terminating', 'runs', running), { what: 'a pod to delete', withinMs: 60_000 });
    await api.delete('/api/v1/namespaces/default/pods/terminating');
  },
  missing: ({ api }) =>
    firstMissing(
      STATES.map(
        ({ pod: { metadata }, is, reached }) =>
          () =>
            somePod(api, metadata.name, is, reached),
      ),
    ),
};
