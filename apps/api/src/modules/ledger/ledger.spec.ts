import type { LedgerRow } from '@binnacle/shared/ledger';
import { beforeEach, describe, expect, test } from 'vitest';
import { KeyTakenError } from './chain.js';
import { ledgerQuerySchema } from './filters.js';
import { intended, type LedgerBench, ledgerBench } from './testing/ledger-bench.js';

let bench: LedgerBench;
beforeEach(async () => {
  bench = await ledgerBench();
});

const query = (filters: Record<string, unknown> = {}) => ledgerQuerySchema.parse(filters);
const succeeded = { kind: 'succeeded', resourceVersion: '101' } as const;
const FOLLOW_MS = 600_000;
const refused = { code: 'forbidden', because: 'your role does not allow it', missing: { permission: 'actions:scale' } };

describe('the chain', () => {
  test('20 parallel writers of two processes leave numbers without gaps and a chain that verifies', async () => {
    const second = bench.another();
    const writers = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? bench.ledger : second));
    const intents = await Promise.all(writers.map((ledger) => ledger.recordIntent(intended())));
    await Promise.all(intents.map((intent, n) => writers[n]?.recordOutcome(intent, succeeded, FOLLOW_MS)));
    const entries = await bench.database.prisma.ledgerEntry.findMany({ orderBy: { number: 'asc' } });
    expect(entries.map((entry) => Number(entry.number))).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(await bench.ledger.verify()).toMatchObject({ ok: true, entries: 40, firstBroken: null });
  });

  test('a writer that fails between entry and commit leaves no gap', async () => {
    await bench.ledger.recordIntent(intended({ idempotencyKey: 'k' }));
    await expect(bench.ledger.recordIntent(intended({ idempotencyKey: 'k' }))).rejects.toThrow(KeyTakenError);
    const { row } = await bench.ledger.recordIntent(intended());
    expect(row.number).toBe(2);
  });

  test.each([
    'UPDATE "LedgerEntry" SET "content" = \'{}\'',
    'DELETE FROM "LedgerEntry"',
    'TRUNCATE "LedgerEntry"',
    'DELETE FROM "LedgerHead"',
    'TRUNCATE "LedgerHead"',
    'DELETE FROM "Action"',
    'TRUNCATE "Action"',
  ])('the database itself refuses %s', async (statement) => {
    await bench.ledger.recordIntent(intended());
    await expect(bench.database.pglite.exec(statement)).rejects.toThrow('append-only');
  });
});

describe('verification', () => {
  const tampered = [
    [
      'a reason changed',
      `UPDATE "LedgerEntry" SET "content" = replace("content", 'busy', 'idle') WHERE "number" = 3`,
      3,
      'was changed',
    ],
    ['a time changed', `UPDATE "LedgerEntry" SET "at" = "at" + interval '1 hour' WHERE "number" = 2`, 2, 'was changed'],
    ['an entry removed', 'DELETE FROM "LedgerEntry" WHERE "number" = 3', 3, 'missing'],
    ['the first entry removed', 'DELETE FROM "LedgerEntry" WHERE "number" = 1', 1, 'missing'],
    ['the tail cut off', 'DELETE FROM "LedgerEntry" WHERE "number" > 4', 5, 'missing'],
    ['the head lost', 'DELETE FROM "LedgerHead"', 1, 'LedgerHead'],
    ['an entry moved', 'UPDATE "LedgerEntry" SET "number" = 0 WHERE "number" = 1', 1, 'missing'],
    [
      'a reading whitewashed',
      `UPDATE "Action" SET "actorLabel" = 'nobody' WHERE "number" = 3`,
      3,
      'does not say what its entries say',
    ],
    [
      'a state flipped',
      `UPDATE "Action" SET "state" = 'failed' WHERE "number" = 1`,
      1,
      'does not say what its entries say',
    ],
    [
      'a reading removed',
      'DELETE FROM "Action" WHERE "number" = 3',
      3,
      'reading of the action that begins here is missing',
    ],
    ['a reading invented', `UPDATE "Action" SET "number" = 4 WHERE "number" = 3`, 3, 'does not say'],
  ] as const;
  test.each(tampered)('finds %s in SQL by whoever can drop triggers', async (_, sql, number, because) => {
    for (let n = 0; n < 3; n += 1) {
      await bench.ledger.recordOutcome(await bench.ledger.recordIntent(intended()), succeeded, FOLLOW_MS);
    }
    expect(await bench.ledger.verify()).toMatchObject({ ok: true, entries: 6 });
    await bench.database.pglite.exec(`
      DROP TRIGGER "LedgerEntry_append_only" ON "LedgerEntry"; DROP TRIGGER "LedgerHead_stays" ON "LedgerHead";
      DROP TRIGGER "Action_stays" ON "Action"; ${sql}`);
    const found = await bench.ledger.verify();
    expect(found).toMatchObject({ ok: false, firstBroken: number });
    expect(found.because).toContain(because);
  });

  test('finds an entry rewritten together with its own hash, by the next one', async () => {
    for (let n = 0; n < 3; n += 1) await bench.ledger.recordIntent(intended());
    await bench.database.pglite.exec(`
      DROP TRIGGER "LedgerEntry_append_only" ON "LedgerEntry";
      UPDATE "LedgerEntry" SET "content" = replace("content", 'busy', 'idle'), "hash" = repeat('a', 64) WHERE "number" = 2`);
    expect(await bench.ledger.verify()).toMatchObject({ ok: false, firstBroken: 2 });
  });

  test('an empty ledger is whole', async () => {
    expect(await bench.ledger.verify()).toMatchObject({ ok: true, entries: 0, firstBroken: null, because: null });
  });
});

