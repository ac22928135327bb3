import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_MS = 500;

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The process that holds the lock; null when it has just let go. */
function holder(lock: string): number | null {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * Runs `work` while holding the folder's lock. A lock whose process is gone is taken over. Should two takers meet in
 * that moment, both build: wasteful, never wrong, since every program is put in place by a rename.
 */
export async function withBuildLock(
  folder: string,
  say: (line: string) => void,
  work: () => Promise<void>,
): Promise<void> {
  const lock = join(folder, 'build.lock');
  let said = false;
  while (!take(lock)) {
    const pid = holder(lock);
    // An empty file is a lock between its creation and its first byte: zero is no process to ask about.
    if (pid !== null && pid > 0 && !isAlive(pid)) rmSync(lock, { force: true });
    else if (!said && pid !== null) {
      said = true;
      say(`process ${pid} is building the control plane; waiting for it`);
    }
    await delay(LOOK_AGAIN_MS);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
