import { expect, test } from 'vitest';
import { scalarValue, surprise } from './scalar.js';

// As `kubectl annotate --local -f FILE a=b -o json` of v1.37 printed them.
test.each<[string, string | number | boolean | null]>([
  ...['y', 'on', 'Yes', 'TRUE', 'True'].map((text): [string, boolean] => [text, true]),
  ...['n', 'no', 'Off', 'NO', 'false'].map((text): [string, boolean] => [text, false]),
  ...['', '~', 'null', 'Null', 'NULL'].map((text): [string, null] => [text, null]),
  ...['oN', 'trUE', 'nUll', '=', '.', '1:30', '190:20:30', '2001-01-01', '2001-12-14t21:59:43.10-05:00'].map(
    (text): [string, string] => [text, text],
  ),
  ...['0o8', '0b12', '0x', '_1', '.NaN1', '1e400', '1.2.3', '-', '+', 'nginx'].map((text): [string, string] => [
    text,
    text,
  ]),
  ['0644', 420],
  ['0o644', 420],
  ['0O17', 15],
  ['-0644', -420],
  ['+0644', 420],
  ['0777_7', 4095],
  ['08', 8],
  ['00', 0],
  ['0_0', 0],
  ['1_000', 1000],
  ['1__0', 10],
  ['1_000.5', 1000.5],
  ['0x1F', 31],
  ['0X1f', 31],
  ['-0x1f', -31],
  ['0b11', 3],
  ['0B1', 1],
  ['+12', 12],
  ['1.10', 1.1],
  ['1.', 1],
  ['.5', 0.5],
  ['-.5', -0.5],
  ['+.5', 0.5],
  ['1e3', 1000],
  ['12e03', 12000],
  ['1.5e+3', 1500],
  ['12345678901234567890123', 1.2345678901234568e22],
])('kubectl reads %j as %j', (text, value) => {
  expect(scalarValue(text)).toBe(value);
});

test.each([
  ['y', 'kubectl reads an unquoted y as true (YAML 1.1)'],
  ['No', 'kubectl reads an unquoted No as false (YAML 1.1)'],
  ['0644', 'kubectl reads an unquoted 0644 as the number 420 (YAML 1.1)'],
  ['08', 'kubectl reads an unquoted 08 as the number 8 (YAML 1.1)'],
  ['true', undefined],
  ['0', undefined],
  ['0.5', undefined],
  ['80', undefined],
  ['yess', undefined],
])('of %s is said: %s', (text, said) => {
  expect(surprise(text)).toBe(said);
});
