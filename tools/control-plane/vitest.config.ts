import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Suites that start real programs: one file after the other, since two cores carry one control plane well. */
export default defineConfig({
  root: import.meta.dirname,
  resolve: {
    conditions: ['binnacle-source', 'module', 'node', 'default'],
    alias: { '@binnacle/testing': join(import.meta.dirname, '../../libs/testing/src') },
  },
  test: {
    include: ['*.spec.ts'],
    fileParallelism: false,
    passWithNoTests: false,
    testTimeout: 120_000,
    // A hook may have to build the programs first.
    hookTimeout: 30 * 60_000,
  },
});
