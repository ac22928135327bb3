/** The same numbers for the same seed, on every machine: a failing random test names its seed and can be run again. */
export class SeededRandom {
  private state: number;

  constructor(readonly seed: number) {
    // Neighbouring seeds must not give neighbouring streams; xorshift never leaves zero, so zero is avoided.
    this.state = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) | 1;
    for (let i = 0; i < 8; i += 1) this.next();
  }

  /** From 0 (inclusive) to 1 (exclusive). Bound: may be passed as a function. */
  readonly next = (): number => {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) / 2 ** 32;
  };

  /** A whole number from 0 to `below - 1`. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws RangeError when there is nothing to pick from. */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.int(from.length)];
    if (from.length === 0 || picked === undefined) throw new RangeError('SeededRandom.pick: the list is empty.');
    return picked;
  }
}
