import type { Filter } from '@binnacle/shared/views';
import type { LedgerFilters } from '@/lib/api/queries';

/** Words that a ledger filter understands, and the parameter each becomes. */
const KEYS: Record<string, Exclude<keyof LedgerFilters, 'limit' | 'cursor' | 'q'>> = {
  cluster: 'cluster',
  ns: 'namespace',
  namespace: 'namespace',
  kind: 'kind',
  object: 'name',
  name: 'name',
  actor: 'actor',
  action: 'action',
  state: 'state',
  outcome: 'outcome',
  since: 'since',
};
const VALUES: Partial<Record<string, readonly string[]>> = {
  state: ['pending', 'waiting', 'succeeded', 'failed', 'refused', 'unknown', 'cancelled'],
  outcome: ['following', 'healthy', 'stuck', 'superseded', 'undone', 'none'],
};
const UNIT_SECONDS: Record<string, number> = { m: 60, h: 3_600, d: 86_400 };

export interface LedgerQuery extends Pick<Filter, 'terms' | 'errors'> {
  filters: LedgerFilters;
}

/**
 * Reads `cluster:prod actor:Mia state:failed since:2h checkout`: words with a known key narrow by it, `since` takes
 * `today` or an age, and every other word is looked for in the text of the rows. `now` in milliseconds.
 */
export function parseLedgerFilter(text: string, now: number): LedgerQuery {
  const filters: LedgerFilters = {};
  const terms: LedgerQuery['terms'][number][] = [];
  const errors: LedgerQuery['errors'][number][] = [];
  const words: string[] = [];
  for (const match of text.matchAll(/(?:([a-z]+):)?("[^"]*"?|\S+)/gi)) {
    const { index: position } = match;
    const length = match[0].length;
    const key = match[1]?.toLowerCase() ?? null;
    const value = (match[2] ?? '').replaceAll('"', '');
    if (key === null) {
      words.push(value);
      continue;
    }
    const problem = take(filters, key, value, now);
    if (problem === null) terms.push({ position, length, negated: false, key, operator: '', value });
    else errors.push({ position, length, message: problem });
  }
  if (words.length > 0) filters.q = words.join(' ');
  return { filters, terms, errors };
}

function take(filters: LedgerFilters, key: string, value: string, now: number): string | null {
  const parameter = KEYS[key];
  if (parameter === undefined) return `The ledger has no "${key}:". It has ${Object.keys(KEYS).join(', ')}.`;
  if (value === '') return `What should ${key} be?`;
  if (parameter === 'since') {
    const since = sinceOf(value, now);
    if (since === null) return 'since takes today, or an age such as 30m, 2h or 7d.';
    filters.since = since;
    return null;
  }
  const known = VALUES[parameter];
  if (known !== undefined && !known.includes(value)) return `${key} is one of ${known.join(', ')}.`;
  filters[parameter] = value;
  return null;
}

function sinceOf(value: string, now: number): string | null {
  if (value === 'today') {
    const midnight = new Date(now);
    midnight.setHours(0, 0, 0, 0);
    return midnight.toISOString();
  }
  const match = /^(\d{1,5})([mhd])$/.exec(value);
  const unit = UNIT_SECONDS[match?.[2] ?? ''];
  if (match === null || unit === undefined) return null;
  // Whole minutes, so that the same words are the same question for a while.
  const at = now - Number(match[1]) * unit * 1_000;
  return new Date(Math.floor(at / 60_000) * 60_000).toISOString();
}
