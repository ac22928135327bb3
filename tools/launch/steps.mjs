// What `npm run check` and `npm test` consist of, in order. A step with `report` counts the tests in that report.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {string} [cwd] below the root
 * @property {Record<string, string>} [env]
 * @property {{ kind: 'vitest' | 'playwright', file: string }} [report]
 */

const REPORTS = join(root, 'test-results/reports');

/** @type {Step[]} */
export const CHECKS = [
  { name: 'types', command: 'nx', args: ['run-many', '-t', 'typecheck', '--outputStyle=static'] },
  { name: 'types of e2e', command: 'tsc', args: ['-p', 'e2e/tsconfig.json'] },
  { name: 'types of tools', command: 'tsc', args: ['-p', 'tools/control-plane/tsconfig.json'] },
  { name: 'types of generators', command: 'tsc', args: ['-p', 'tools/generators/tsconfig.json'] },
  { name: 'types of bench', command: 'tsc', args: ['-p', 'bench/tsconfig.json'] },
  { name: 'lint', command: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'boundaries', command: 'node', args: ['tools/launch/boundaries.mjs'] },
  { name: 'dead code', command: 'knip', args: ['--no-progress'] },
];

/** @returns {Step[]} one step for each package that has unit tests */
function unitSteps() {
  const packages = ['libs', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => `${group}/${name}`),
  );
  return [...packages, 'tools/launch']
    .filter((folder) => existsSync(join(root, folder, 'vitest.config.ts')))
    .map((cwd) => vitest(`unit ${cwd}`, cwd));
}

/** @returns {Step} */
function vitest(name, cwd, env = {}) {
  const file = join(REPORTS, `${name.replaceAll(/[^a-z0-9]+/g, '-')}.json`);
  return {
    name,
    command: 'vitest',
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    cwd,
    env,
    report: { kind: 'vitest', file },
  };
}

/** @returns {Step} one project of playwright.config.ts */
function playwright(name, project) {
  const file = join(REPORTS, `${name.replaceAll(' ', '-')}.json`);
  return {
    name,
    command: 'playwright',
    args: ['test', `--project=${project}`, '--reporter=line,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    report: { kind: 'playwright', file },
  };
}

/** @type {Step} */
const firstLoad = { name: 'first load', command: 'node', args: ['apps/web/testing/first-load.mjs'] };

/** Every tier that needs nothing but this checkout. */
export const testSteps = () => [
  ...CHECKS,
  firstLoad,
  ...unitSteps(),
  vitest('api', 'e2e', { SUITE: 'api' }),
  playwright('web', 'alone'),
];

/** The tiers that need a real control plane, which the suite builds and starts itself. */
export const clusterSteps = () => [
  vitest('control plane', 'tools/control-plane'),
  vitest('cluster', 'e2e', { SUITE: 'cluster' }),
  playwright('web on the cluster', 'cluster'),
];