describe('the life of an action', () => {
  test('intent, outcome and follow are steps of one row', async () => {
    const intent = await bench.ledger.recordIntent(intended());
    expect(intent.row).toMatchObject({ number: 1, state: 'pending', outcome: { kind: 'none' }, words: 'scale 3 → 5' });
    await bench.ledger.recordOutcome(intent, succeeded, FOLLOW_MS);
    const row = await bench.ledger.recordFollow(intent.id, { kind: 'healthy', seconds: 4, open: true });
    expect(row).toMatchObject({
      state: 'succeeded',
      outcome: { kind: 'healthy', seconds: 4 },
      resourceVersionAfter: '101',
    });
    expect(row.steps.map((step) => step.words)).toEqual(['scale 3 → 5', 'succeeded', 'healthy in 4 s']);
    expect(await bench.ledger.get(intent.id)).toEqual(row);
  });

  test('an outcome after the last word changes nothing; one after unknown settles it', async () => {
    const late = await bench.ledger.recordIntent(intended());
    const open = {
      result: 'unknown',
      code: null,
      reason: null,
      because: 'no answer',
      resourceVersion: null,
      followMs: null,
      final: false,
    } as const;
    await bench.ledger.recordSettlement(late.id, {
      ...open,
      result: 'failed',
      because: 'it was not sent',
      final: true,
    });
    expect(await bench.ledger.recordOutcome(late, succeeded, FOLLOW_MS)).toMatchObject({ state: 'failed' });
    const unsure = await bench.ledger.recordIntent(intended());
    await bench.ledger.recordOutcome(unsure, { kind: 'unknown', because: 'no answer' }, FOLLOW_MS);
    expect(await bench.ledger.open()).toMatchObject([{ row: { id: unsure.id }, state: 'unknown' }]);
    expect(await bench.ledger.recordOutcome(unsure, succeeded, FOLLOW_MS)).toMatchObject({ state: 'succeeded' });
    expect(await bench.ledger.open()).toEqual([]);
  });

  test('the settled row stays as it was, whatever is followed afterwards', async () => {
    const intent = await bench.ledger.recordIntent(intended());
    expect(await bench.ledger.settled(intent.id)).toBeNull();
    const row = await bench.ledger.recordOutcome(intent, succeeded, FOLLOW_MS);
    await bench.ledger.recordFollow(intent.id, { kind: 'undone', by: 'kube-controller-manager', open: false });
    expect((await bench.ledger.settled(intent.id))?.row).toEqual(row);
    expect(await bench.ledger.following(new Date(bench.clock.wall()))).toEqual([]);
  });

  test('listeners hear each committed row, and one that throws harms nobody', async () => {
    const heard: LedgerRow[] = [];
    bench.ledger.onRow(() => {
      throw new Error('broken listener');
    });
    const stop = bench.ledger.onRow((row) => heard.push(row));
    const intent = await bench.ledger.recordIntent(intended());
    await bench.ledger.recordOutcome(intent, succeeded, FOLLOW_MS);
    stop();
    await bench.ledger.recordRefusal(intended().intent, refused);
    expect(heard.map((row) => row.state)).toEqual(['pending', 'succeeded']);
    expect(bench.logged.join('')).toContain('broken listener');
  });
});

