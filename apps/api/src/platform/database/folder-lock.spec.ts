import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataFolderInUseError } from './errors.js';
import { lockFolder, type ProcessTable } from './folder-lock.js';

let folder: string;
let file: string;
let clock: FakeClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-lock-'));
  file = join(folder, 'database.lock');
  clock = new FakeClock(Date.now());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Process ids and when each started; those not named are not running. */
function processes(pid: number, running: Record<number, string | undefined>, host = 'here'): ProcessTable {
  return { pid, host, startOf: (id) => (id in running ? running[id] : null) };
}

test('a live holder is refused by name, with exit code 3', () => {
  lockFolder(file, folder, clock, processes(10, { 10: 'a' }));
  const second = () => lockFolder(file, folder, clock, processes(11, { 10: 'a', 11: 'b' }));
  expect(second).toThrow(DataFolderInUseError);
  expect(second).toThrow(/in use by process 10\. Stop that process/);
  try {
    second();
  } catch (error) {
    expect(error).toMatchObject({ exitCode: 3, pid: 10 });
  }
  expect(readdirSync(folder)).toEqual(['database.lock']);
});

test.each<[string, number, Record<number, string | undefined>]>([
  ['a dead holder', 11, { 11: 'b' }],
  ['a holder whose id belongs to a later process', 11, { 10: 'later', 11: 'b' }],
  ['a holder that had our own id in a former life', 10, { 10: 'later' }],
])('the lock of %s is taken over', (_, pid, running) => {
  lockFolder(file, folder, clock, processes(10, { 10: 'a' }));
  lockFolder(file, folder, clock, processes(pid, running));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid, started: running[pid] });
  expect(readdirSync(folder)).toEqual(['database.lock']);
});

test('where the system tells no start times, a running holder counts as live', () => {
  lockFolder(file, folder, clock, processes(10, { 10: undefined }));
  expect(() => lockFolder(file, folder, clock, processes(11, { 10: undefined, 11: undefined }))).toThrow(
    DataFolderInUseError,
  );
});

test('a holder in another container lives by its heartbeat', async () => {
  lockFolder(file, folder, clock, processes(1, { 1: 'a' }, 'there'));
  await clock.advance(40_000);
  const second = () => lockFolder(file, folder, clock, processes(1, { 1: 'b' }, 'here'));
  expect(second).toThrow(/process 1 on there/);
  const stopped = new FakeClock(clock.wall());
  await stopped.advance(60_000);
  expect(() => lockFolder(file, folder, stopped, processes(1, { 1: 'b' }, 'here'))).not.toThrow();
});

test('a lock that cannot be read is taken over', () => {
  writeFileSync(file, '{"pid":');
  expect(() => lockFolder(file, folder, clock, processes(11, { 11: 'b' }))).not.toThrow();
});

test('releasing gives the folder free, and only its own lock', () => {
  const first = lockFolder(file, folder, clock, processes(10, { 10: 'a' }));
  lockFolder(file, folder, clock, processes(11, { 11: 'b' }));
  first.release();
  expect(readdirSync(folder)).toEqual(['database.lock']);
  expect(clock.pending).toBe(1);
});

test('this system knows its own start', () => {
  lockFolder(file, folder, clock);
  expect(() => lockFolder(file, folder, clock)).toThrow(DataFolderInUseError);
});
