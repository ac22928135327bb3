import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../platform/logging/index.js';
import { systemRandom } from './credentials.js';
import { MachineKeys } from './machine-keys.js';
import { OwnerKey } from './owner-key.js';
import { MemoryAuthRepository } from './testing/memory-auth.repository.js';

let folder: string;
let file: string;
let repository: MemoryAuthRepository;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-key-'));
  file = join(folder, 'owner.key');
  repository = new MemoryAuthRepository();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = new FakeClock();
const ownerKey = () => new OwnerKey(file, repository, clock, systemRandom, silentLog);
/** As each start does; returns the key that is then in the file. */
async function start(): Promise<string> {
  await ownerKey().establish();
  return readFileSync(file, 'utf8').trim();
}
const good = async (key: string) => (await new MachineKeys(repository, clock, ownerKey()).use(key)) !== null;

test('T24: the first start writes a key of 256 bits that only its owner can read', async () => {
  expect(await start()).toMatch(/^bk_[\w-]{43}$/);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
});

test('later starts keep it', async () => {
  const first = await start();
  expect(await start()).toBe(first);
  expect(await good(first)).toBe(true);
  expect(repository.keys.size).toBe(1);
});

test('a deleted file: the next start revokes the old key and writes another', async () => {
  const first = await start();
  rmSync(file);
  const second = await start();
  expect(second).not.toBe(first);
  expect([await good(first), await good(second)]).toEqual([false, true]);
});

test('a lost database: the key in the file is registered again', async () => {
  const first = await start();
  repository = new MemoryAuthRepository();
  expect(await start()).toBe(first);
  expect(await good(first)).toBe(true);
});

test('a revoked key that is put back is replaced, not revived', async () => {
  const first = await start();
  rmSync(file);
  await start();
  writeFileSync(file, first);
  expect(await start()).not.toBe(first);
  expect(await good(first)).toBe(false);
});

test('a file that holds no key is replaced; one that others may read is tightened', async () => {
  writeFileSync(file, 'nonsense');
  const key = await start();
  expect(key).toMatch(/^bk_/);
  chmodSync(file, 0o644);
  expect(await start()).toBe(key);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
});

test('T02: a link or a folder in its place stops the start with exit code 3, and its target is not read', async () => {
  symlinkSync('/etc/hostname', file);
  await expect(start()).rejects.toMatchObject({ exitCode: 3, message: expect.stringContaining('not a plain file') });
  rmSync(file);
  mkdirSync(file);
  await expect(start()).rejects.toMatchObject({ exitCode: 3 });
});
