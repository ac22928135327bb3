import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.js';

test.each([
  ['controle-plane', 'control-plane'],
  ['Deploymnet', 'Deployment'],
  ['deployment', 'Deployment'],
  ['woker', 'worker'],
  ['x', undefined],
  ['StorageClass', undefined],
  ['', undefined],
])('%s was meant to be %s', (word, meant) => {
  expect(nearest(word, ['control-plane', 'worker', 'Deployment', 'DaemonSet'])).toBe(meant);
});

test('of two that are near, the nearer one is meant', () => {
  expect(nearest('image', ['images', 'image', 'mage'])).toBe('image');
});

test('the distance is 0 only of a word to itself, the same both ways, and grows by one with a slip', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, fc.nat(7), (a, b, at) => {
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      const slip = a.slice(0, at) + a.slice(at + 1);
      expect(editDistance(a, slip)).toBe(a.length - slip.length);
      expect(Math.abs(editDistance(a, b) - editDistance(slip, b))).toBeLessThanOrEqual(1);
    }),
  );
});
