import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDataFolder, readSecret } from './folders.js';
import { StartupError } from './startup-error.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-folders-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

function failure(run: () => unknown): StartupError {
  try {
    run();
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('a new data folder belongs to its owner alone', () => {
  prepareDataFolder(join(folder, 'a/b'));
  expect(mode(join(folder, 'a/b'))).toBe('700');
});

test('an empty folder, and one that is ours, are tightened', () => {
  const empty = join(folder, 'empty');
  const ours = join(folder, 'ours');
  for (const path of [empty, ours]) mkdirSync(path, { mode: 0o755 });
  writeFileSync(join(ours, 'owner.key'), '');
  prepareDataFolder(empty);
  prepareDataFolder(ours);
  expect([mode(empty), mode(ours)]).toEqual(['700', '700']);
});

test('a folder with the things of others is refused and left as it was', () => {
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'letter.txt'), '');
  const refused = failure(() => prepareDataFolder(folder));
  expect(refused.exitCode).toBe(3);
  expect(refused.message).toContain('holds other things');
  expect(mode(folder)).toBe('755');
});

test('a file in its place ends with exit code 3', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(failure(() => prepareDataFolder(file))).toMatchObject({ exitCode: 3 });
  expect(failure(() => prepareDataFolder(join(file, 'below')))).toMatchObject({ exitCode: 3 });
});

test.skipIf(process.platform !== 'linux')(
  'a place where nothing can be made is refused, and not tried for ever',
  () => {
    expect(failure(() => prepareDataFolder('/proc/self/binnacle/data'))).toMatchObject({ exitCode: 3 });
  },
);

test('T24: a secret file that is missing, open to all, short or not random is refused without being shown', () => {
  const secretFile = join(folder, 'secret');
  expect(failure(() => readSecret({ secretFile })).message).toContain('cannot be read (ENOENT)');
  writeFileSync(secretFile, 'canary', { mode: 0o600 });
  expect(failure(() => readSecret({ secretFile })).message).toMatch(/holds 6 bytes, at least 32/);
  writeFileSync(secretFile, 'a'.repeat(64));
  expect(failure(() => readSecret({ secretFile })).message).toContain('is not random');
  chmodSync(secretFile, 0o644);
  expect(failure(() => readSecret({ secretFile })).message).toContain('read by everyone');
  chmodSync(secretFile, 0o600);
  writeFileSync(secretFile, 'q8Zr2Lx0Vn5Tk7Wm3Yp9Bc4Hd6Js1FgEa');
  expect(readSecret({ secretFile })).toHaveLength(33);
  expect(readSecret({})).toBeUndefined();
});
