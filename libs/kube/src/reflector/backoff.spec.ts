import { expect, test } from 'vitest';
import { Backoff } from './backoff.js';
import { systemClock } from './system-clock.js';

/** Fails so many times in a row. */
const waits = (backoff: Backoff, times: number): number[] => Array.from({ length: times }, () => backoff.next());

test('waits 0.8 s doubling to 30 s', () => {
  expect(waits(new Backoff(() => 0), 8)).toEqual([800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
});

test('jitter stretches a wait by up to its own length, never shortens it', () => {
  const stretched = waits(new Backoff(() => 0.999), 7);
  expect(stretched[0]).toBeCloseTo(1_599, 0);
  expect(stretched[6]).toBeCloseTo(59_970, 0);
});

test('a stream that was open for 4 s begins the waits anew; a shorter one does not', () => {
  const backoff = new Backoff(() => 0);
  waits(backoff, 2);
  backoff.served(3_999);
  expect(backoff.next()).toBe(3_200);
  backoff.served(4_000);
  expect(backoff.next()).toBe(800);
});

test('after a long wait a stream must have been open for as long', () => {
  const backoff = new Backoff(() => 0);
  waits(backoff, 5);
  backoff.served(12_799);
  expect(backoff.next()).toBe(25_600);
  backoff.served(25_600);
  expect(backoff.next()).toBe(800);
});

test('a wait that was cut short counts as long as it was', () => {
  const backoff = new Backoff(() => 0);
  waits(backoff, 6);
  backoff.shortened(5_000);
  backoff.served(4_999);
  expect(backoff.next()).toBe(30_000);
  backoff.shortened(5_000);
  backoff.served(5_000);
  expect(backoff.next()).toBe(800);
});

test('a wait the server asked for is never cut, and takes its place among the doubling ones', () => {
  const backoff = new Backoff(() => 0);
  expect([backoff.next(300_000), backoff.next(100)]).toEqual([300_000, 1_600]);
});

test('the longest wait is the cap, and stays it', () => {
  const backoff = new Backoff(() => 0);
  expect([backoff.longest(), backoff.next()]).toEqual([30_000, 30_000]);
});

test('the system clock grows, calls back once, and can be cancelled', async () => {
  const before = systemClock.monotonic();
  let cancelledCalls = 0;
  const cancel = systemClock.after(0, () => {
    cancelledCalls += 1;
  });
  cancel();
  await new Promise<void>((resolve) => {
    systemClock.after(1, resolve);
  });
  expect(systemClock.monotonic()).toBeGreaterThan(before);
  expect(cancelledCalls).toBe(0);
  expect(Math.abs(systemClock.wall() - Date.now())).toBeLessThan(60_000);
});
