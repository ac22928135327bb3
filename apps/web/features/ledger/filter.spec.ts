import { describe, expect, test } from 'vitest';
import { parseLedgerFilter } from './filter';

const NOW = Date.parse('2026-03-04T12:34:56Z');

describe('ledger filter', () => {
  test('words with a key narrow, the rest is looked for', () => {
    const { filters, errors } = parseLedgerFilter(
      'cluster:prod-eu-1 actor:"Mia Kraus" ns:prod state:failed web  app',
      NOW,
    );
    expect(errors).toEqual([]);
    expect(filters).toEqual({
      cluster: 'prod-eu-1',
      actor: 'Mia Kraus',
      namespace: 'prod',
      state: 'failed',
      q: 'web app',
    });
  });

  test('since takes an age', () => {
    expect(parseLedgerFilter('since:2h', NOW).filters.since).toBe('2026-03-04T10:34:00.000Z');
    expect(parseLedgerFilter('since:soon', NOW).errors).toMatchObject([{ position: 0, length: 10 }]);
  });

  test('what is not understood is said with its place, and what is right still counts', () => {
    const { filters, errors } = parseLedgerFilter('state:lost colour:red cluster:a', NOW);
    expect(errors.map(({ position, length }) => [position, length])).toEqual([
      [0, 10],
      [11, 10],
    ]);
    expect(errors[0]?.message).toContain('succeeded');
    expect(filters).toEqual({ cluster: 'a' });
  });

  test('every term knows its place in the text', () => {
    const text = '  cluster:a actor:b';
    for (const { position, length, key, value } of parseLedgerFilter(text, NOW).terms) {
      expect(text.slice(position, position + length)).toBe(`${key}:${value}`);
    }
  });
});
