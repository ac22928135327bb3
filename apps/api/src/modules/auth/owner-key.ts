import { constants } from 'node:fs';
import { access, chmod, lstat, open, readFile, rm } from 'node:fs/promises';
import type { Clock } from '../../platform/clock/index.js';
import { EXIT, StartupError } from '../../platform/config/index.js';
import type { Log } from '../../platform/logging/index.js';
import type { AuthRepository } from './auth.repository.js';
import { hashOf, KEY_PREFIX, newSecret, type RandomSource } from './credentials.js';

/** By this label the owner's key is told from keys that people make. */
export const OWNER_KEY_LABEL = 'owner.key';
const KEY_BYTES = 32;

/**
 * The owner's machine key: a file (0600) in the data folder, for scripts on this machine. The file is the right: a key
 * whose file was deleted or replaced is revoked, at once and for good; the next start writes a new one.
 */
export class OwnerKey {
  constructor(
    private readonly file: string,
    private readonly repository: AuthRepository,
    private readonly clock: Clock,
    private readonly random: RandomSource,
    private readonly log: Log,
  ) {}

  /**
   * Makes file and database agree: a file the database does not know (it was lost) is registered again; no file, or a
   * key that had been revoked, gives way to a new one; every other owner key is revoked.
   * @throws StartupError when the file can be neither read nor written
   */
  async establish(): Promise<void> {
    const found = await this.read();
    const known = found === null ? null : await this.repository.findKey(hashOf(found));
    const key = found !== null && (known === null || known.revokedAt === null) ? found : await this.write();
    const revoked = await this.repository.revokeKeys(OWNER_KEY_LABEL, new Date(this.clock.wall()), hashOf(key));
    if (revoked > 0) this.log.info({ revoked }, 'the former owner key was revoked, its file is gone or replaced');
    if (key === found && known !== null) return;
    await this.repository.addKey({
      hash: hashOf(key),
      id: `owner-key-${this.random(6).toString('hex')}`,
      label: OWNER_KEY_LABEL,
      role: 'owner',
      createdAt: new Date(this.clock.wall()),
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
    });
  }

  /** Whether the file is still there; if not, the key is revoked. */
  async inPlace(): Promise<boolean> {
    try {
      await access(this.file, constants.F_OK);
      return true;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      await this.repository.revokeKeys(OWNER_KEY_LABEL, new Date(this.clock.wall()), null);
      this.log.info({}, 'owner.key was deleted, the key is revoked');
      return false;
    }
  }

  /** The key in the file, null when there is none or it is not a key. */
  private async read(): Promise<string | null> {
    try {
      const stat = await lstat(this.file);
      if (!stat.isFile())
        throw new StartupError(
          EXIT.dataFolder,
          `${this.file} is not a plain file: remove it, a new key is written at the next start.`,
        );
      if ((stat.mode & 0o077) !== 0) {
        await chmod(this.file, 0o600);
        this.log.warn({}, 'owner.key could be read by others; its mode is 0600 again');
      }
      const text = (await readFile(this.file, 'utf8')).trim();
      return /^bk_[\w-]{43}$/.test(text) ? text : null;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw this.unusable(error);
    }
  }

  private async write(): Promise<string> {
    const key = `${KEY_PREFIX}${newSecret(this.random, KEY_BYTES)}`;
    try {
      await rm(this.file, { force: true });
      const handle = await open(this.file, 'wx', 0o600);
      await handle.writeFile(`${key}\n`);
      await handle.close();
    } catch (error) {
      throw this.unusable(error);
    }
    return key;
  }

  private unusable(error: unknown): StartupError {
    if (error instanceof StartupError) return error;
    return new StartupError(EXIT.dataFolder, `${this.file} can be neither read nor written (${codeOf(error)}).`, {
      cause: error,
    });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
