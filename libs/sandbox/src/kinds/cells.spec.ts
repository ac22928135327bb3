import { expect, test } from 'vitest';
import { durationText, someOf } from './cells.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [-5 * SECOND, '<invalid>'],
  [-1 * SECOND, '0s'],
  [0, '0s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [9 * MINUTE + 5 * SECOND, '9m5s'],
  [10 * MINUTE + 5 * SECOND, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR, '3h'],
  [7 * HOUR + 59 * MINUTE, '7h59m'],
  [8 * HOUR + 59 * MINUTE, '8h'],
  [47 * HOUR, '47h'],
  [2 * DAY, '2d'],
  [7 * DAY + 23 * HOUR, '7d23h'],
  [8 * DAY + 23 * HOUR, '8d'],
  [729 * DAY, '729d'],
  [730 * DAY, '2y'],
  [800 * DAY, '2y70d'],
  [9 * 365 * DAY + DAY, '9y'],
])('%i ms are shown as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test('a long list says how much it leaves out', () => {
  expect(someOf(['a', 'b', 'c'], 3)).toBe('a,b,c');
  expect(someOf(['a', 'b', 'c', 'd', 'e'], 3)).toBe('a,b,c + 2 more...');
});
