import { kubectlPodColumns } from '@binnacle/kube/projections';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { allRows, type Bench, startBench } from '../support/fixture.ts';

const SCENARIOS = ['healthy', 'crash-loop', 'image-missing', 'rollout-stuck', 'node-down', 'pod-states'] as const;

/** `kubectl get` without headers, split at two or more spaces (a restart count may read `3 (2m ago)`). */
function lines(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim().split(/\s{2,}/));
}

describe.each(SCENARIOS)('scenario %s', (scenario) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ scenario, seed: 7 });
  });
  afterAll(async () => await bench?.stop());

  test('pods read as kubectl prints them: ready, status, restarts', async () => {
    const { cluster, binnacle, name } = bench;
    await eventually('the pods view to equal kubectl get pods', async () => {
      const printed = lines(await cluster.kubectl(['get', 'pods', '-A', '--no-headers']))
        .map(
          ([namespace, pod, ready, status, restarts]) =>
            `${namespace}/${pod} ${ready} ${status} ${restarts?.split(' ')[0]}`,
        )
        .sort();
      const shown = (await allRows(binnacle, name, 'pods'))
        .map((row) => {
          const columns = kubectlPodColumns(row as Parameters<typeof kubectlPodColumns>[0]);
          return `${row.namespace}/${row.name} ${columns.ready} ${columns.status} ${String(columns.restarts).split(' ')[0]}`;
        })
        .sort();
      expect(shown).toEqual(printed);
      return printed.length > 0;
    });
  });

  test('nodes read as kubectl prints them', async () => {
    const { cluster, binnacle, name } = bench;
    await eventually('the nodes view to equal kubectl get nodes', async () => {
      const printed = lines(await cluster.kubectl(['get', 'nodes', '--no-headers']))
        .map(([node, status]) => `${node} ${status}`)
        .sort();
      const shown = (await allRows(binnacle, name, 'nodes')).map((row) => `${row.name} ${row.status}`).sort();
      expect(shown).toEqual(printed);
      return true;
    });
  });

  test('deployments are judged as kubectl rollout status judges them', async () => {
    const { cluster, binnacle, name } = bench;
    await eventually('every deployment to be judged alike', async () => {
      for (const row of await allRows(binnacle, name, 'deployments')) {
        expect([`${row.namespace}/${row.name}`, row.state]).toEqual([
          `${row.namespace}/${row.name}`,
          await rolloutState(cluster, row, row.state),
        ]);
      }
      return true;
    });
  });
});

/** What kubectl says of a rollout, in our words; where it knows no such thing (paused, crashing after the rollout) ours stands. */
async function rolloutState(cluster: Bench['cluster'], row: Record<string, unknown>, ours: unknown): Promise<unknown> {
  if (ours === 'paused') return 'paused';
  try {
    const said = await cluster.kubectl([
      'rollout',
      'status',
      `deployment/${row.name}`,
      '-n',
      String(row.namespace),
      '--watch=false',
    ]);
    if (said.includes('successfully rolled out')) return 'ok';
    return ours === 'warning' || ours === 'failing' ? ours : 'progressing';
  } catch (error) {
    if (error instanceof Error && error.message.includes('exceeded its progress deadline')) return 'failing';
    throw error;
  }
}
