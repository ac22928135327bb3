/** Everything that tells time or waits takes one, so that a test can run a day in seconds. */
export interface Clock {
  /** Milliseconds since 1970; may jump. For what is written into objects. */
  wall(): number;
  /** Milliseconds since some moment; never jumps. For how long something took or has to wait. */
  monotonic(): number;
  /** Calls back once after `ms` milliseconds, never at once; the function that it gives cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** The machine's own time. */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
