import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAuditLog } from './audit-log.ts';
import { freePorts } from './free-ports.ts';
import { inParallel } from './parallel.ts';
import { newTokens, tokenFile } from './people.ts';
import { until } from './poll.ts';
import { Random } from './random.ts';

describe('until', () => {
  test('says what was awaited and what was still missing', async () => {
    const waiting = until(async () => 'two of three are there', { what: 'three pods', withinMs: 1, everyMs: 2 });
    await expect(waiting).rejects.toThrow('Waited 0 s for three pods: two of three are there.');
  });

  test('ends as soon as nothing is missing', async () => {
    const answers = ['no', 'not yet', null];
    await until(async () => answers.shift() ?? null, { what: 'it', withinMs: 10_000, everyMs: 1 });
    expect(answers).toEqual([]);
  });
});

test('the same seed gives the same numbers, another seed others, all within their limits', () => {
  const numbers = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 500 }, () => random.below(10));
  };
  expect(numbers(5)).toEqual(numbers(5));
  expect(numbers(5)).not.toEqual(numbers(6));
  expect(new Set(numbers(5))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
});

test('free ports are all different', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
});

test('work in parallel stays within its limit, covers everything, and the first failure ends it', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await inParallel([...Array(50).keys()], 7, async (item) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    done.push(item);
  });
  expect(most).toBe(7);
  expect(done.sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
  const begun: number[] = [];
  const failing = inParallel([...Array(50).keys()], 2, async (item) => {
    begun.push(item);
    await new Promise(setImmediate);
    throw new Error(`item ${item}`);
  });
  await expect(failing).rejects.toThrow('item 0');
  expect(begun).toEqual([0, 1]);
});

test('every cluster has tokens of its own, and only admin and kwok are masters', () => {
  const tokens = newTokens();
  expect(newTokens().admin).not.toBe(tokens.admin);
  const masters = tokenFile(tokens)
    .split('\n')
    .filter((line) => line.includes('system:masters'))
    .map((line) => line.split(',')[1]);
  expect(masters).toEqual(['admin', 'kwok']);
});

test('an audit record still being written is left for the next time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-spec-'));
  const file = join(folder, 'audit.log');
  writeFileSync(file, '{"auditID":"one"}\n{"auditID":"tw');
  expect(await readAuditLog(file)).toEqual([{ auditID: 'one' }]);
  rmSync(folder, { recursive: true });
});
