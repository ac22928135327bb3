import type { LedgerRow } from '@binnacle/shared/ledger';
import { describe, expect, test } from 'vitest';
import { isOpen, outcomeOf } from './outcome';

const row = (state: LedgerRow['state'], outcome: LedgerRow['outcome'], error: string | null = null) => ({
  state,
  outcome,
  error,
});
const words = (said: string) => said.replaceAll('\u202f', ' ');

describe('outcomes', () => {
  const said: [ReturnType<typeof row>, string, string][] = [
    [row('succeeded', { kind: 'healthy', seconds: 42 }), 'ok', 'healthy in 42 s'],
    [row('succeeded', { kind: 'stuck', because: 'image not found' }), 'failing', 'stuck: image not found'],
    [
      row('succeeded', { kind: 'undone', by: 'autoscaler', seconds: 2_460 }),
      'warning',
      'undone by autoscaler after 41 m',
    ],
    [row('refused', { kind: 'none' }, 'needs delete on secrets'), 'paused', 'refused: needs delete on secrets'],
    [row('unknown', { kind: 'following' }), 'unknown', 'outcome unknown: settling'],
    [row('failed', { kind: 'none' }, 'conflict'), 'failing', 'failed: conflict'],
  ];
  test.each(said)('%o is %s: %s', (given, state, text) => {
    const outcome = outcomeOf(given);
    expect(outcome.state).toBe(state);
    expect(words(outcome.words)).toBe(text);
  });

  test('an action is open while its outcome may still change; unknown is never taken for done', () => {
    expect(isOpen(row('unknown', { kind: 'none' }))).toBe(true);
    expect(isOpen(row('succeeded', { kind: 'following' }))).toBe(true);
    expect(isOpen(row('succeeded', { kind: 'healthy' }))).toBe(false);
    expect(isOpen(row('refused', { kind: 'none' }))).toBe(false);
  });
});
