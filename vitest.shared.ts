import { defineConfig } from 'vitest/config';

/**
 * One set-up for every unit suite: sources instead of builds (the `binnacle-source` export condition),
 * one module graph per worker (importing Nest afresh for each file costs eight times the wall time).
 */
export function unitTests(include = ['src/**/*.spec.ts']) {
  return defineConfig({
    resolve: { conditions: ['binnacle-source', 'module', 'node', 'default'] },
    ssr: { resolve: { conditions: ['binnacle-source', 'module', 'node', 'default'] } },
    test: { include, isolate: false, passWithNoTests: false, testTimeout: 20_000, hookTimeout: 60_000 },
  });
}
