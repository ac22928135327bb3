import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FolderInUseError } from '../errors.js';

const LOCKED = 5;

/**
 * Keeps other processes out of the folder for as long as this one lives or until released. SQLite is used for what
 * Node has no call for, the operating system's own file locks: they end with the process, however it ends.
 * @throws FolderInUseError
 */
export function lockFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, 'lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    const locked = error instanceof Error && 'errcode' in error && error.errcode === LOCKED;
    throw locked ? new FolderInUseError(folder) : error;
  }
  return () => lock.close();
}
