import { expect, test } from 'vitest';
import { StreamBuffer } from './stream-buffer.js';

const buffer = (limit = 3, signal = new AbortController().signal) => new StreamBuffer(limit, signal);

async function all(stream: StreamBuffer): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

test('hands out what came, in order, together where the reader was slower', async () => {
  const stream = buffer();
  const pieces = stream[Symbol.asyncIterator]();
  const first = pieces.next();
  stream.push('a');
  expect(await first).toEqual({ value: 'a', done: false });
  for (const piece of ['b', 'c', 'd']) expect(stream.push(piece)).toBe(true);
  expect(await pieces.next()).toEqual({ value: 'bcd', done: false });
  stream.push('e');
  stream.end();
  expect(stream.push('f')).toBe(false);
  expect(await pieces.next()).toEqual({ value: 'e', done: false });
  expect(await pieces.next()).toEqual({ value: undefined, done: true });
});

test('lets go of one who does not read, without handing out a part', async () => {
  const stream = buffer(2);
  expect(['a', 'b', 'c', 'd'].map((piece) => stream.push(piece))).toEqual([true, true, false, false]);
  expect(await all(stream)).toEqual([]);
});

test('ends with its signal, before it began or while it waits', async () => {
  expect(await all(buffer(1, AbortSignal.abort()))).toEqual([]);
  const controller = new AbortController();
  const waiting = all(buffer(1, controller.signal));
  controller.abort();
  expect(await waiting).toEqual([]);
});

test('a reader that leaves ends it', async () => {
  const stream = buffer();
  stream.push('a');
  for await (const _ of stream) break;
  expect(stream.push('b')).toBe(false);
});
