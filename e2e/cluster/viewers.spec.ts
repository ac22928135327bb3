import type { FaultProxy } from '@binnacle/testing/fault-proxy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealCluster, startTestCluster } from '../../tools/control-plane/real-cluster.ts';
import { Binnacle } from '../support/binnacle.ts';
import { eventually } from '../support/eventually.ts';
import { allLive, throughProxy } from '../support/fixture.ts';
import { LiveClient } from '../support/live-client.ts';

/** Changes made while a number of viewers looks on. */
const CHANGES = 20;

let cluster: RealCluster;
let proxy: FaultProxy;
let binnacle: Binnacle;
let name: string;
const clients: LiveClient[] = [];

beforeAll(async () => {
  cluster = await startTestCluster({ scenario: 'healthy', seed: 3 });
  const through = await throughProxy(cluster);
  proxy = through.proxy;
  binnacle = await Binnacle.start({ kubeconfig: through.kubeconfig });
  name = await allLive(binnacle);
});
afterAll(async () => {
  for (const client of clients) client.close();
  await binnacle?.stop();
  await proxy?.stop();
  await cluster?.stop();
});

/** Watches that the API server counts as open, by kind. */
async function upstreamWatches(): Promise<string> {
  const metrics = await cluster.kubectl(['get', '--raw', '/metrics']);
  return metrics
    .split('\n')
    .filter((line) => line.startsWith('apiserver_longrunning_requests{') && line.includes('verb="WATCH"'))
    .filter((line) => /resource="(pods|nodes|deployments|replicasets|events)"/.test(line))
    .sort()
    .join('\n');
}

async function viewers(count: number): Promise<void> {
  const key = await binnacle.key();
  while (clients.length < count) {
    const client = await LiveClient.connect(binnacle.url, key);
    clients.push(client);
    for (const view of ['pods', 'nodes', 'deployments'] as const) await client.follow(name, view);
  }
}

/** Bytes that reach Binnacle from the API server for one label change on each of so many pods' deployment. */
async function bytesOfChanges(tag: string): Promise<number> {
  const replica = await clients[0]?.follow(name, 'deployments');
  const before = proxy.received;
  for (let index = 0; index < CHANGES; index++) {
    await cluster.kubectl(['label', 'deployment', '--all', '-n', 'default', '--overwrite', `look=${tag}-${index}`]);
  }
  await eventually('the last change to be seen', () =>
    [...(replica?.ids() ?? [])].some((id) =>
      String(replica?.cell(id, 'labels')).includes(`look=${tag}-${CHANGES - 1}`),
    ),
  );
  return proxy.received - before;
}

test('50 and 200 viewers open as many upstream watches as one, and cause as many upstream bytes', async () => {
  await viewers(1);
  await bytesOfChanges('w');
  const watchesOfOne = await upstreamWatches();
  const connectionsOfOne = proxy.open;
  const bytesOfOne = await bytesOfChanges('a');
  for (const count of [50, 200]) {
    await viewers(count);
    const bytes = await bytesOfChanges(count === 50 ? 'b' : 'c');
    process.stdout.write(
      `${count} viewers: ${bytes} bytes upstream, one viewer: ${bytesOfOne}; connections ${proxy.open} and ${connectionsOfOne}\n`,
    );
    expect(await upstreamWatches()).toBe(watchesOfOne);
    expect(proxy.open).toBe(connectionsOfOne);
    // The identity probe runs every 10 s and renewed leases arrive on their own clock, whoever looks on.
    expect(bytes / bytesOfOne).toBeLessThan(1.25);
  }
});
