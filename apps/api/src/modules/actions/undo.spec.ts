import type { Target } from '@binnacle/shared/names';
import { beforeEach, expect, test } from 'vitest';
import { type ActionBench, ADA, actionBench, scaleTo, VIEWER } from './testing/action-bench.js';

let bench: ActionBench;
let target: Target;
beforeEach(async () => {
  bench = await actionBench();
  target = bench.cluster.put('web', 3);
});

const scaled = async (replicas: number) => (await bench.service.perform(ADA, scaleTo(target, replicas))).row;

test('is the inverse as a new action, and names what it takes back', async () => {
  const row = await scaled(5);
  const undone = await bench.undo.undo(ADA, row.id, undefined);
  expect(undone.row).toMatchObject({
    state: 'succeeded',
    words: 'scale 5 → 3',
    reason: `undo of #${row.number}`,
    input: { replicas: 3 },
  });
  expect(bench.cluster.held('web').replicas).toBe(3);
  const stored = await bench.database.prisma.action.findUnique({ where: { id: undone.row.id } });
  expect(stored?.undoes).toBe(row.id);
});

test('an undo can be undone', async () => {
  const row = await scaled(5);
  const undone = await bench.undo.undo(ADA, row.id, undefined);
  await bench.undo.undo(ADA, undone.row.id, undefined);
  expect(bench.cluster.held('web').replicas).toBe(5);
});

test('is done when the object has changed otherwise but stands at the number', async () => {
  const row = await scaled(5);
  bench.cluster.touchSpec('web');
  expect((await bench.undo.undo(ADA, row.id, undefined)).row).toMatchObject({ state: 'succeeded' });
});

test.each<[string, () => unknown, string]>([
  [
    'the number has changed',
    () => bench.cluster.setReplicas('web', 7, 'kubectl'),
    'replicas are 7 now (set by kubectl)',
  ],
  ['the object was created anew', () => bench.cluster.put('web', 5), 'created anew'],
])('is refused when %s', async (_, change, because) => {
  const row = await scaled(5);
  change();
  await expect(bench.undo.undo(ADA, row.id, undefined)).rejects.toMatchObject({
    code: 'not_undoable',
    status: 409,
    detail: expect.stringContaining(because),
  });
  expect(bench.cluster.writes).toHaveLength(1);
});

test('is refused for a row that changed nothing, failed, or is not there', async () => {
  const same = await scaled(3);
  await expect(bench.undo.undo(ADA, same.id, undefined)).rejects.toMatchObject({ code: 'not_undoable' });
  bench.cluster.beforeWrite = async () => ({ kind: 'failed', code: 422, reason: 'Invalid', message: 'quota' });
  await expect(scaled(6)).rejects.toThrow();
  const [failed] = (await bench.ledger.page({ limit: 1 })).items;
  await expect(bench.undo.undo(ADA, failed?.id ?? '', undefined)).rejects.toMatchObject({ code: 'not_undoable' });
  const absent = '99999999-9999-4999-8999-999999999999';
  await expect(bench.undo.undo(ADA, absent, undefined)).rejects.toMatchObject({ code: 'not_found' });
});

test('needs the right of the action it makes', async () => {
  const row = await scaled(5);
  await expect(bench.undo.undo(VIEWER, row.id, undefined)).rejects.toMatchObject({ code: 'forbidden' });
  expect(bench.cluster.held('web').replicas).toBe(5);
});

test('F13: repeated under its key it is done once and answered the same', async () => {
  const row = await scaled(5);
  const first = await bench.undo.undo(ADA, row.id, 'key-1');
  expect(await bench.undo.undo(ADA, row.id, 'key-1')).toEqual(first);
  expect(bench.cluster.writes).toHaveLength(2);
});
