import { PROJECTIONS } from '@binnacle/kube/projections';
import type { KubeObject } from '@binnacle/kube/reflector';
import { compareRows, type Row, VIEWS } from '@binnacle/shared/views';
import { eventually } from '../e2e/support/eventually.ts';
import { allRows, type Listed } from '../e2e/support/fixture.ts';
import { churn } from '../tools/control-plane/churn.ts';
import { bulkCluster, fill, keep, nameOf, podsLive, say, server } from './rig.ts';

const PODS = Number(process.env.BENCH_PODS ?? 10_000);
const PER_SECOND = 120;
const READY_WITHIN_S = 30;

/** Every column a person can sort by, both ways. */
const SORTS = VIEWS.pods.columns.filter((column) => !column.internal).flatMap(({ id }) => [id, `-${id}`]);

const keyOf = (row: Record<string, unknown>): string => `${row.namespace}/${row.name}`;

const cluster = await bulkCluster();
try {
  const pods = await fill(cluster, PODS);
  const quiet = await server(cluster);
  await podsLive(quiet, PODS);
  const pages = await firstPages(quiet, PODS);
  await quiet.stop();

  const stop = new AbortController();
  const churning = churn(cluster.api, pods, { perSecond: PER_SECOND, seed: 12 }, stop.signal);
  const began = performance.now();
  const binnacle = await server(cluster);
  await podsLive(binnacle, PODS, 120_000);
  const readySeconds = (performance.now() - began) / 1_000;
  say(`ready ${readySeconds.toFixed(1)} s after exec at ${PER_SECOND} changes/s`);
  stop.abort();
  const report = await churning;
  const equal = await equalsSource(binnacle);
  await binnacle.stop();
  keep('busy-start', {
    what: 'start while changes run: seconds from exec to a live pods table, and whether it then equals the API server; first pages of a quiet table by every column',
    pods: PODS,
    changesPerSecond: { asked: PER_SECOND, accepted: Number((report.accepted / report.seconds).toFixed(1)) },
    ready: { seconds: Number(readySeconds.toFixed(2)), goal: READY_WITHIN_S, met: readySeconds <= READY_WITHIN_S },
    equalsSource: equal,
    firstPage: pages,
  });
} finally {
  await cluster.stop();
}

/** The first page by every column: its time, its total, and its order beside one worked out here from all rows. */
async function firstPages(binnacle: Awaited<ReturnType<typeof server>>, total: number) {
  const name = await nameOf(binnacle);
  const all = (await allRows(binnacle, name, 'pods')) as Row[];
  const results = [];
  for (const sort of SORTS) {
    const began = performance.now();
    const page = await binnacle.json<Listed>(`/api/v1/clusters/${name}/views/pods?limit=100&sort=${sort}`);
    const ms = performance.now() - began;
    const wanted = all.toSorted(compareRows(VIEWS.pods, sort)).slice(0, 100).map(keyOf);
    results.push({
      sort,
      ms: Number(ms.toFixed(1)),
      totalRight: page.total === total,
      orderRight: page.items.map(keyOf).join() === wanted.join(),
    });
  }
  const slowestMs = Math.max(...results.map((result) => result.ms));
  const right = results.every((result) => result.totalRight && result.orderRight);
  return { goalMs: 1_000, slowestMs, right, met: slowestMs <= 1_000 && right, results };
}

async function equalsSource(binnacle: Awaited<ReturnType<typeof server>>): Promise<boolean> {
  const name = await nameOf(binnacle);
  const { items } = JSON.parse(await cluster.kubectl(['get', 'pods', '-A', '-o', 'json'])) as { items: KubeObject[] };
  const source = items
    .map((object) => PROJECTIONS.pods(object, { now: 0 }))
    .map((row) => `${row.namespace}/${row.name} ${row.restarts} ${row.status}`)
    .sort();
  await eventually('the pods to equal the source', async () => {
    const shown = (await allRows(binnacle, name, 'pods'))
      .map((row) => `${row.namespace}/${row.name} ${row.restarts} ${row.status}`)
      .sort();
    return shown.length === source.length && shown.every((line, index) => line === source[index]);
  });
  return true;
}
