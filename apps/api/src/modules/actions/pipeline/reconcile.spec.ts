import { targetSchema } from '@binnacle/shared/names';
import { SeededRandom } from '@binnacle/testing/random';
import { beforeEach, describe, expect, test } from 'vitest';
import { fieldManagerOf } from '../../ledger/index.js';
import { type ActionBench, ADA, actionBench, type Process, scaleTo } from '../testing/action-bench.js';

let bench: ActionBench;
beforeEach(async () => {
  bench = await actionBench();
});

const never = <T>() => new Promise<T>(() => undefined);

/** The points at which a kill is told apart by what is on the record and what is in the cluster. */
const KILLS = [
  'before the intent is committed',
  'before the call',
  'after the call, unanswered',
  'before the outcome is committed',
] as const;

/** Begins a scale that is killed at the point, and resolves when it has got there. What was in memory is gone then. */
async function killed(process: Process, name: string, replicas: number, at: (typeof KILLS)[number]): Promise<void> {
  const reached = Promise.withResolvers<void>();
  const die = () => {
    reached.resolve();
    return never<never>();
  };
  let transactions = 0;
  bench.database.beforeTransaction = async () => {
    transactions += 1;
    if (transactions === 1 && at === KILLS[0]) await die();
    if (transactions === 2 && at === KILLS[3]) await die();
  };
  if (at === KILLS[1]) bench.cluster.beforeWrite = die;
  if (at === KILLS[2]) bench.cluster.afterWrite = die;
  const ended = () => reached.resolve();
  process.service.perform(ADA, scaleTo(targetNamed(name), replicas)).then(ended, ended);
  await reached.promise;
  process.kill();
  bench.database.beforeTransaction = async () => undefined;
  bench.cluster.beforeWrite = async () => undefined;
  bench.cluster.afterWrite = async () => undefined;
}

/** Lets the reconciler of a process work for a while. */
async function reconciled(process: Process, seconds: number): Promise<void> {
  for (let passed = 0; passed <= seconds; passed += 5) {
    await process.reconciler.pass();
    await bench.clock.advance(5_000);
  }
}

describe('F11: killed anywhere', () => {
  test.each(KILLS)('%s: no change without a row, and the right outcome within 60 s', async (at) => {
    bench.cluster.put('web', 3);
    await killed(bench, 'web', 5, at);
    const landed = bench.cluster.writes.length === 1;
    expect(landed).toBe(at === KILLS[2] || at === KILLS[3]);
    const next = bench.restart();
    expect(await next.ledger.open()).toHaveLength(at === KILLS[0] ? 0 : 1);
    await reconciled(next, 60);
    expect(await next.ledger.open()).toEqual([]);
    const [row] = await next.ledger.page({ limit: 1 }).then((page) => page.items);
    expect(row?.state).toBe(at === KILLS[0] ? undefined : landed ? 'succeeded' : 'failed');
    expect(await next.ledger.verify()).toMatchObject({ ok: true });
  });

  test('what was made is settled by the first look after the start', async () => {
    bench.cluster.put('web', 3);
    await killed(bench, 'web', 5, KILLS[2]);
    const next = bench.restart();
    await next.reconciler.pass();
    expect((await next.ledger.page({ limit: 1 })).items).toMatchObject([
      { state: 'succeeded', outcome: { kind: 'following' } },
    ]);
  });

  test('a call that arrives after the restart is not called failed before', async () => {
    bench.cluster.put('web', 3);
    await killed(bench, 'web', 5, KILLS[1]);
    const next = bench.restart();
    await reconciled(next, 15);
    const [open] = await next.ledger.open();
    bench.cluster.setReplicas('web', 5, fieldManagerOf(open?.row.id ?? ''), 'scale');
    await reconciled(next, 5);
    expect((await next.ledger.page({ limit: 1 })).items[0]?.state).toBe('succeeded');
  });

  test('F06: a call that was stuck in an API server that stood still is not called failed before either', async () => {
    bench.cluster.put('web', 3);
    await killed(bench, 'web', 5, KILLS[1]);
    bench.cluster.unreachable = true;
    const next = bench.restart();
    await reconciled(next, 60);
    const [open] = await next.ledger.open();
    bench.cluster.unreachable = false;
    // It answers again, this look before that call.
    await reconciled(next, 5);
    bench.cluster.setReplicas('web', 5, fieldManagerOf(open?.row.id ?? ''), 'scale');
    await reconciled(next, 5);
    expect((await next.ledger.page({ limit: 1 })).items[0]?.state).toBe('succeeded');
  });

  test('a cluster that cannot be asked makes it unknown in sight, and settled once it answers', async () => {
    bench.cluster.put('web', 3);
    await killed(bench, 'web', 5, KILLS[2]);
    bench.cluster.unreachable = true;
    const next = bench.restart();
    await reconciled(next, 60);
    expect((await next.ledger.page({ limit: 1 })).items).toMatchObject([
      { state: 'unknown', error: expect.stringContaining('cannot be asked') },
    ]);
    bench.cluster.unreachable = false;
    await next.reconciler.pass();
    expect((await next.ledger.page({ limit: 1 })).items).toMatchObject([{ state: 'succeeded' }]);
  });

  test('another cluster under the name says nothing (F30)', async () => {
    bench.cluster.put('web', 3);
    await killed(bench, 'web', 5, KILLS[2]);
    bench.cluster.uid = '22222222-2222-4222-8222-222222222222';
    const next = bench.restart();
    await next.reconciler.pass();
    expect((await next.ledger.page({ limit: 1 })).items).toMatchObject([
      { state: 'unknown', error: expect.stringContaining('another cluster') },
    ]);
  });

  test('a change that is under way in this process is left alone, however long it takes', async () => {
    const target = bench.cluster.put('web', 3);
    const sent = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<undefined>();
    bench.cluster.beforeWrite = () => {
      sent.resolve();
      return answer.promise;
    };
    const running = bench.service.perform(ADA, scaleTo(target, 5));
    await sent.promise;
    for (let n = 0; n < 2; n += 1) {
      await bench.reconciler.pass();
      await bench.clock.advance(14_000 / 2);
    }
    expect(await bench.ledger.open()).toMatchObject([{ state: 'pending' }]);
    answer.resolve(undefined);
    expect((await running).row.state).toBe('succeeded');
  });

  test('F07: a wall clock that jumps decides nothing', async () => {
    bench.cluster.put('web', 3);
    await killed(bench, 'web', 5, KILLS[1]);
    const next = bench.restart();
    await next.reconciler.pass();
    bench.clock.jumpWall(3_600_000);
    await next.reconciler.pass();
    expect(await next.ledger.open()).toHaveLength(1);
    bench.clock.jumpWall(-7_200_000);
    await reconciled(next, 30);
    expect((await next.ledger.page({ limit: 1 })).items).toMatchObject([{ state: 'failed' }]);
  });
});

