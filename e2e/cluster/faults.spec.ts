import { PROJECTIONS } from '@binnacle/kube/projections';
import type { KubeObject } from '@binnacle/kube/reflector';
import type { Replica } from '@binnacle/shared/realtime';
import { VIEWS, type ViewId, wireColumns } from '@binnacle/shared/views';
import type { FaultProxy } from '@binnacle/testing/fault-proxy';
import { SeededRandom } from '@binnacle/testing/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RealCluster } from '../../tools/control-plane/real-cluster.ts';
import { startTestCluster } from '../../tools/control-plane/real-cluster.ts';
import { Binnacle } from '../support/binnacle.ts';
import { eventually } from '../support/eventually.ts';
import { allLive, throughProxy } from '../support/fixture.ts';
import { LiveClient } from '../support/live-client.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const SCHEDULES = 10;
/** R6: so long after the source is well again every replica equals it, on a machine with something to spare. */
const CONVERGES_WITHIN_MS = 10_000;

let cluster: RealCluster;
let proxy: FaultProxy;
let binnacle: Binnacle;
let live: LiveClient;
let name: string;
const replicas = new Map<ViewId, Replica>();
const FOLLOWED: readonly ViewId[] = ['pods', 'deployments', 'replicasets'];

beforeAll(async () => {
  cluster = await startTestCluster({ scenario: 'healthy', seed });
  const through = await throughProxy(cluster);
  proxy = through.proxy;
  binnacle = await Binnacle.start({ kubeconfig: through.kubeconfig });
  name = await allLive(binnacle);
  live = await LiveClient.connect(binnacle.url, await binnacle.key());
  for (const view of FOLLOWED) replicas.set(view, await live.follow(name, view));
});
afterAll(async () => {
  live?.close();
  await binnacle?.stop();
  await proxy?.stop();
  await cluster?.stop();
});

/** What the API server holds, through the projection: the reference. */
async function source(view: ViewId): Promise<string[]> {
  const { resource } = VIEWS[view];
  const { items } = JSON.parse(await cluster.kubectl(['get', resource, '-A', '-o', 'json'])) as { items: KubeObject[] };
  return items.map((object) => text(view, PROJECTIONS[view](object, { now: 0 }))).sort();
}

function held(view: ViewId): string[] {
  const replica = replicas.get(view);
  if (replica === undefined) throw new Error(`no replica of ${view}`);
  return [...replica.ids()].map((id) => text(view, replica.row(id) ?? {})).sort();
}

function text(view: ViewId, row: Record<string, unknown>): string {
  return JSON.stringify(wireColumns(VIEWS[view]).map((column) => row[column.id] ?? null));
}

/** Waits until every replica equals the source, and says how long after `healedAt` that was. */
async function converged(what: string, healedAt: number): Promise<void> {
  for (const view of FOLLOWED) {
    await eventually(
      `${view} to equal the source ${what} (seed ${seed})`,
      async () => {
        expect(held(view)).toEqual(await source(view));
        return true;
      },
      Math.round(CONVERGES_WITHIN_MS - (performance.now() - healedAt)),
    );
  }
  process.stdout.write(`converged ${Math.round(performance.now() - healedAt)} ms ${what}\n`);
}

/** Changes that a fault may hide: pods come and go, a deployment grows and shrinks. */
async function disturb(random: SeededRandom): Promise<void> {
  const replicas = 1 + Math.floor(random.next() * 6);
  await cluster.kubectl(['scale', 'deployment', '--all', '-n', 'default', `--replicas=${replicas}`]);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Fault = (random: SeededRandom) => Promise<void>;
const FAULTS: Record<string, Fault> = {
  reset: async () => proxy.resetAll(),
  stall: async (random) => {
    proxy.stall();
    await disturb(random);
    await pause(200 + random.next() * 1_500);
    proxy.resetAll();
  },
  refuse: async (random) => {
    proxy.refuse();
    await disturb(random);
    await pause(200 + random.next() * 1_500);
  },
  cut: async (random) => {
    proxy.cutAfter(Math.floor(random.next() * 4_000));
    await disturb(random);
    await pause(500);
  },
  'pause API server': async (random) => {
    cluster.pauseApiServer();
    await pause(200 + random.next() * 1_500);
    cluster.resumeApiServer();
  },
};

test.each(Array.from({ length: SCHEDULES }, (_, index) => index))(
  'F01 F02 after random fault schedule %i the replica equals the source',
  async (index) => {
    const random = new SeededRandom(seed + index);
    const names = Object.keys(FAULTS);
    const schedule = Array.from({ length: 3 }, () => names[Math.floor(random.next() * names.length)] ?? 'reset');
    process.stdout.write(`schedule ${index}, seed ${seed + index}: ${schedule.join(', ')}\n`);
    let healedAt = 0;
    for (const fault of schedule) {
      await disturb(random);
      await FAULTS[fault]?.(random);
      proxy.heal();
      healedAt = performance.now();
    }
    await disturb(random);
    await converged(`after schedule ${index}`, healedAt);
  },
);

test('F02 R5 R6 when nothing comes through any more that is said within 15 s, and after it the replica equals the source', async () => {
  const pods = replicas.get('pods');
  proxy.stall();
  await disturb(new SeededRandom(seed));
  await eventually('the pods to be shown as stale', () => pods?.freshness?.state === 'stale', 15_000);
  // Long enough that what was tried meanwhile has failed too.
  await pause(12_000);
  proxy.heal();
  await converged('after the silence', performance.now());
});

test('F01 after kill -9 of the API server and a restart the replica equals the source, and says stale in between', async () => {
  const pods = replicas.get('pods');
  await cluster.killApiServer();
  await eventually('the pods to be shown as stale', () => pods?.freshness?.state === 'stale');
  await cluster.startApiServer();
  const healedAt = performance.now();
  await cluster.kubectl(['scale', 'deployment', '--all', '-n', 'default', '--replicas=2']);
  await converged('after the API server came back', healedAt);
  await eventually('the pods to be live again', () => pods?.freshness?.state === 'live');
});

test('F01 after kill -9 of etcd and a restart the replica equals the source', async () => {
  await cluster.killEtcd();
  await pause(1_500);
  await cluster.startEtcd();
  await eventually(
    'the API server to take writes again',
    async () => {
      await cluster.kubectl(['scale', 'deployment', '--all', '-n', 'default', '--replicas=4']);
      return true;
    },
    60_000,
  );
  await converged('after etcd came back', performance.now());
});
