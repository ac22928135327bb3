/** The text is no schedule; the message is the real server's. */
export class ScheduleError extends Error {
  override name = 'ScheduleError';
}

/** The minutes, hours, days of the month, months and days of the week at which something is to be done. */
export interface CronSchedule {
  readonly minute: ReadonlySet<number>;
  readonly hour: ReadonlySet<number>;
  readonly day: ReadonlySet<number>;
  readonly month: ReadonlySet<number>;
  readonly weekday: ReadonlySet<number>;
  /** True where a day is named both ways: either is enough then. */
  readonly eitherDay: boolean;
}

const SHORT: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function numberIn(text: string, least: number, names: readonly string[]): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + least;
  if (!/^\d+$/.test(text)) {
    throw new ScheduleError(`failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`);
  }
  return Number(text);
}

function rangeOf(range: string, least: number, most: number, names: readonly string[]): number[] {
  const [span = '', step] = range.split('/');
  const all = span === '*' || span === '?';
  const [low = '', high] = span.split('-');
  const start = all ? least : numberIn(low, least, names);
  const end = all || (high === undefined && step !== undefined) ? most : numberIn(high ?? low, least, names);
  const by = step === undefined ? 1 : numberIn(step, 0, []);
  if (start < least) throw new ScheduleError(`beginning of range (${start}) below minimum (${least}): ${range}`);
  if (end > most) throw new ScheduleError(`end of range (${end}) above maximum (${most}): ${range}`);
  if (start > end) throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${range}`);
  if (by === 0) throw new ScheduleError(`step of range should be a positive number: ${range}`);
  return Array.from({ length: Math.floor((end - start) / by) + 1 }, (_, index) => start + index * by);
}

/** @throws {ScheduleError} */
export function parseSchedule(text: string): CronSchedule {
  if (text.startsWith('@') && SHORT[text] === undefined) throw new ScheduleError(`unrecognized descriptor: ${text}`);
  const fields = (SHORT[text] ?? text).split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5)
    throw new ScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const set = (index: number, least: number, most: number, names: readonly string[] = []) =>
    new Set(fields[index]?.split(',').flatMap((range) => rangeOf(range, least, most, names)));
  return {
    minute: set(0, 0, 59),
    hour: set(1, 0, 23),
    day: set(2, 1, 31),
    month: set(3, 1, 12, MONTHS),
    weekday: set(4, 0, 6, WEEKDAYS),
    eitherDay: !/^[*?]/.test(fields[2] ?? '') && !/^[*?]/.test(fields[4] ?? ''),
  };
}
