import { randomUUID } from 'node:crypto';
import { FakeClock } from '@binnacle/testing/clock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../platform/database/index.js';
import { MIGRATIONS } from '../../platform/database/testing/memory-database.js';
import { PostgresServer, postgresPrograms } from '../../platform/database/testing/postgres-server.js';
import { silentLog } from '../../platform/logging/index.js';
import { Ledger } from './ledger.js';
import { intended } from './testing/ledger-bench.js';

const programs = postgresPrograms();

// The second database is for teams; a machine without its server tests the embedded one only.
describe.skipIf(programs === undefined)('on PostgreSQL, from four connection pools at once', () => {
  let server: PostgresServer;
  let databases: Database[] = [];

  beforeAll(async () => {
    server = await PostgresServer.start(programs ?? '');
    const open = () => openDatabase({ url: server.url, folder: '', migrations: MIGRATIONS });
    databases = await Promise.all([open(), open(), open(), open()]);
  });
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await server.stop();
  });

  test('four at once migrate once', async () => {
    const [first] = databases as [Database];
    expect(await first.prisma.$queryRaw`SELECT * FROM "_prisma_migrations"`).toHaveLength(1);
    expect(first.kind).toBe('server');
  });

  test('40 parallel writers leave numbers without gaps and a chain that verifies', async () => {
    const ledgers = databases.map(
      ({ prisma }) =>
        new Ledger({ prisma, clock: new FakeClock(), log: silentLog, newId: randomUUID, process: randomUUID() }),
    );
    const at = (n: number) => ledgers[n % ledgers.length] as Ledger;
    const intents = await Promise.all(Array.from({ length: 40 }, (_, n) => at(n).recordIntent(intended())));
    await Promise.all(
      intents.map((intent, n) => at(n + 1).recordOutcome(intent, { kind: 'succeeded', resourceVersion: '1' }, 1_000)),
    );
    const { prisma } = databases[0] as Database;
    const entries = await prisma.ledgerEntry.findMany({ orderBy: { number: 'asc' }, select: { number: true } });
    expect(entries.map(({ number }) => Number(number))).toEqual(Array.from({ length: 80 }, (_, n) => n + 1));
    expect(await at(0).verify()).toMatchObject({ ok: true, entries: 80 });
    await expect(prisma.$executeRaw`DELETE FROM "LedgerEntry"`).rejects.toThrow('append-only');
  });
});
