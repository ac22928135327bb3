import { FakeClock } from '@binnacle/testing/clock';
import { expect, test } from 'vitest';
import { TICK_MAX_MS, TICK_MIN_MS, Ticker, tickInterval } from './ticker.js';

function bench(interval = 16) {
  const clock = new FakeClock();
  const flushes: number[] = [];
  const ticker = new Ticker(() => flushes.push(clock.monotonic()), { clock, interval: () => interval });
  return { clock, flushes, ticker };
}

test('after a quiet interval the first change leaves at once, with everything of the same turn', async () => {
  const { clock, flushes, ticker } = bench();
  ticker.touch();
  ticker.touch();
  expect(flushes).toEqual([]);
  await clock.settle();
  expect(flushes).toEqual([0]);
});

test('changes within the interval leave together at its end', async () => {
  const { clock, flushes, ticker } = bench();
  ticker.touch();
  await clock.settle();
  await clock.advance(5);
  ticker.touch();
  await clock.advance(3);
  ticker.touch();
  await clock.advance(100);
  expect(flushes).toEqual([0, 16]);
});

test('nothing is flushed when nothing changed', async () => {
  const { clock, flushes, ticker } = bench();
  ticker.touch();
  await clock.advance(1_000);
  expect(flushes).toHaveLength(1);
});

test('after stop nothing is flushed and no timer is left', async () => {
  const { clock, flushes, ticker } = bench();
  ticker.touch();
  await clock.settle();
  ticker.touch();
  ticker.stop();
  await clock.advance(1_000);
  expect(flushes).toEqual([0]);
  expect(clock.pending).toBe(0);
});

test('the interval grows with the readers, within its bounds', () => {
  expect(tickInterval(1)).toBe(TICK_MIN_MS);
  expect(tickInterval(50)).toBe(TICK_MIN_MS);
  expect(tickInterval(500)).toBe(20);
  expect(tickInterval(100_000)).toBe(TICK_MAX_MS);
});
