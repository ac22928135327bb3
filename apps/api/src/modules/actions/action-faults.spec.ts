import { BinnacleError } from '@binnacle/shared/errors';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ActionBench, ADA, actionBench, problem, scaleTo } from './testing/action-bench.js';

let bench: ActionBench;
beforeEach(async () => {
  bench = await actionBench();
});

describe('F08: the database is down', () => {
  test('every change is refused as not recorded, and the cluster is not asked anything', async () => {
    const target = bench.cluster.put('web', 3);
    bench.database.down = true;
    for (let n = 0; n < 100; n += 1) {
      const key = n % 2 === 0 ? {} : { idempotencyKey: `key-${n}` };
      expect(await problem(bench.service.perform(ADA, scaleTo(target, 5, key)))).toMatchObject({
        code: 'not_recorded',
        status: 503,
      });
    }
    expect(bench.cluster.calls).toEqual([]);
    bench.database.down = false;
    expect(await bench.rows()).toEqual([]);
  });

  test('one that goes away after the plan leaves the cluster unchanged', async () => {
    const target = bench.cluster.put('web', 3);
    bench.database.beforeTransaction = async () => {
      throw new Error('connection reset');
    };
    expect(await problem(bench.service.perform(ADA, scaleTo(target, 5)))).toMatchObject({ code: 'not_recorded' });
    expect([bench.cluster.writes, bench.cluster.calls.includes('scale')]).toEqual([[], false]);
  });
});

describe('F10: the database goes away between intent and outcome', () => {
  test('the answer says so, and the row gets its outcome once the database is back', async () => {
    const target = bench.cluster.put('web', 3);
    bench.cluster.afterWrite = async () => {
      bench.database.down = true;
      return undefined;
    };
    const { status, row, notice } = await bench.service.perform(ADA, scaleTo(target, 5));
    expect([status, row.state, notice]).toEqual([202, 'pending', expect.stringContaining('The change was made')]);
    expect(bench.service.isBusyWith(row.id)).toBe(true);
    await bench.clock.advance(1_000);
    // The attempt made now fails in its own time; that it has shows in the next one being planned.
    await expect.poll(() => bench.clock.pending, { timeout: 10_000 }).toBe(1);
    bench.database.down = false;
    const settled = new Promise<LedgerRow>((resolve) => bench.ledger.onRow(resolve));
    await bench.clock.advance(2_000);
    expect(await settled).toMatchObject({ id: row.id, state: 'succeeded' });
  });
});

describe('F27: stopping', () => {
  test('finishes what is under way and takes nothing new', async () => {
    const target = bench.cluster.put('web', 3);
    const sent = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<undefined>();
    bench.cluster.afterWrite = () => {
      sent.resolve();
      return answer.promise;
    };
    const running = bench.service.perform(ADA, scaleTo(target, 5));
    await sent.promise;
    const drained = bench.service.drain(60_000);
    expect(await problem(bench.service.perform(ADA, scaleTo(target, 6)))).toMatchObject({
      code: 'not_ready',
      status: 503,
    });
    answer.resolve(undefined);
    await drained;
    expect((await running).row).toMatchObject({ state: 'succeeded' });
  });
});

test('T20: a credential planted in every input is in no log, row or error', async () => {
  const canary = 'bk_canarycanarycanarycanary';
  const target = bench.cluster.put('web', 3);
  const said: unknown[] = [];
  const tried = (request: Parameters<typeof bench.service.perform>[1]) =>
    Promise.resolve()
      .then(() => bench.service.perform(ADA, request))
      .then(
        (reply) => said.push(reply),
        (error: BinnacleError) => said.push({ detail: error.detail, extra: error.extra, errors: error.errors }),
      );
  await tried(scaleTo(target, 5, { reason: `use ${canary}`, idempotencyKey: 'k1' }));
  bench.cluster.beforeWrite = async () => ({
    kind: 'failed',
    code: 422,
    reason: canary,
    message: `denied for Bearer ${canary}`,
  });
  await tried(scaleTo(target, 6, { previewToken: canary }));
  await tried(scaleTo(target, 6));
  bench.cluster.beforeWrite = async () => {
    throw new Error(`socket closed, header was Bearer ${canary}`);
  };
  await tried(scaleTo(target, 7));
  await tried({ ...scaleTo(target, 5), body: { target, input: { replicas: canary }, reason: '' } });
  const tables = ['LedgerEntry', 'Action', 'Setting'].map((table) =>
    bench.database.pglite.query(`SELECT * FROM "${table}"`),
  );
  const stored = (await Promise.all(tables)).map((result) => result.rows);
  const everything = JSON.stringify([said, stored, bench.logged], (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  expect(said).toHaveLength(5);
  expect(everything).toContain('redacted');
  expect(everything).not.toContain('canary');
});
