import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PRINT_ROUTES = fileURLToPath(new URL('./print-routes.mjs', import.meta.url));

export interface ServedRoute {
  method: string;
  /** As registered: `/api/v1/clusters/:cluster`. */
  url: string;
  /** A permission, or `public`. */
  access: string;
}

/** Every route of the built program, asked of its own router. */
export async function servedRoutes(): Promise<ServedRoute[]> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-routes-'));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [PRINT_ROUTES, folder]);
    return JSON.parse(stdout) as ServedRoute[];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