describe('F11: kills among everything else that happens', () => {
  const seed = 20_261_124;
  test(`no outcome is wrong and none stays open, seed ${seed}`, async () => {
    const random = new SeededRandom(seed);
    const pick = <T>(from: readonly T[]): T => random.pick(from);
    const truth: Array<{ id: string; state: string; landed: boolean }> = [];
    let process: Process = bench.restart();
    const meddling: Array<(name: string) => unknown> = [
      () => undefined,
      (name) => bench.cluster.touchStatus(name),
      (name) => bench.cluster.touchSpec(name),
      (name) => bench.cluster.setReplicas(name, pick([3, 4, 5]), 'kubectl', 'scale'),
      (name) => bench.cluster.setReplicas(name, pick([3, 4, 5]), 'horizontal-pod-autoscaler', 'scale'),
      (name) => process.service.perform(ADA, scaleTo(targetNamed(name), pick([3, 4, 5]))).catch(() => undefined),
      (name) => (random.next() < 0.2 ? bench.cluster.put(name, 3) : undefined),
    ];
    for (let round = 0; round < 60; round += 1) {
      const name = pick(['web', 'api']);
      if (round < 2 || random.next() < 0.1) for (const one of ['web', 'api']) bench.cluster.put(one, pick([3, 4, 5]));
      await pick(meddling)(name);
      const { replicas } = bench.cluster.held(name);
      await killed(process, name, pick([3, 4, 5].filter((number) => number !== replicas)), pick(KILLS));
      process = bench.restart();
      await bench.clock.advance(pick([0, 500, 3_000]));
      await pick(meddling)(name);
      await reconciled(process, 60);
      expect(await process.ledger.open()).toEqual([]);
    }
    const made = new Set(bench.cluster.writes.map((write) => write.id));
    for await (const row of process.ledger.all({}))
      truth.push({ id: row.id, state: row.state, landed: made.has(row.id) });
    const ids = new Set(truth.map((one) => one.id));
    expect([...made].filter((id) => !ids.has(id))).toEqual([]);
    expect(truth.filter(({ state, landed }) => (state === 'succeeded') !== landed && state !== 'unknown')).toEqual([]);
    // Evidence decides most of them; else saying unknown would be a cheap way to be right.
    expect(truth.filter(({ state }) => state === 'unknown').length / truth.length).toBeLessThan(0.25);
  });
});

function targetNamed(name: string) {
  return targetSchema.parse({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name });
}
