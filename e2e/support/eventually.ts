const EVERY_MS = 50;

/**
 * Waits until `look` gives something, and returns it. For conditions that another process brings about: the test says
 * what it waits for, and fails with that and the last thing seen.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  withinMs = 30_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${what}; last seen: ${String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
