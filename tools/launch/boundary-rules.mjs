// Who may import whom. Each rule says what is forbidden in which files, and carries a canary: an import that it must
// refuse. A rule whose canary passes is broken, and the check fails.
import { posix } from 'node:path';

const MODULES = 'apps/api/src/modules/';
/** What each API module may use of the others; entered through their index only. */
const MAY_USE = {
  auth: [],
  pages: [],
  health: ['auth'],
  ledger: ['auth'],
  clusters: ['auth', 'ledger'],
  watch: ['auth', 'ledger', 'clusters'],
  inventory: ['auth', 'ledger', 'clusters', 'watch'],
  realtime: ['auth', 'ledger', 'clusters', 'watch'],
  actions: ['auth', 'ledger', 'clusters', 'watch'],
};
/** Worker threads must not load the framework, so this door into the clusters module is open to them. */
const SIDE_DOORS = new Set([`${MODULES}clusters/transport/index.js`]);

const isTest = (file) => /\.spec\.tsx?$/.test(file) || /\/(?:testing|testdata)\//.test(file);
const moduleOf = (path) => (path.startsWith(MODULES) ? path.slice(MODULES.length).split('/')[0] : undefined);
const bare = (specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:');

/**
 * @typedef {object} Import
 * @property {string} file below the root
 * @property {string} specifier as written
 * @property {string} target below the root for relative imports, else the specifier
 */

/** @type {{ name: string, forbids: (i: Import) => boolean, canary: [string, string] }[]} */
export const RULES = [
  {
    name: 'libs/shared runs in a browser: nothing of ours, nothing of Node',
    forbids: ({ file, specifier }) =>
      file.startsWith('libs/shared/') &&
      !isTest(file) &&
      (specifier.startsWith('node:') || specifier.startsWith('@binnacle/')) &&
      !specifier.startsWith('@binnacle/shared/'),
    canary: ['libs/shared/src/views/canary.ts', 'node:fs'],
  },
  {
    name: 'libs/kube uses libs/shared and nothing else: no framework, no client library',
    forbids: ({ file, specifier }) =>
      file.startsWith('libs/kube/') &&
      !isTest(file) &&
      bare(specifier) &&
      !/^@binnacle\/(?:shared|kube)\//.test(specifier),
    canary: ['libs/kube/src/engine/canary.ts', '@nestjs/common'],
  },
  {
    name: 'libs/sandbox uses nothing of ours: what it is tested against must not be what it is made of',
    forbids: ({ file, specifier }) =>
      file.startsWith('libs/sandbox/') && !isTest(file) && specifier.startsWith('@binnacle/'),
    canary: ['libs/sandbox/src/kinds/canary.ts', '@binnacle/kube/projections'],
  },
  {
    name: 'libs/testing is for tests only',
    forbids: ({ file, specifier }) =>
      specifier.startsWith('@binnacle/testing') && !isTest(file) && !/^(?:libs\/testing|e2e|bench|tools)\//.test(file),
    canary: ['apps/api/src/modules/watch/canary.ts', '@binnacle/testing/clock'],
  },
  {
    name: 'the Kubernetes client library is used in modules/clusters only',
    forbids: ({ file, specifier }) =>
      specifier.startsWith('@kubernetes/client-node') && !file.startsWith(`${MODULES}clusters/`),
    canary: ['apps/api/src/modules/actions/canary.ts', '@kubernetes/client-node'],
  },
  {
    name: 'the pages know the API by its contract only',
    forbids: ({ file, specifier, target }) =>
      file.startsWith('apps/web/') &&
      (target.startsWith('apps/api/') || /^(?:@nestjs|@binnacle\/(?:kube|api)|@prisma|@kubernetes)/.test(specifier)) &&
      !isTest(file),
    canary: ['apps/web/features/canary.tsx', '@binnacle/kube/table'],
  },
  {
    name: 'platform knows no module',
    forbids: ({ file, target }) => file.startsWith('apps/api/src/platform/') && target.startsWith(MODULES),
    canary: ['apps/api/src/platform/http/canary.ts', '../../modules/auth/index.js'],
  },
  {
    name: 'a module uses only the modules below it',
    forbids: ({ file, target }) => {
      const [from, to] = [moduleOf(file), moduleOf(target)];
      return (
        from !== undefined && to !== undefined && from !== to && !isTest(file) && !(MAY_USE[from] ?? []).includes(to)
      );
    },
    canary: ['apps/api/src/modules/ledger/canary.ts', '../actions/index.js'],
  },
  {
    name: 'a module is entered through its index only',
    forbids: ({ file, target }) => {
      const to = moduleOf(target);
      return (
        to !== undefined &&
        moduleOf(file) !== to &&
        !isTest(file) &&
        target !== `${MODULES}${to}/index.js` &&
        !SIDE_DOORS.has(target)
      );
    },
    canary: ['apps/api/src/modules/actions/canary.ts', '../ledger/chain.js'],
  },
];

const IMPORT =
  /(?:^|[\s;])(?:import|export)\s(?:[^'"();]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** @returns {Import[]} every import and re-export of a file */
export function importsOf(file, text) {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(IMPORT)].map(([, still, dynamic]) => importOf(file, still ?? dynamic));
}

export function importOf(file, specifier) {
  return {
    file,
    specifier,
    target: specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier,
  };
}

/** @param {Import[]} imports */
export function violations(imports) {
  return RULES.flatMap((rule) =>
    imports.filter(rule.forbids).map(({ file, specifier }) => `${file} imports ${specifier}: ${rule.name}`),
  );
}

/** Rules that no longer refuse what they were written for. */
export function brokenRules() {
  return RULES.filter(
    ({ forbids, canary: [file, specifier] }) => !importsOf(file, `import { x } from '${specifier}';\n`).some(forbids),
  ).map(({ name }) => name);
}
