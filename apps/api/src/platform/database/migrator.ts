import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseNewerError, MigrationError } from './errors.js';

/** As much of a database connection as migrating needs: one session, so that the lock and the transaction hold. */
export interface MigrationConnection {
  query(sql: string, parameters?: unknown[]): Promise<Array<Record<string, unknown>>>;
  /** Runs a script of several statements. */
  run(sql: string): Promise<void>;
}

/** The advisory lock Prisma Migrate itself takes, so that it and we never migrate at once. */
const LOCK = 72707369;
/** Others migrating at the same time are waited for this long. */
const LOCK_TIMEOUT = '60s';

/** The table as Prisma Migrate creates it. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file, as Prisma Migrate records it. */
  checksum: string;
}

/**
 * Brings the database to the newest migration in `folder`, each in a transaction of its own, and records them in
 * Prisma's table, so that Prisma's CLI and this accept each other's work. Several processes may start at once.
 * @returns the names of those applied now
 * @throws DatabaseNewerError, MigrationError
 */
export async function migrate(connection: MigrationConnection, folder: string): Promise<string[]> {
  const known = readMigrations(folder);
  await connection.run(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
  await connection.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    await connection.run(TABLE);
    const applied = await readApplied(connection);
    const unknown = [...applied.keys()].find((name) => !known.some((migration) => migration.name === name));
    if (unknown !== undefined) throw new DatabaseNewerError(unknown);
    const now: string[] = [];
    for (const migration of known) {
      const row = applied.get(migration.name);
      if (row === undefined) {
        await apply(connection, migration);
        now.push(migration.name);
      } else if (!row.finished) {
        throw new MigrationError(
          migration.name,
          'was begun by another program and never finished. Restore a copy, or resolve it with "prisma migrate resolve".',
        );
      } else if (row.checksum !== migration.checksum) {
        throw new MigrationError(migration.name, 'was edited after it had been applied to this database.');
      }
    }
    return now;
  } finally {
    await connection.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    await connection.run('RESET lock_timeout');
  }
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, file: join(folder, name, 'migration.sql') }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => {
      const sql = readFileSync(file, 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

async function readApplied(connection: MigrationConnection) {
  const rows = await connection.query(
    'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY migration_name',
  );
  return new Map(
    rows.map((row) => [String(row.migration_name), { checksum: row.checksum, finished: row.finished_at !== null }]),
  );
}

async function apply(connection: MigrationConnection, migration: Migration): Promise<void> {
  await connection.run('BEGIN');
  try {
    await connection.run(migration.sql);
    await connection.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), now(), 1)',
      [randomUUID(), migration.checksum, migration.name],
    );
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK');
    throw new MigrationError(migration.name, 'failed; the database is as it was before.', error);
  }
}
