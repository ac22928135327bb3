import { defineConfig } from 'vitest/config';

const conditions = ['binnacle-source', 'module', 'node', 'default'];

/**
 * Suites that drive built programs from outside: `api` needs nothing, `cluster` a real control plane, `conformance` the
 * kind of cluster that `CLUSTER` names (`real` or `sandbox`).
 */
const SUITES = ['api', 'cluster', 'conformance'];
const suite = SUITES.find((name) => name === process.env.SUITE) ?? 'api';

/**
 * The cases of the conformance suite share one cluster and mostly wait for its controllers, so many go on at once; each
 * has a namespace of its own.
 */
const sharedCluster = {
  globalSetup: 'conformance/shared-cluster.ts',
  fileParallelism: true,
  isolate: false,
  maxWorkers: 3,
  maxConcurrency: 8,
  sequence: { concurrent: true },
  testTimeout: 90_000,
};

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [`${suite}/**/*.spec.ts`],
    // Each suite starts programs of its own; two at once would only share two cores.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    ...(suite === 'conformance' ? sharedCluster : {}),
  },
});
