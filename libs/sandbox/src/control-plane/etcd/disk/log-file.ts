import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { History } from '../history.js';
import { lockFolder } from './folder-lock.js';
import { appended, framesOf, type LogEntry, readLog } from './log-content.js';

export interface LogOptions {
  /** Whether to wait for the disk; without it a power cut, but no crash, may lose what was acknowledged. */
  fsync: boolean;
  /** Bytes the file may hold beyond twice its size when it was last rewritten. */
  slack: number;
  /** Told what was repaired. */
  notice: (message: string) => void;
}

/** The file `revisions.log` of a locked folder: appended to, and replaced by a shorter one when most of it is old. */
export class LogFile {
  readonly #folder: string;
  readonly #options: LogOptions;
  readonly #unlock: () => void;
  #handle: FileHandle;
  #size: number;
  #began: number;

  private constructor(folder: string, options: LogOptions, unlock: () => void, opened: OpenedLog) {
    this.#folder = folder;
    this.#options = options;
    this.#unlock = unlock;
    this.#handle = opened.handle;
    this.#size = opened.size;
    this.#began = opened.began;
  }

  /**
   * Opens or begins the log of a folder, which is made for its owner only.
   * @throws FolderInUseError
   * @throws CorruptLogError
   */
  static async open(folder: string, options: LogOptions): Promise<{ log: LogFile; history: History }> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const unlock = lockFolder(folder);
    try {
      const { history, opened } = existsSync(pathIn(folder))
        ? await reopen(folder, options)
        : await begin(folder, options);
      return { log: new LogFile(folder, options, unlock, opened), history };
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Resolves when the entries are on the disk, all of them or, after a crash in between, none. */
  async append(entries: readonly LogEntry[]): Promise<void> {
    const bytes = appended(entries);
    await this.#handle.appendFile(bytes);
    if (this.#options.fsync) await this.#handle.datasync();
    this.#size += bytes.length;
  }

  /** Whether rewriting is worth its price: done only then, all rewriting together writes no more than the appending. */
  get grown(): boolean {
    return this.#size > 2 * this.#began + this.#options.slack;
  }

  /** Replaces the file by what the history still holds. A crash leaves the one or the other, whole. */
  async rewrite(history: History): Promise<void> {
    const { handle, size } = await write(this.#folder, history, this.#options);
    const old = this.#handle;
    this.#handle = handle;
    this.#size = size;
    this.#began = size;
    await old.close();
  }

  async close(): Promise<void> {
    await this.#handle.close();
    this.#unlock();
  }
}

interface OpenedLog {
  readonly handle: FileHandle;
  readonly size: number;
  readonly began: number;
}

const pathIn = (folder: string): string => join(folder, 'revisions.log');

async function begin(folder: string, options: LogOptions): Promise<{ history: History; opened: OpenedLog }> {
  const history = new History();
  const { handle, size } = await write(folder, history, options);
  if (options.fsync) syncFolder(dirname(folder));
  return { history, opened: { handle, size, began: size } };
}

async function reopen(folder: string, options: LogOptions): Promise<{ history: History; opened: OpenedLog }> {
  const path = pathIn(folder);
  const content = readFileSync(path);
  const { history, end, began } = readLog(content, path);
  if (end < content.length) {
    truncateSync(path, end);
    options.notice(
      `${path}: the last write had not come to its end (${content.length - end} bytes at ${end}) and was removed; ` +
        `it had not been acknowledged. The store continues after revision ${history.revision}.`,
    );
  }
  const handle = await open(path, 'a');
  // A killed process may leave what only memory holds: nobody may see it before the disk has it.
  if (options.fsync) await handle.datasync();
  return { history, opened: { handle, size: end, began } };
}

/** Writes the file under another name and gives it its own only when it is whole. */
async function write(folder: string, history: History, options: LogOptions) {
  const path = pathIn(folder);
  const handle = await open(`${path}.new`, 'w', 0o600);
  let size = 0;
  for (const bytes of framesOf(history)) {
    await handle.appendFile(bytes);
    size += bytes.length;
  }
  if (options.fsync) await handle.sync();
  await rename(`${path}.new`, path);
  if (options.fsync) syncFolder(folder);
  return { handle, size };
}

/** A new name is kept by the folder, not by the file. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
