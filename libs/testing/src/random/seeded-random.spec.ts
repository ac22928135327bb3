import { expect, test } from 'vitest';
import { SeededRandom } from './index.js';

test('the same seed gives the same numbers, another seed gives others', () => {
  const numbers = (seed: number) => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 20 }, random.next);
  };
  expect(numbers(7)).toEqual(numbers(7));
  expect(numbers(7)).not.toEqual(numbers(8));
});

test('numbers lie in [0, 1) and fill it evenly, for seeds that follow each other', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const random = new SeededRandom(seed);
    let outside = 0;
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i += 1) {
      const value = random.next();
      if (value < 0 || value >= 1) outside += 1;
      const tenth = Math.floor(value * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(outside, `seed ${seed}`).toBe(0);
    expect(Math.min(...tenths), `seed ${seed}`).toBeGreaterThan(850);
  }
});

test('the first numbers of 1,000 neighbouring seeds are spread', () => {
  const firsts = Array.from({ length: 1_000 }, (_, seed) => new SeededRandom(seed).next());
  const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
  expect(mean).toBeGreaterThan(0.45);
  expect(mean).toBeLessThan(0.55);
});

test('picking from an empty list is an error', () => {
  expect(() => new SeededRandom(1).pick([])).toThrow(RangeError);
});
