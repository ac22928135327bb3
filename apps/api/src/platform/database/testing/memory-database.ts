import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { PrismaClient } from '../../../generated/prisma/client.js';
import type { Database } from '../database.js';
import { embeddedConnection } from '../embedded.js';
import { migrate } from '../migrator.js';

/** The repository's migrations, seen from here. */
export const MIGRATIONS = fileURLToPath(new URL('../../../../../../prisma/migrations', import.meta.url));

export interface MemoryDatabase extends Database {
  /** For what the product itself never does: raw SQL as the superuser. */
  readonly pglite: PGlite;
  /** While true, every statement and every transaction fails as if the server were gone. */
  down: boolean;
  /** Called before each transaction begins; may reject, which is how a test fails exactly the n-th. */
  beforeTransaction: () => Promise<void>;
}

// Initialising PostgreSQL costs seconds, so all specs of a worker share one instance and empty it.
let shared: Promise<{ pglite: PGlite; database: MemoryDatabase }> | undefined;

/** An empty, migrated database in memory. The one given before becomes this one: specs of a worker run in turn. */
export async function memoryDatabase(): Promise<MemoryDatabase> {
  shared ??= start();
  const { pglite, database } = await shared;
  database.down = false;
  database.beforeTransaction = async () => undefined;
  await pglite.exec('DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public');
  await migrate(embeddedConnection(pglite), MIGRATIONS);
  return database;
}

async function start() {
  const pglite = await PGlite.create({ postgresqlconf: ['shared_buffers=16MB', 'max_connections=5'] });
  const gate = () => {
    if (database.down) throw new Error('connection refused (the database was stopped by the test)');
  };
  const faulty = new Proxy(pglite, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      return async (...values: unknown[]) => {
        gate();
        if (property === 'transaction') await database.beforeTransaction();
        gate();
        return Reflect.apply(value, target, values);
      };
    },
  });
  const database: MemoryDatabase = {
    kind: 'embedded',
    pglite,
    prisma: new PrismaClient({ adapter: new PrismaPGlite(faulty) }),
    down: false,
    beforeTransaction: async () => undefined,
    answers: async () => !database.down,
    // Shared with the specs that follow; it goes with the worker.
    close: async () => undefined,
  };
  return { pglite, database };
}
