import { setTimeout as delay } from 'node:timers/promises';

/** Something awaited did not come in time; the message ends with what was still missing. */
class TimeoutError extends Error {
  override name = 'TimeoutError';
}

export interface Patience {
  /** What is awaited, as the end of "waited N s for ...". */
  what: string;
  withinMs: number;
  everyMs?: number;
}

/**
 * Asks until the answer is null. Any other answer says what is still missing.
 *
 * @throws {TimeoutError} naming what is awaited and the last answer.
 */
export async function until(missing: () => Promise<string | null>, patience: Patience): Promise<void> {
  const deadline = performance.now() + patience.withinMs;
  for (;;) {
    const answer = await missing();
    if (answer === null) return;
    if (performance.now() > deadline) {
      throw new TimeoutError(`Waited ${Math.round(patience.withinMs / 1000)} s for ${patience.what}: ${answer}.`);
    }
    await delay(patience.everyMs ?? 150);
  }
}