describe('F08: the database is down', () => {
  test('an intent is refused as not recorded', async () => {
    bench.database.down = true;
    await expect(bench.ledger.assertWritable()).rejects.toMatchObject({ code: 'not_recorded', status: 503 });
    await expect(bench.ledger.recordIntent(intended())).rejects.toMatchObject({ code: 'not_recorded', status: 503 });
    bench.database.down = false;
    expect((await bench.ledger.page(query())).total).toBe(0);
  });
});

describe('the page', () => {
  test('newest first by cursor, without repeats when rows arrive in between', async () => {
    for (let n = 0; n < 5; n += 1) await bench.ledger.recordIntent(intended({ reason: `r${n}` }));
    const first = await bench.ledger.page(query({ limit: '2' }));
    await bench.ledger.recordIntent(intended());
    const second = await bench.ledger.page(query({ limit: '2', cursor: first.nextCursor }));
    const third = await bench.ledger.page(query({ limit: '2', cursor: second.nextCursor }));
    expect([first, second, third].map((p) => p.items.map((row) => row.number))).toEqual([[5, 4], [3, 2], [1]]);
    expect([first.total, third.total, third.nextCursor]).toEqual([5, 6, null]);
  });

  test.each<[Record<string, unknown>, number[]]>([
    [{ actor: 'ada' }, [1]],
    [{ actor: 'u2' }, [3, 2]],
    [{ state: 'refused' }, [3]],
    [{ state: ['refused', 'pending'] }, [3, 2, 1]],
    [{ namespace: 'shop' }, [1]],
    [{ kind: 'StatefulSet', name: 'db' }, [3, 2]],
    [{ cluster: 'kind-a' }, [3, 2, 1]],
    [{ cluster: 'other' }, []],
    [{ q: 'BUSY' }, [1]],
    [{ q: '100%' }, [2]],
    [{ q: '_' }, []],
    [{ since: '2026-01-01T00:01:00Z' }, [3, 2]],
    [{ until: '2026-01-01T00:01:00Z' }, [1]],
    [{ outcome: 'none' }, [3, 2, 1]],
  ])('filters by %j', async (filters, numbers) => {
    await bench.ledger.recordIntent(intended());
    await bench.clock.advance(60_000);
    const bob = { id: 'u2', label: 'bob', kind: 'key', role: 'viewer', via: 'key', address: '::1' } as const;
    const target = { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace: 'data', name: 'db', uid: null };
    const { intent } = intended({ actor: bob, target, reason: 'at 100% load' });
    await bench.ledger.recordIntent({ uid: null, intent });
    await bench.ledger.recordRefusal({ ...intent, reason: '' }, refused);
    const { items } = await bench.ledger.page(query(filters));
    expect(items.map((row) => row.number)).toEqual(numbers);
  });

  test('a cursor or filter that nobody gave is refused', () => {
    for (const bad of [
      { cursor: 'abc' },
      { limit: '0' },
      { limit: '501' },
      { state: 'great' },
      { since: 'today' },
      { page: '2' },
    ]) {
      expect(ledgerQuerySchema.safeParse(bad).success).toBe(false);
    }
  });
});

test('T15, T20: reasons are one bounded line without control characters or credentials', async () => {
  const reason = `a\u202Eb\r\nc\u0000 Bearer canarycanary.canary ${'x'.repeat(5_000)}`;
  const { row } = await bench.ledger.recordIntent(intended({ reason }));
  expect(row.reason).toMatch(/^ab c Bearer \[redacted\] x+…$/);
  expect(row.reason.length).toBe(2_000);
  const stored = await bench.database.pglite.query('SELECT * FROM "LedgerEntry"');
  expect(JSON.stringify(stored.rows)).not.toContain('canary');
});
