import { expect, test } from 'vitest';
import { parseSchedule, ScheduleError } from './cron-schedule.js';

function parsed(text: string): Record<string, unknown> {
  const { eitherDay, ...sets } = parseSchedule(text);
  return { eitherDay, ...Object.fromEntries(Object.entries(sets).map(([name, set]) => [name, [...set]])) };
}

test('values, lists, ranges, steps and names', () => {
  expect(parsed('0,30 8-10 */10 jan-mar mon')).toEqual({
    minute: [0, 30],
    hour: [8, 9, 10],
    day: [1, 11, 21, 31],
    month: [1, 2, 3],
    weekday: [1],
    eitherDay: false,
  });
  expect(parsed('5/20 0 1 1 0')).toMatchObject({ minute: [5, 25, 45], eitherDay: true });
});

test('shorthands', () => {
  expect(parsed('@hourly')).toMatchObject({ minute: [0], eitherDay: false });
  expect(parseSchedule('@hourly').hour.size).toBe(24);
  expect(parsed('@weekly')).toMatchObject({ minute: [0], hour: [0], weekday: [0] });
});

test.each([
  ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
  ['@often', 'unrecognized descriptor: @often'],
])('%s is refused', (text, said) => {
  expect(() => parseSchedule(text)).toThrow(new ScheduleError(said));
});
