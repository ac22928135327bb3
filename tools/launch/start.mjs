// npm start: installs if needed, builds if needed, starts. Quiet and quick when there is nothing to do.
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, foreground, nodeBinary, root } from './checkout.mjs';

ensureInstalled();
ensureBuilt();
process.exit(
  await foreground(
    nodeBinary(),
    ['--disable-proto=delete', join(root, 'apps/api/dist/main.js'), ...process.argv.slice(2)],
    {
      // Paths on the command line are meant from where npm was called.
      cwd: process.env.INIT_CWD ?? process.cwd(),
    },
  ),
);
