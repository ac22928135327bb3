import { FakeClock } from '@binnacle/testing/clock';
import { expect, test } from 'vitest';
import { AttemptLimiter } from './attempt-limiter.js';

test('T23: in no window of a minute are more than the limit let through', async () => {
  const clock = new FakeClock();
  const limiter = new AttemptLimiter(clock, 3, 60_000);
  const passed: number[] = [];
  for (let second = 0; second < 600; second += 7) {
    if (limiter.attempt('a') === null) passed.push(clock.monotonic());
    await clock.advance(7_000);
  }
  for (const start of passed)
    expect(passed.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(3);
  expect(passed.length).toBeGreaterThan(25);
});

test('the wait is until the oldest attempt leaves the window, and refusals do not lengthen it', async () => {
  const clock = new FakeClock();
  const limiter = new AttemptLimiter(clock, 2, 60_000);
  limiter.attempt('a');
  await clock.advance(10_000);
  limiter.attempt('a');
  expect(limiter.attempt('a')).toBe(50_000);
  await clock.advance(30_000);
  expect(limiter.attempt('a')).toBe(20_000);
  await clock.advance(20_000);
  expect(limiter.attempt('a')).toBeNull();
});

test('T26: a flood of addresses does not grow without bound, and forgets the ones longest silent', () => {
  const limiter = new AttemptLimiter(new FakeClock(), 1, 60_000);
  limiter.attempt('first');
  limiter.attempt('second');
  for (let i = 0; i < 9_999; i++) limiter.attempt(`address ${i}`);
  expect(limiter.attempt('second')).toBe(60_000);
  expect(limiter.attempt('first')).toBeNull();
});
