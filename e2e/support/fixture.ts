import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultProxy } from '@binnacle/testing/fault-proxy';
import { type RealCluster, startTestCluster, type TestClusterOptions } from '../../tools/control-plane/real-cluster.ts';
import { ApiDoor } from './api-door.ts';
import { Binnacle, type BinnacleOptions } from './binnacle.ts';
import { eventually } from './eventually.ts';

/** The name by which Binnacle shows the cluster of a test: the one of {@link clusterNames}. */
export interface Bench {
  cluster: RealCluster;
  binnacle: Binnacle;
  /** Binnacle's name of the cluster. */
  name: string;
  stop(): Promise<void>;
}

/** A cluster with a Binnacle on it, ready to be looked at: every view is live. */
export async function startBench(
  options: TestClusterOptions = {},
  more: Partial<BinnacleOptions> = {},
): Promise<Bench> {
  const cluster = await startTestCluster(options);
  try {
    const binnacle = await Binnacle.start({ kubeconfig: cluster.kubeconfig(), ...more });
    const name = await allLive(binnacle);
    return {
      cluster,
      binnacle,
      name,
      stop: async () => {
        await binnacle.stop();
        await cluster.stop();
      },
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

interface Listed {
  items: Array<Record<string, string | number | boolean | null>>;
  total: number;
  nextCursor: string | null;
  freshness: { state: string; because?: string };
}

export type { Listed };

/** Waits until every view of the first cluster is live; returns the cluster's name. */
export async function allLive(binnacle: Binnacle): Promise<string> {
  const { items } = await binnacle.json<{ items: Array<{ name: string }> }>('/api/v1/clusters');
  const name = items[0]?.name;
  if (name === undefined) throw new Error('Binnacle shows no cluster');
  for (const view of ['nodes', 'pods', 'deployments', 'replicasets', 'events']) {
    await eventually(`${view} to be live`, async () => {
      const page = await binnacle.json<Listed>(`/api/v1/clusters/${name}/views/${view}?limit=1`);
      return page.freshness.state === 'live';
    });
  }
  return name;
}

/** Every row of a view, by pages. */
export async function allRows(binnacle: Binnacle, cluster: string, view: string): Promise<Listed['items']> {
  const rows: Listed['items'] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Listed = await binnacle.json<Listed>(
      `/api/v1/clusters/${cluster}/views/${view}?limit=1000&sort=name${more}`,
    );
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

/** A kubeconfig that leads to the cluster through a proxy that can be broken. */
export async function throughProxy(cluster: RealCluster): Promise<{ proxy: FaultProxy; kubeconfig: string }> {
  const proxy = await FaultProxy.start({ host: '127.0.0.1', port: Number(new URL(cluster.server).port) });
  return { proxy, kubeconfig: await kubeconfigTo(cluster, `https://127.0.0.1:${proxy.port}`) };
}

/** A kubeconfig that leads to the cluster through a door that sees every request. */
export async function throughDoor(cluster: RealCluster): Promise<{ door: ApiDoor; kubeconfig: string }> {
  const door = await ApiDoor.before(cluster);
  return { door, kubeconfig: await kubeconfigTo(cluster, door.url) };
}

/** A kubeconfig of the cluster's admin that takes another address. */
async function kubeconfigTo(cluster: RealCluster, server: string): Promise<string> {
  const authority = Buffer.from(cluster.certificateAuthority).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'detour',
    clusters: [{ name: 'detour', cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name: 'admin', user: { token: cluster.token() } }],
    contexts: [{ name: 'detour', context: { cluster: 'detour', user: 'admin' } }],
  };
  const kubeconfig = join(cluster.folder, `kubeconfig.${new URL(server).port}`);
  // JSON is YAML.
  await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  return kubeconfig;
}
