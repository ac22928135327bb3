import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { type Clock, systemClock } from '../clock/index.js';
import { DataFolderInUseError } from './errors.js';

/** A holder shows this often that it lives, for the case that its process id means nothing here (another container). */
const HEARTBEAT_MS = 10_000;
/** A holder on another host that was silent for longer is taken for dead: five missed heartbeats. */
const SILENT_AFTER_MS = 5 * HEARTBEAT_MS;

const holderSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  /** When the process started, in the system's own unit; tells a process from a later one with the same id. */
  started: z.string().nullable(),
  nonce: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

/** What the lock asks of the system; replaced in tests. */
export interface ProcessTable {
  readonly pid: number;
  readonly host: string;
  /** When the process started, or `null` when it is not running; `undefined` when the system does not tell. */
  startOf(pid: number): string | null | undefined;
}

export interface FolderLock {
  /** Gives the folder free. Safe to call twice. */
  release(): void;
}

/**
 * Takes the exclusive lock `file`, for as long as this process lives or until released. A lock whose holder is dead is
 * taken over; what decides is the process id together with its start time, since ids are used again.
 * @throws DataFolderInUseError when the holder lives
 */
export function lockFolder(
  file: string,
  folder: string,
  clock: Clock = systemClock,
  processes = thisSystem,
): FolderLock {
  const mine: Holder = {
    pid: processes.pid,
    host: processes.host,
    started: processes.startOf(processes.pid) ?? null,
    nonce: randomUUID(),
  };
  const draft = `${file}.${mine.nonce}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600, flag: 'wx' });
  try {
    // A hard link appears at once and whole, or not at all: nobody ever reads a half-written lock.
    while (!linked(draft, file)) takeAway(file, folder, clock, processes);
  } finally {
    rmSync(draft, { force: true });
  }
  const stopBeating = beat(file, clock);
  return {
    release() {
      stopBeating();
      if (read(file)?.nonce === mine.nonce) rmSync(file, { force: true });
    },
  };
}

function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead holder's lock; gives it back if another process has replaced it in between. */
function takeAway(file: string, folder: string, clock: Clock, processes: ProcessTable): void {
  const holder = read(file);
  if (holder === undefined) return;
  if (lives(holder, file, clock, processes)) {
    const where = holder.host === processes.host ? '' : ` on ${holder.host}`;
    throw new DataFolderInUseError(folder, holder.pid, where);
  }
  const aside = `${file}.stale.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (read(aside)?.nonce !== holder.nonce) linked(aside, file);
  rmSync(aside, { force: true });
}

function lives(holder: Holder, file: string, clock: Clock, processes: ProcessTable): boolean {
  if (holder.pid <= 0) return false;
  if (holder.host !== processes.host) return clock.wall() - statSync(file).mtimeMs < SILENT_AFTER_MS;
  const started = processes.startOf(holder.pid);
  if (started === null) return false;
  if (started === undefined || holder.started === null) return holder.pid !== processes.pid;
  return started === holder.started;
}

/** The holder, or undefined when there is no lock. An unreadable one counts as a holder that is not running. */
function read(file: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = holderSchema.safeParse(parsedJson(text));
  return parsed.success ? parsed.data : { pid: -1, host: hostname(), started: null, nonce: '' };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function beat(file: string, clock: Clock): () => void {
  let cancel = (): void => undefined;
  const next = (): void => {
    cancel = clock.after(HEARTBEAT_MS, () => {
      const now = clock.wall() / 1000;
      try {
        utimesSync(file, now, now);
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
      }
      next();
    });
  };
  next();
  return () => cancel();
}

const thisSystem: ProcessTable = {
  pid: process.pid,
  host: hostname(),
  startOf(pid) {
    if (pid <= 0) return null;
    try {
      // proc(5): the process's name may hold spaces and parentheses; start time is the 22nd field, the 20th after it.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
    } catch (error) {
      if (!['ENOENT', 'ESRCH', 'EACCES', 'ERR_ACCESS_DENIED'].includes(codeOf(error))) throw error;
    }
    try {
      process.kill(pid, 0);
      return undefined;
    } catch (error) {
      // ESRCH: no such process. EPERM: there is one, of another user.
      return codeOf(error) === 'ESRCH' ? null : undefined;
    }
  },
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
