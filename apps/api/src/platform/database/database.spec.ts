import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './database.js';
import { DatabaseUnreachableError, DataFolderInUseError } from './errors.js';
import { MIGRATIONS } from './testing/memory-database.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-data-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the embedded database is made once, for one process, for this user alone, and keeps what it was given', async () => {
  // What a start that was killed during the first creation leaves behind.
  mkdirSync(join(folder, 'database.new'));
  writeFileSync(join(folder, 'database.new', 'half'), '');
  const first = await openDatabase({ folder, migrations: MIGRATIONS });
  await first.prisma.setting.create({ data: { key: 'kept', value: 1 } });
  await expect(openDatabase({ folder, migrations: MIGRATIONS })).rejects.toThrow(DataFolderInUseError);
  expect(await first.answers()).toBe(true);
  await first.close();
  expect(readdirSync(folder)).toEqual(['database']);
  expect(statSync(join(folder, 'database')).mode & 0o777).toBe(0o700);

  const second = await openDatabase({ folder, migrations: MIGRATIONS });
  expect(await second.prisma.setting.findUnique({ where: { key: 'kept' } })).toEqual({ key: 'kept', value: 1 });
  await second.close();
});

test('a PostgreSQL that is not there ends with exit code 4, and its address is not shown', async () => {
  const url = 'postgresql://binnacle:canary@127.0.0.1:1/binnacle';
  const opening = openDatabase({ url, folder, migrations: MIGRATIONS });
  await expect(opening).rejects.toThrow(DatabaseUnreachableError);
  await expect(opening).rejects.toMatchObject({ exitCode: 4, message: expect.not.stringContaining('canary') });
});
