import { expect, test } from 'vitest';
import type { KubeObject } from '../reflector/ports.js';
import { PROJECTIONS } from './index.js';
import { after, BORN_AT, container, ended, objectsOf, pod, ready, running } from './testdata/objects.js';

const judged = (object: KubeObject) => {
  const { state, cause } = PROJECTIONS.pods(object, { now: 0 });
  return [state, cause];
};
const unschedulable = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', lastTransitionTime: after(5) };

test('evidence tells since when: of not being ready, of no node fitting, of the end', () => {
  const since = (object: KubeObject) => PROJECTIONS.pods(object, { now: 0 }).since;
  expect(
    since(
      pod({
        phase: 'Running',
        conditions: [ready('False', 500)],
        containerStatuses: [container(running(3), { started: true })],
      }),
    ),
  ).toBe(BORN_AT + 500);
  expect(since(pod({ phase: 'Pending', conditions: [unschedulable] }))).toBe(BORN_AT + 5);
  expect(since(pod({ phase: 'Failed', containerStatuses: [container(ended(2))] }))).toBe(BORN_AT + 60);
  expect(since(pod({ phase: 'Running', conditions: [ready('True')] }))).toBeNull();
});

test('real pods: the states of every pod of the scenario', () => {
  const states = Object.fromEntries(
    objectsOf('pod-states', 'Pod').map((object) => [object.metadata.name, judged(object).join(' ')]),
  );
  expect(states).toMatchObject({
    completed: 'paused finished',
    'crash-loop': 'failing crash_loop',
    evicted: 'failing failed',
    failed: 'failing failed',
    gated: 'paused gated',
    'image-missing': 'failing image_pull',
    'init-0-of-1': 'progressing starting',
    'init-1-of-3': 'progressing starting',
    'init-crash-loop': 'failing crash_loop',
    'init-image-missing': 'failing image_pull',
    'out-of-memory': 'failing out_of_memory',
    pending: 'warning unschedulable',
    running: 'ok ',
    'running-with-sidecar': 'ok ',
    terminating: 'paused terminating',
  });
});

test('requests are summed over containers and sidecars, a pod of its own overrules them, none is null', () => {
  const asks = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } });
  const spec = {
    containers: [{ name: 'web', ...asks('250m', '128Mi') }, { name: 'log' }],
    initContainers: [
      { name: 'proxy', restartPolicy: 'Always', ...asks('1', '1Gi') },
      { name: 'migrate', ...asks('9', '9Gi') },
    ],
  };
  expect(PROJECTIONS.pods(pod({}, spec), { now: 0 })).toMatchObject({
    cpuRequest: 1_250,
    memoryRequest: 1_207_959_552,
  });
  expect(PROJECTIONS.pods(pod({}, { ...spec, ...asks('2', '1Gi') }), { now: 0 }).cpuRequest).toBe(2_000);
  expect(PROJECTIONS.pods(pod({}), { now: 0 })).toMatchObject({ cpuRequest: null, memoryRequest: null });
});
