import { afterEach, expect, test, vi } from 'vitest';
import { type RealCluster, startTestCluster } from './real-cluster.ts';
import type { ScenarioName } from './scenarios/index.ts';

let cluster: RealCluster | undefined;

afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

async function start(scenario: ScenarioName): Promise<RealCluster> {
  cluster = await startTestCluster({ scenario, seed: 42 });
  return cluster;
}

/** What kubectl prints, as rows of trimmed columns; columns are two spaces or more apart. */
async function table(of: RealCluster, ...args: string[]): Promise<string[][]> {
  const text = await of.kubectl(['get', ...args, '--no-headers']);
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
}

/** NAME to READY and STATUS of the default namespace's pods. */
async function podStates(of: RealCluster): Promise<Record<string, string>> {
  const rows = await table(of, 'pods');
  return Object.fromEntries(rows.map(([name, ready, status]) => [name, `${ready} ${status}`]));
}

test('pod-states: kubectl has its own word for every pod', async () => {
  expect(await podStates(await start('pod-states'))).toEqual({
    completed: '0/1 Completed',
    'crash-loop': '1/2 CrashLoopBackOff',
    creating: '0/1 ContainerCreating',
    evicted: '0/1 Evicted',
    failed: '0/1 Error',
    gated: '0/1 SchedulingGated',
    'image-missing': '0/1 ImagePullBackOff',
    'init-0-of-1': '0/1 Init:0/1',
    'init-1-of-3': '1/2 Init:1/3',
    'init-crash-loop': '0/1 Init:CrashLoopBackOff',
    'init-image-missing': '0/1 Init:ImagePullBackOff',
    'not-ready': '1/2 Running',
    'out-of-memory': '0/1 CrashLoopBackOff',
    pending: '0/1 Pending',
    running: '1/1 Running',
    'running-with-sidecar': '2/2 Running',
    terminating: '1/1 Terminating',
  });
});

test('crash-loop: restarts counted, the last end known, by exit code 1 and by memory', async () => {
  const { kubectl } = { kubectl: (await start('crash-loop')).kubectl.bind(cluster) };
  const last =
    '{range .items[*].status.containerStatuses[*]}{.restartCount} {.lastState.terminated.reason} {.lastState.terminated.exitCode}{"\\n"}{end}';
  const ends = async (namespace: string, app: string) =>
    (await kubectl(['get', 'pods', '-n', namespace, '-l', `app=${app}`, '-o', `jsonpath=${last}`])).trim().split('\n');
  expect(await ends('default', 'checkout')).toContain('3 Error 1');
  expect(await ends('team-a', 'reports')).toEqual(['3 OOMKilled 137']);
  expect(await kubectl(['get', 'events'])).toContain('Back-off restarting failed container');
});

test('image-missing: the pods wait in ImagePullBackOff and an event says why', async () => {
  const found = await start('image-missing');
  const states = Object.entries(await podStates(found)).filter(([name]) => name.startsWith('search-'));
  expect(states.map(([, state]) => state)).toContain('0/1 ImagePullBackOff');
  expect(await found.kubectl(['get', 'events'])).toContain('Error: ErrImagePull');
});

test('rollout-stuck: the old pods serve, the new ones do not come, the deadline has passed', async () => {
  const found = await start('rollout-stuck');
  await expect(found.kubectl(['rollout', 'status', 'deployment/storefront', '--timeout=5s'])).rejects.toThrow(
    'exceeded its progress deadline',
  );
  expect((await table(found, 'deployment', 'storefront'))[0]?.slice(1, 4)).toEqual(['3/3', '1', '3']);
});

test('node-down: the node is NotReady, its impatient pods are replaced and stay Terminating', async () => {
  const found = await start('node-down');
  const nodes = await table(found, 'nodes');
  expect(nodes.map(([name, status]) => `${name} ${status}`)).toEqual([
    'node-1 Ready',
    'node-2 Ready',
    'node-3 NotReady',
  ]);
  const gateways = Object.entries(await podStates(found)).filter(([name]) => name.startsWith('gateway-'));
  const count = (state: string) => gateways.filter(([, found]) => found === state).length;
  expect(count('1/1 Running')).toBe(6);
  expect(count('1/1 Terminating')).toBeGreaterThan(0);
});

test('busy: keeps changing Deployments and pods after it has settled', async () => {
  const found = await start('busy');
  const changes = async () => {
    const records = await found.auditLog();
    return records.filter(({ user, verb, objectRef }) => {
      return user.username === 'admin' && verb !== 'create' && objectRef?.namespace === 'team-b';
    }).length;
  };
  await vi.waitFor(async () => expect(await changes()).toBeGreaterThan(10), 30_000);
});
