import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { PrismaClient } from '../../generated/prisma/client.js';
import { embeddedConnection, openEmbedded } from './embedded.js';
import { DatabaseUnreachableError } from './errors.js';
import { migrate } from './migrator.js';

/** Injection token of the one {@link Database} of the process. */
export const DATABASE = Symbol('DATABASE');

export type { PrismaClient };

export interface Database {
  readonly prisma: PrismaClient;
  /** `embedded` has one process by its lock; several may share a `server`. */
  readonly kind: 'embedded' | 'server';
  /** Whether it answers now: for readiness. Never rejects. */
  answers(): Promise<boolean>;
  /** Closes connections and gives the data folder free. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL; absent: the embedded database. Holds a password. */
  readonly url?: string | undefined;
  /** The data folder; the embedded database lives in `database` inside it. `memory://` for one that is gone afterwards. */
  readonly folder: string;
  /** The folder of migrations: `prisma/migrations`. */
  readonly migrations: string;
}

/** A connection is waited for this long, a statement runs this long: then the request is refused, honestly (fault F09). */
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** A replica that hangs inside a transaction must not keep the others from writing. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;

/**
 * Opens the database and brings it to the newest migration.
 * @throws DataFolderInUseError, DataFolderUnreadableError, DatabaseUnreachableError, DatabaseNewerError, MigrationError;
 * each a StartupError with its exit code
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url === undefined ? openInFolder(options) : openServer(options.url, options.migrations);
}

async function openInFolder({ folder, migrations }: DatabaseOptions): Promise<Database> {
  const embedded = await openEmbedded(folder);
  try {
    await migrate(embeddedConnection(embedded.pglite), migrations);
  } catch (error) {
    await embedded.close();
    throw error;
  }
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(embedded.pglite) });
  return database('embedded', prisma, () => embedded.close());
}

async function openServer(url: string, migrations: string): Promise<Database> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
  } catch (error) {
    throw new DatabaseUnreachableError(error);
  }
  try {
    await migrate(
      {
        query: async (sql, parameters) => (await client.query<Record<string, unknown>>(sql, parameters)).rows,
        run: async (sql) => {
          await client.query(sql);
        },
      },
      migrations,
    );
  } finally {
    await client.end();
  }
  const adapter = new PrismaPg({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  });
  return database('server', new PrismaClient({ adapter }), () => Promise.resolve());
}

function database(kind: Database['kind'], prisma: PrismaClient, release: () => Promise<void>): Database {
  return {
    kind,
    prisma,
    answers: () =>
      prisma.$queryRaw`SELECT 1`.then(
        () => true,
        () => false,
      ),
    async close() {
      await prisma.$disconnect();
      await release();
    },
  };
}
