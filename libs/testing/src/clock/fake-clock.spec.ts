import { expect, test } from 'vitest';
import { FakeClock } from './index.js';

test('calls due timers in order of time, then of creation', async () => {
  const clock = new FakeClock();
  const called: string[] = [];
  clock.after(20, () => called.push(`late at ${clock.monotonic()}`));
  clock.after(10, () => called.push(`first at ${clock.monotonic()}`));
  clock.after(10, () => called.push(`second at ${clock.monotonic()}`));
  await clock.advance(15);
  expect(called).toEqual(['first at 10', 'second at 10']);
  expect(clock.monotonic()).toBe(15);
  expect(clock.nextAt).toBe(20);
});

test('a timer set by a promise that a timer settled runs within the same advance', async () => {
  const clock = new FakeClock();
  let done = 0;
  const wait = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const chain = async () => {
    await wait(10);
    await wait(10);
    done = clock.monotonic();
  };
  const running = chain();
  await clock.advance(100);
  await running;
  expect(done).toBe(20);
});

test('a cancelled timer is not called and not pending', async () => {
  const clock = new FakeClock();
  let called = false;
  const cancel = clock.after(5, () => {
    called = true;
  });
  cancel();
  await clock.advance(10);
  expect([called, clock.pending]).toEqual([false, 0]);
});

test('a jump of the wall clock leaves monotonic time alone', async () => {
  const clock = new FakeClock(1_000);
  await clock.advance(5);
  clock.jumpWall(-500);
  expect([clock.monotonic(), clock.wall()]).toEqual([5, 505]);
});
