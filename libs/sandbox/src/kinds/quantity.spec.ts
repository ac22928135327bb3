import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalQuantity, formatQuantity, nanosOf, parseQuantity, QuantityError } from './quantity.js';

test.each([
  ['0', '0'],
  ['0.5', '500m'],
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['1000', '1k'],
  ['100000', '100k'],
  ['1024Mi', '1Gi'],
  ['0.5Gi', '512Mi'],
  ['1023Ki', '1023Ki'],
  ['512', '512'],
  ['1.5Ki', '1536'],
  ['1e3', '1e3'],
  ['12E2', '1200'],
  ['1E', '1E'],
  ['-1.5', '-1500m'],
  ['0.0000000001', '1n'],
  ['+5', '5'],
  [1.5, '1500m'],
  [3, '3'],
])('%s is written %s', (given, written) => {
  expect(canonicalQuantity(given)).toBe(written);
});

test.each(['', 'x', '1x', '.', '1.2.3', '1 Gi', '5ii', 'NaN'])('"%s" is refused', (text) => {
  expect(() => parseQuantity(text)).toThrow(QuantityError);
});

test('writing and reading again loses nothing and changes nothing', () => {
  const format = fc.constantFrom('decimal' as const, 'binary' as const, 'exponent' as const);
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 24n), 10n ** 24n), format, (nanos, kind) => {
      const text = formatQuantity({ nanos, format: kind });
      expect(nanosOf(text)).toBe(nanos);
      expect(canonicalQuantity(text)).toBe(text);
    }),
  );
});

test('what is not there amounts to nothing', () => {
  expect([nanosOf(undefined), nanosOf(null), nanosOf('1n')]).toEqual([0n, 0n, 1n]);
});
