import { SeededRandom } from '@binnacle/testing/random';
import { describe, expect, test } from 'vitest';
import { StatusError } from './ports.js';
import { BrokenStreamError, WatchDecoder, type WatchEvent } from './watch-decoder.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const line = (name: string, type = 'ADDED') =>
  `${JSON.stringify({ type, object: { metadata: { name, resourceVersion: '7' } } })}\n`;

function decode(
  chunks: Uint8Array[],
  maxLineBytes = 1_000,
): { names: string[]; events: WatchEvent[]; decoder: WatchDecoder } {
  const decoder = new WatchDecoder(maxLineBytes);
  const events: WatchEvent[] = [];
  for (const chunk of chunks) decoder.push(chunk, (event) => events.push(event));
  const names = events.map((event) => (event.type === 'ERROR' ? event.error.message : event.object.metadata.name));
  return { names, events, decoder };
}

const fail = () => expect.unreachable('no event expected');

describe('watch decoder', () => {
  test('gives every line of a chunk at once, in order', () => {
    expect(decode([bytesOf(line('a') + line('b') + line('c'))]).names).toEqual(['a', 'b', 'c']);
  });

  test('a line cut at any byte, inside a multi-byte character too, is whole again', () => {
    const bytes = bytesOf(line('größe-✓-🧭') + line('b'));
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(decode([bytes.subarray(0, at), bytes.subarray(at)]).names, `cut at ${at}`).toEqual(['größe-✓-🧭', 'b']);
    }
  });

  test('one byte at a time gives the same', () => {
    const bytes = bytesOf(line('ä') + line('✓'));
    expect(decode(Array.from(bytes, (byte) => Uint8Array.of(byte))).names).toEqual(['ä', '✓']);
  });

  test('200 random cuts of 50 lines give the same 50 lines', () => {
    const names = Array.from({ length: 50 }, (_, i) => `ö${'✓🧭'.repeat(i % 7)}${i}`);
    const bytes = bytesOf(names.map((name) => line(name)).join(''));
    for (let seed = 0; seed < 200; seed += 1) {
      const random = new SeededRandom(seed);
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const length = 1 + random.int(random.pick([2, 40, 400]));
        chunks.push(bytes.subarray(at, at + length));
        at += length;
      }
      expect(decode(chunks).names, `seed ${seed}`).toEqual(names);
    }
  });

  test('empty lines mean nothing', () => {
    expect(decode([bytesOf(`\n\n${line('a')}\n`)]).names).toEqual(['a']);
  });

  test('an ERROR event is a StatusError with code, reason, message and the wait it asks for', () => {
    const status = { code: 429, reason: 'TooManyRequests', message: 'slow down', details: { retryAfterSeconds: 7 } };
    const event = decode([bytesOf(`${JSON.stringify({ type: 'ERROR', object: status })}\n`)]).events[0];
    expect(event).toEqual({ type: 'ERROR', error: new StatusError(429, 'TooManyRequests', 'slow down', 7_000) });
  });

  test('an ERROR event without code or message is a 500', () => {
    const event = decode([bytesOf('{"type":"ERROR","object":{}}\n')]).events[0];
    expect(event?.type === 'ERROR' && event.error.code).toBe(500);
  });

  test('lines before a broken one are given; the broken one is an error that does not quote it', () => {
    const decoder = new WatchDecoder(1_000);
    const names: string[] = [];
    let thrown: unknown;
    try {
      decoder.push(bytesOf(`${line('a')}{"password":"hunter2\n${line('b')}`), (event) => {
        names.push(event.type === 'ERROR' ? '' : event.object.metadata.name);
      });
    } catch (error) {
      thrown = error;
    }
    expect(names).toEqual(['a']);
    expect(thrown).toBeInstanceOf(BrokenStreamError);
    expect(String(thrown)).not.toContain('hunter2');
    expect(String(thrown)).toContain('not JSON');
  });

  test.each([
    'null',
    '1',
    '"x"',
    '{}',
    '{"type":"ADDED"}',
    '{"type":"ADDED","object":{}}',
    '{"type":"ADDED","object":{"metadata":{}}}',
    '{"type":"NEW","object":{"metadata":{"name":"a"}}}',
  ])('%s is no event', (text) => {
    expect(() => decode([bytesOf(`${text}\n`)])).toThrow(BrokenStreamError);
  });

  test('a line longer than the limit is refused before its end has come', () => {
    expect(() => decode([new Uint8Array(600).fill(120), new Uint8Array(600).fill(120)])).toThrow(
      /longer than 1000 bytes/,
    );
  });

  test('a line longer than the limit is refused within one chunk too', () => {
    expect(() => decode([bytesOf(line('x'.repeat(1_001)))])).toThrow(/longer than 1000 bytes/);
  });

  test('a last line without its newline counts if it is whole', () => {
    const { decoder } = decode([bytesOf(line('a').trimEnd())]);
    const names: string[] = [];
    decoder.end((event) => names.push(event.type));
    expect(names).toEqual(['ADDED']);
  });

  test('an end in the middle of a line is an error', () => {
    const { decoder } = decode([bytesOf(line('a').slice(0, 20))]);
    expect(() => decoder.end(fail)).toThrow(/middle of a line, after 20 bytes/);
  });

  test('an end between lines is none', () => {
    const { decoder } = decode([bytesOf(line('a'))]);
    expect(() => decoder.end(fail)).not.toThrow();
  });
});
