import { describe, expect, test } from 'vitest';
import { cellAge, duration, shortAge } from './duration';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('ages and durations', () => {
  test.each([
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 m'],
    [3_599, '59 m'],
    [7_200, '2 h'],
    [41 * 86_400 + 5, '41 d'],
    [-3, '0 s'],
  ])('an age of %d s reads %s', (seconds, words) => {
    expect(plain(shortAge(seconds))).toBe(words);
    expect(cellAge(seconds)).toBe(words.replace(' ', ''));
  });

  test.each([
    [0, '0 s'],
    [0.004, '0.01 s'],
    [0.083, '0.08 s'],
    [0.34, '0.3 s'],
    [4, '4 s'],
    [42, '42 s'],
    [226, '3 m 46 s'],
    [3_600, '1 h'],
    [3_660, '1 h 1 m'],
    [3_605, '1 h'],
    [2 * 86_400 + 4 * 3_600 + 59, '2 d 4 h'],
    [119.7, '2 m'],
  ])('a duration of %d s reads %s, in at most two neighbouring units', (seconds, words) => {
    expect(plain(duration(seconds))).toBe(words);
  });
});
