import { describe, expect, test } from 'vitest';
import { millicoresOf, wholeOf } from './quantity.js';

describe('quantities are parsed exactly', () => {
  test.each([
    ['2', 2_000],
    ['250m', 250],
    ['0.1', 100],
    ['.5', 500],
    ['1.', 1_000],
    ['1e3', 1_000_000],
    ['1E-3', 1],
    ['100u', 1],
    ['1500000n', 2],
    ['0', 0],
    ['+4', 4_000],
    ['-250m', -250],
    ['1.0005', 1_001],
    [2, 2_000],
  ])('%s is %i thousandths of a core, rounded up', (text, expected) => {
    expect(millicoresOf(text)).toBe(expected);
  });

  test.each([
    ['128Mi', 134_217_728],
    ['1.5Gi', 1_610_612_736],
    ['16308196Ki', 16_699_592_704],
    ['1Ti', 2 ** 40],
    ['1k', 1_000],
    ['1M', 1_000_000],
    ['1G', 1e9],
    ['1T', 1e12],
    ['1P', 1e15],
    ['1E3', 1_000],
    ['12e6', 12_000_000],
    ['100m', 1],
    ['110', 110],
  ])('%s is %i bytes', (text, expected) => {
    expect(wholeOf(text)).toBe(expected);
  });

  test('what fits no exact number is capped, however large it claims to be', () => {
    for (const text of ['9Ei', '100E', '1e9999999999', `${'9'.repeat(60)}Gi`]) {
      expect(wholeOf(text)).toBe(Number.MAX_SAFE_INTEGER);
    }
    expect(wholeOf('1e-9999999999')).toBe(1);
    expect(wholeOf('0e9999999999')).toBe(0);
  });

  test.each([
    '',
    'Mi',
    '1 Gi',
    '1mi',
    '1KI',
    '1e',
    '--1',
    '1.2.3',
    '0x10',
    'NaN',
    '1'.repeat(65),
    null,
    undefined,
    {},
    [],
    true,
    Number.NaN,
  ])('%s is no quantity', (value) => {
    expect(millicoresOf(value)).toBeNull();
    expect(wholeOf(value)).toBeNull();
  });
});
