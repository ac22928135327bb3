import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { DataFolderInUseError, DataFolderUnreadableError } from './errors.js';
import { type FolderLock, lockFolder } from './folder-lock.js';
import type { MigrationConnection } from './migrator.js';

/** Small buffers: the default ones cost 300 MB more, and one process with one connection does not need them. */
const SMALL = ['shared_buffers=16MB', 'max_connections=5'];

/** Where to open it: a folder that only one process may use, or memory, which is gone with the process. */
const MEMORY = 'memory://';

export interface Embedded {
  pglite: PGlite;
  close(): Promise<void>;
}

/**
 * Opens the embedded PostgreSQL in `<dataFolder>/database` (0700), creating it on the first start. Holds the lock
 * `<dataFolder>/database.lock`: PGlite has none of its own, and two processes on one folder lose acknowledged rows.
 * @throws DataFolderInUseError, DataFolderUnreadableError
 */
export async function openEmbedded(dataFolder: string): Promise<Embedded> {
  if (dataFolder === MEMORY) {
    const pglite = await PGlite.create({ postgresqlconf: SMALL });
    return { pglite, close: () => pglite.close() };
  }
  const folder = join(dataFolder, 'database');
  let lock: FolderLock | undefined;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    lock = lockFolder(`${folder}.lock`, dataFolder);
    if (!existsSync(folder)) await create(folder);
    const pglite = await PGlite.create(folder, { postgresqlconf: SMALL });
    const held = lock;
    const close = async () => {
      await pglite.close();
      held.release();
    };
    return { pglite, close };
  } catch (error) {
    lock?.release();
    if (error instanceof DataFolderInUseError) throw error;
    throw new DataFolderUnreadableError(dataFolder, error);
  }
}

/** Created aside and renamed, so that a start that was killed leaves nothing half-made behind. */
async function create(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const pglite = await PGlite.create(draft, { postgresqlconf: SMALL });
  await pglite.close();
  renameSync(draft, folder);
}

export function embeddedConnection(pglite: PGlite): MigrationConnection {
  return {
    query: async (sql, parameters) => (await pglite.query<Record<string, unknown>>(sql, parameters)).rows,
    run: async (sql) => {
      await pglite.exec(sql);
    },
  };
}
