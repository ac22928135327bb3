// The Prisma CLI over the WASM build of its schema engine, which comes from the package registry. The native engine
// would have to be downloaded from a host of its own. Usage: node tools/database/prisma.mjs <prisma arguments>
// Works on DATABASE_URL, else on the PGlite folder BINNACLE_PGLITE, else on an empty database in memory.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
const run = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(new URL('./schema-engine.mjs', import.meta.url)),
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  },
});
if (run.error) throw run.error;
process.exit(run.status ?? 1);
