const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** Between a number and its unit: narrow, and never broken over two lines. */
const THIN = '\u202f';

/** The largest unit only, without a space: `48s`, `6m`, `2h`, `41d`. For table cells. Negative ages read `0s`. */
export function cellAge(seconds: number): string {
  return shortAge(seconds).replace(THIN, '');
}

/** The largest unit only: `48 s`, `6 m`, `2 h`, `41 d`. */
export function shortAge(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  for (const [unit, size] of UNITS) {
    if (whole >= size) return `${Math.floor(whole / size)}${THIN}${unit}`;
  }
  return `0${THIN}s`;
}

/** The two largest units: `3 m 46 s`, `2 d 4 h`, `42 s`. Under ten seconds one decimal where there is one, `0.3 s`; under a tenth two. */
export function duration(seconds: number): string {
  const clamped = Math.max(0, seconds);
  if (clamped > 0 && clamped < 0.1) return `${Math.max(0.01, Math.round(clamped * 100) / 100)}${THIN}s`;
  if (clamped < 10) return `${Math.round(clamped * 10) / 10}${THIN}s`;
  let rest = Math.round(clamped);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    if (rest >= size && parts.length < 2) {
      parts.push(`${Math.floor(rest / size)}${THIN}${unit}`);
      rest %= size;
    } else if (parts.length > 0) {
      break;
    }
  }
  return parts.join(' ');
}
