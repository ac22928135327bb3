import { EXIT, StartupError } from '../config/index.js';

/** Another live process works on this data folder (exit code 3). Two writers on one embedded database lose rows silently. */
export class DataFolderInUseError extends StartupError {
  override readonly name = 'DataFolderInUseError';
  constructor(
    readonly folder: string,
    /** Process id of the holder. */
    readonly pid: number,
    where: string,
  ) {
    super(
      EXIT.dataFolder,
      `The data folder ${folder} is in use by process ${pid}${where}. Stop that process, or choose another folder with --data DIR.`,
    );
  }
}

/** The embedded database in the data folder cannot be opened (exit code 3). */
export class DataFolderUnreadableError extends StartupError {
  override readonly name = 'DataFolderUnreadableError';
  constructor(folder: string, cause: unknown) {
    super(
      EXIT.dataFolder,
      `The database in ${folder} cannot be opened. Check that the folder belongs to this user and has room, or choose another with --data DIR.`,
      { cause },
    );
  }
}

/** PostgreSQL at DATABASE_URL does not answer or refuses us (exit code 4). The address holds a password: never shown. */
export class DatabaseUnreachableError extends StartupError {
  override readonly name = 'DatabaseUnreachableError';
  constructor(cause: unknown) {
    super(
      EXIT.database,
      `The database at DATABASE_URL cannot be reached${code(cause)}. Check that it runs and that the address, user and password are right.`,
      { cause },
    );
  }
}

/** The database was migrated by a newer program (exit code 4): this one does not know what it would break. */
export class DatabaseNewerError extends StartupError {
  override readonly name = 'DatabaseNewerError';
  constructor(readonly migration: string) {
    super(
      EXIT.database,
      `The database is newer than this program: it holds the migration ${migration}, which is not known here. Start the newer version of Binnacle, or restore an older copy of the database.`,
    );
  }
}

/** A migration failed, was left unfinished, or was edited after it had been applied (exit code 4). */
export class MigrationError extends StartupError {
  override readonly name = 'MigrationError';
  constructor(
    readonly migration: string,
    because: string,
    cause?: unknown,
  ) {
    super(EXIT.database, `The database migration ${migration} ${because}`, cause === undefined ? undefined : { cause });
  }
}

function code(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
}
