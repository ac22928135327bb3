import { SILENCE_LIMIT_MS } from '@binnacle/shared/replica';
import { describe, expect, test } from 'vitest';
import { type Evidence, isRead, shownFreshness } from './freshness';

const T = Date.parse('2026-01-02T03:04:05Z');
const live: Evidence = {
  connected: true,
  lost: null,
  heardAt: T,
  filled: true,
  resuming: false,
  refused: null,
  server: { state: 'live', since: '2026-01-02T03:00:00Z' },
};

describe('freshness as it is shown', () => {
  test('live is said only while the topic is heard', () => {
    expect(shownFreshness(live, T + SILENCE_LIMIT_MS).state).toBe('live');
    expect(shownFreshness(live, T + SILENCE_LIMIT_MS + 1)).toMatchObject({ state: 'stale', since: T });
  });

  test('everything is stale at once when the connection is lost, whatever the server said last', () => {
    const shown = shownFreshness({ ...live, connected: false, lost: { at: T + 5, because: 'Lost.' } }, T + 6);
    expect(shown).toEqual({ state: 'stale', since: T + 5, because: 'Lost.', retryAt: null });
  });

  test('before the first frame it is loading, never empty and never live', () => {
    expect(shownFreshness({ ...live, heardAt: null, server: null, filled: false }, T).state).toBe('loading');
    expect(shownFreshness({ ...live, connected: false, heardAt: null, server: null, filled: false }, T).state).toBe(
      'loading',
    );
  });

  test('a first window of a large table is catching up, not live', () => {
    expect(shownFreshness({ ...live, filled: false }, T).state).toBe('catching-up');
  });

  test('a cluster that was never reached is neither loading nor empty', () => {
    const server = { state: 'loading' as const, since: live.server?.since ?? '', because: 'Connection refused.' };
    const shown = shownFreshness({ ...live, server }, T);
    expect(shown).toMatchObject({ state: 'unreached', because: 'Connection refused.' });
    expect(isRead(shown)).toBe(false);
    expect(isRead(shownFreshness(live, T))).toBe(true);
  });

  test('after a reconnect it is catching up until the answer came', () => {
    expect(shownFreshness({ ...live, resuming: true }, T).state).toBe('catching-up');
  });

  test('a refusal is forbidden, and any other end is an error; neither is shown as empty', () => {
    const refused = (code: string) => shownFreshness({ ...live, refused: { at: T, code, detail: 'No.' } }, T);
    expect(refused('forbidden')).toMatchObject({ state: 'forbidden', because: 'No.' });
    expect(refused('unknown_cluster').state).toBe('error');
  });

  test("passes on the server's reason and next attempt", () => {
    const server = {
      state: 'stale' as const,
      since: '2026-01-02T03:04:00Z',
      because: 'No answer.',
      retryAt: '2026-01-02T03:04:30Z',
    };
    expect(shownFreshness({ ...live, server }, T)).toEqual({
      state: 'stale',
      since: Date.parse(server.since),
      because: 'No answer.',
      retryAt: Date.parse(server.retryAt),
    });
  });
});
