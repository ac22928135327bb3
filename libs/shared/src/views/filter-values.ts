import type { ColumnType } from './column.js';

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
const DURATION = /^(?:\d+(?:\.\d+)?[smhdw])+$/;

/** Seconds of `90s`, `5m`, `1h30m`, `2d`, `1w`; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)) {
    seconds += Number(amount) * (SECONDS[unit ?? ''] ?? 0);
  }
  return seconds;
}

/** Suffixes of Kubernetes quantities; https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const SUFFIXES: Record<string, number> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** The number that a column of this type would hold for a text such as `3`, `500m` or `1.5Gi`; undefined when it is none. */
export function parseQuantity(type: ColumnType, text: string): number | undefined {
  const found = /^(-?\d+(?:\.\d+)?)([A-Za-z]{0,2})$/.exec(text);
  if (found === null) return undefined;
  const suffix = found[2] ?? '';
  const factor = Object.hasOwn(SUFFIXES, suffix) ? SUFFIXES[suffix] : undefined;
  if (factor === undefined || (type === 'number' && suffix === 'm')) return undefined;
  // Cores are stored in thousandths: `1` is 1,000 of them, `500m` is 500.
  const value = Number(found[1]) * factor * (type === 'millicores' ? 1_000 : 1);
  return type === 'number' || type === 'bytes' ? value : Math.round(value);
}

const FLAGS: Record<string, number> = { yes: 1, true: 1, '1': 1, no: 0, false: 0, '0': 0 };

/** 1 or 0 for yes and no, true and false; undefined otherwise. */
export function parseFlag(text: string): number | undefined {
  const word = text.toLowerCase();
  return Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined;
}

/** The candidate with the fewest edits from a word, for "did you mean"; undefined when nothing of it would be left. */
export function nearestOf(word: string, candidates: readonly string[]): string | undefined {
  const given = word.slice(0, 64).toLowerCase();
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = editDistance(given, candidate.toLowerCase());
    if (edits < fewest && edits < Math.max(given.length, candidate.length)) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
