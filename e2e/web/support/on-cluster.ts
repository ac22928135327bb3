import { type RealCluster, startTestCluster } from '../../../tools/control-plane/real-cluster.ts';
import { Binnacle } from '../../support/binnacle.ts';
import { allLive } from '../../support/fixture.ts';
import { onProduct } from './product.ts';

interface OnCluster {
  cluster: RealCluster;
  /** Binnacle's name of the cluster, of which every view is live. */
  name: string;
}

/** Longer than it takes to build the programs of the control plane, should that be the first thing that is run. */
const BUILT_AND_STARTED_MS = 30 * 60_000;

/** The same on a real control plane that has ordinary workloads and two in trouble; Binnacle started as a person does. */
export const onCluster = onProduct.extend<object, OnCluster>({
  cluster: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it which fixtures are wanted: none
    async ({}, use) => {
      const cluster = await startTestCluster({ scenario: 'crash-loop', seed: 11 });
      await use(cluster);
      await cluster.stop();
    },
    { scope: 'worker', timeout: BUILT_AND_STARTED_MS },
  ],
  kubeconfig: [async ({ cluster }, use) => use(cluster.kubeconfig()), { scope: 'worker' }],
  binnacle: [
    async ({ kubeconfig }, use) => {
      const binnacle = await Binnacle.start({ kubeconfig, byNpm: true });
      await use(binnacle);
      await binnacle.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  name: [async ({ binnacle }, use) => use(await allLive(binnacle)), { scope: 'worker', timeout: 120_000 }],
});
