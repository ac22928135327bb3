import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/binnacle.ts';

/** The name of its context, and so Binnacle's name of it. */
export const LOST = 'lost';

/** A kubeconfig whose cluster is not there: nothing listens at its address. */
export async function lostCluster(): Promise<{ kubeconfig: string; forget: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-lost-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': LOST,
    clusters: [{ name: LOST, cluster: { server: `https://127.0.0.1:${await freePort()}` } }],
    users: [{ name: 'somebody', user: { token: 'for-nobody' } }],
    contexts: [{ name: LOST, context: { cluster: LOST, user: 'somebody' } }],
  };
  // JSON is YAML.
  await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  return { kubeconfig, forget: () => rm(folder, { recursive: true, force: true }) };
}
