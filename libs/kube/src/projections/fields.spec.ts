import { expect, test } from 'vitest';
import { evidenceOf, fieldsOf, integerOf, listOf, secondsOf, textOf } from './fields.js';

test('text is one printable line: control, format and separator characters become one space', () => {
  expect(textOf('a\u001b[31m red\r\nb\u2028c\u202ed')).toBe('a [31m red b c d');
  expect(textOf('\u0000\u200b')).toBeNull();
  expect(textOf(' padded ')).toBe('padded');
});

test('text is cut to its bound, with an ellipsis and without half a character', () => {
  expect(textOf('x'.repeat(2_000))).toBe(`${'x'.repeat(1_023)}…`);
  expect(evidenceOf('y'.repeat(10_000_000))).toHaveLength(300);
  expect(textOf('😀'.repeat(10), 4)?.isWellFormed()).toBe(true);
});

test('what has another type than promised counts as absent', () => {
  expect(textOf(7)).toBeNull();
  expect(textOf('')).toBeNull();
  expect(integerOf(1.5)).toBeNull();
  expect(integerOf('7')).toBeNull();
  expect(fieldsOf([1]).length).toBeUndefined();
  expect(fieldsOf(null).anything).toBeUndefined();
  expect(listOf({ length: 3 })).toEqual([]);
  expect(listOf([null, 'x', { a: 1 }])).toEqual([{}, {}, { a: 1 }]);
});

test('times are RFC 3339 with any offset and fraction; the zero time of Go and everything else is null', () => {
  expect(secondsOf('2026-11-24T08:00:00Z')).toBe(1_795_507_200);
  expect(secondsOf('2026-11-24T09:00:00.999999+01:00')).toBe(1_795_507_200);
  for (const value of ['0001-01-01T00:00:00Z', '2026-11-24', 'yesterday', '2026-13-40T99:00:00Z', 1, null]) {
    expect(secondsOf(value)).toBeNull();
  }
});
