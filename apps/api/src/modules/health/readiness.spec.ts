import { FakeClock } from '@binnacle/testing/clock';
import { expect, test } from 'vitest';
import { Readiness } from './readiness.js';

test('ready while every dependency answers; a failing or silent one is named', async () => {
  const clock = new FakeClock();
  const readiness = new Readiness(clock);
  readiness.require('database', async () => true);
  expect(await readiness.check()).toEqual({ ready: true, checks: [{ name: 'database', ok: true }] });
  readiness.require('worker', () => Promise.reject(new Error('gone')));
  readiness.require('disk', () => new Promise(() => undefined));
  const answer = readiness.check();
  await clock.advance(2_000);
  expect(await answer).toEqual({
    ready: false,
    checks: [
      { name: 'database', ok: true },
      { name: 'worker', ok: false },
      { name: 'disk', ok: false },
    ],
  });
  expect(clock.pending).toBe(0);
});
