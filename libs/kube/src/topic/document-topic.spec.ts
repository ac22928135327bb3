import type { Freshness } from '@binnacle/shared/clusters';
import { serverFrameSchema } from '@binnacle/shared/realtime';
import { expect, test } from 'vitest';
import { DocumentTopic } from './index.js';

const live: Freshness = { state: 'live', since: '2026-01-01T00:00:00Z' };
const stale: Freshness = { state: 'stale', since: '2026-01-02T00:00:00Z', because: 'The "watch" ended.' };

test('a document is numbered and sent whole only when it differs', () => {
  const topic = new DocumentTopic({ key: 'local/overview', epoch: 'e' });
  expect(topic.seq).toBe(0);
  expect(serverFrameSchema.parse(JSON.parse(topic.set({ a: 1 }, live) ?? ''))).toEqual({
    t: 'document',
    key: 'local/overview',
    seq: 1,
    body: { a: 1 },
    freshness: live,
  });
  expect(topic.set({ a: 1 }, live)).toBeNull();
  expect(JSON.parse(topic.set({ a: 2 }, live) ?? '')).toMatchObject({ seq: 2, body: { a: 2 } });
});

test('freshness alone makes no new document, but the frame of a new reader has the latest', () => {
  const topic = new DocumentTopic({ key: 'k', epoch: 'e' });
  topic.set(undefined, live);
  expect(topic.set(undefined, stale)).toBeNull();
  expect(JSON.parse(topic.frame())).toMatchObject({ seq: 1, body: null, freshness: stale });
  expect(serverFrameSchema.parse(JSON.parse(topic.mark(stale)))).toEqual({
    t: 'mark',
    key: 'k',
    epoch: 'e',
    seq: 1,
    freshness: stale,
  });
});

test('an empty topic has no frame', () => {
  expect(() => new DocumentTopic({ key: 'k', epoch: 'e' }).frame()).toThrow('set a document before');
});
