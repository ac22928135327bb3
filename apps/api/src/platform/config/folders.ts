import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AppConfig } from './app-config.js';
import { EXIT, StartupError, UsageError } from './startup-error.js';

/** Key material shorter than this is refused. */
const SECRET_MIN_BYTES = 32;
/** The owner's machine key, in the data folder; by it a data folder is recognised as ours. */
export const OWNER_KEY_FILE = 'owner.key';

/**
 * Makes sure that the data folder is there, ours alone (0700) and writable. A folder with other things in it that
 * others may read is left as it is and refused: tightening `/tmp` would be worse than not starting.
 * @throws StartupError with exit code 3
 */
export function prepareDataFolder(folder: string): void {
  try {
    makeFolders(folder);
    const stat = statSync(folder);
    if (!stat.isDirectory())
      throw new StartupError(EXIT.dataFolder, `${folder} is not a folder. Choose another with --data DIR.`);
    if ((stat.mode & 0o077) !== 0) tighten(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      EXIT.dataFolder,
      `The data folder ${folder} cannot be used (${reason(error)}). Choose another with --data DIR.`,
      { cause: error },
    );
  }
}

/** One after the other: where the system answers "no such file" to creating one, as /proc does, Node's `recursive` never ends. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another start of ours may have made it meanwhile; which of them gets it is for the lock to say.
    if (reason(error) !== 'EEXIST') throw error;
  }
}

function tighten(folder: string): void {
  const content = readdirSync(folder);
  if (content.length > 0 && !content.includes(OWNER_KEY_FILE) && !content.includes('database')) {
    throw new StartupError(
      EXIT.dataFolder,
      `The data folder ${folder} holds other things and others may read it: name an empty folder, or chmod 700 it.`,
    );
  }
  chmodSync(folder, 0o700);
}

/**
 * The key material of `BINNACLE_SECRET_FILE`, undefined when none is configured.
 * @throws UsageError when the file is unreadable, readable by everyone, or too short
 */
export function readSecret(config: Pick<AppConfig, 'secretFile'>): Buffer | undefined {
  if (config.secretFile === undefined) return undefined;
  const named = `BINNACLE_SECRET_FILE ${config.secretFile}`;
  let secret: Buffer;
  try {
    if ((statSync(config.secretFile).mode & 0o007) !== 0) {
      throw new UsageError(`${named} can be read by everyone on this machine: chmod 600 it.`);
    }
    secret = readFileSync(config.secretFile);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${named} cannot be read (${reason(error)}).`);
  }
  if (secret.length < SECRET_MIN_BYTES) {
    throw new UsageError(
      `${named} holds ${secret.length} bytes, at least ${SECRET_MIN_BYTES} are needed: head -c 32 /dev/urandom writes them.`,
    );
  }
  if (new Set(secret).size < 8)
    throw new UsageError(`${named} is not random: head -c 32 /dev/urandom writes a good one.`);
  return secret;
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
