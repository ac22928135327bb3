import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { embeddedConnection } from './embedded.js';
import { DatabaseNewerError, MigrationError } from './errors.js';
import { migrate } from './migrator.js';
import { type MemoryDatabase, MIGRATIONS, memoryDatabase } from './testing/memory-database.js';

let folder: string;
let database: MemoryDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-migrations-'));
  cpSync(MIGRATIONS, folder, { recursive: true });
  database = await memoryDatabase();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = () => migrate(embeddedConnection(database.pglite), folder);
function add(name: string, sql: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

test('what is applied is not applied again', async () => {
  expect(await run()).toEqual([]);
});

test('new ones are applied in order and recorded as Prisma Migrate does', async () => {
  add('29990102000000_b', 'ALTER TABLE "t" ADD COLUMN "b" INT');
  add('29990101000000_a', 'CREATE TABLE "t" ("a" INT)');
  expect(await run()).toEqual(['29990101000000_a', '29990102000000_b']);
  const { rows } = await database.pglite.query('SELECT * FROM "_prisma_migrations" ORDER BY migration_name');
  expect(rows.at(-1)).toMatchObject({
    migration_name: '29990102000000_b',
    checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
    finished_at: expect.any(Date),
    applied_steps_count: 1,
  });
});

test('one that fails leaves the database as it was', async () => {
  add('29990101000000_a', 'CREATE TABLE "t" ("a" INT); SELECT 1 / 0');
  await expect(run()).rejects.toMatchObject({ name: 'MigrationError', exitCode: 4 });
  await expect(database.pglite.query('SELECT * FROM "t"')).rejects.toThrow('does not exist');
});

test('a database of a newer program is refused, with exit code 4', async () => {
  add('29990101000000_a', 'CREATE TABLE "t" ("a" INT)');
  await run();
  rmSync(join(folder, '29990101000000_a'), { recursive: true });
  await expect(run()).rejects.toThrow(DatabaseNewerError);
  await expect(run()).rejects.toMatchObject({ exitCode: 4, migration: '29990101000000_a' });
});

test('one that was edited, or begun and not finished, is refused', async () => {
  add('29990101000000_a', 'CREATE TABLE "t" ("a" INT)');
  await run();
  writeFileSync(join(folder, '29990101000000_a', 'migration.sql'), 'CREATE TABLE "t" ("b" INT)');
  await expect(run()).rejects.toThrow(MigrationError);
  writeFileSync(join(folder, '29990101000000_a', 'migration.sql'), 'CREATE TABLE "t" ("a" INT)');
  await database.pglite.exec(
    `UPDATE "_prisma_migrations" SET finished_at = NULL WHERE migration_name = '29990101000000_a'`,
  );
  await expect(run()).rejects.toThrow('never finished');
});
