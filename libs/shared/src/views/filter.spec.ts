import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matches, nodes, parseFilter, pods, type Row, VIEWS } from './index.js';

const NOW = 1_800_000_000;
const row: Row = {
  name: 'web-7d9f-x2x1z',
  namespace: 'prod',
  status: 'CrashLoopBackOff',
  state: 'failing',
  because: 'Container app was restarted 4 times.',
  ready: 1,
  restarts: 4,
  node: 'worker-1',
  cpuRequest: 500,
  memoryRequest: 2 ** 30,
  createdAt: NOW - 1_800,
  ip: null,
  labels: 'app=web,tier=front,x=',
};
const passes = (text: string, of: Row = row, view = pods) => {
  const filter = parseFilter(text, view);
  expect(filter.errors).toEqual([]);
  return matches(filter, of, NOW);
};

describe('what a word asks', () => {
  test.each([
    ['', true],
    ['ns:prod status:failing -name:canary label:app=web node:worker-1 7d9f', true],
    ['WEB-7D', true],
    ['-web', false],
    ['ns:prod ns:test', true],
    ['ns:test ns:dev', false],
    ['ns:pro', false],
    ['-ns:test', true],
    ['-ns:test -ns:prod', false],
    ['status:failing', true],
    ['status:crashloop', true],
    ['status:ok', false],
    ['state:failing', true],
    ['-state:failing', false],
    ['node:worker', true],
    ['node:=worker', false],
    ['node:=worker-1', true],
    ['because:"restarted 4"', true],
    ['because:"restarted 5"', false],
    ['restarts:>3', true],
    ['restarts:>4', false],
    ['restarts:>=4 restarts:<5', true],
    ['restarts:<=3', false],
    ['restarts:4', true],
    ['restarts:1 restarts:4', true],
    ['ready:<2', true],
    ['cpuRequest:>=500m', true],
    ['cpuRequest:<0.5', false],
    ['cpurequest:0.5', true],
    ['memoryRequest:1Gi', true],
    ['memoryRequest:>1G', true],
    ['age:<1h', true],
    ['age:>1h', false],
    ['age:<31m age:>29m30s', true],
    ['createdAt:<1h', true],
    ['label:app', true],
    ['label:ap', false],
    ['label:app=we', false],
    ['label:app=db label:app=web', true],
    ['label:app=web label:tier=back', false],
    ['label:x=', true],
    ['-label:canary', true],
    ['ip:""', true],
    ['-ip:""', false],
    ['node:""', false],
  ])('%s passes: %s', (text, expected) => {
    expect(passes(text)).toBe(expected);
  });

  test('what is not known is not compared, so that it passes only a negation', () => {
    expect(passes('restarts:<5', { name: 'a' })).toBe(false);
    expect(passes('-restarts:<5', { name: 'a' })).toBe(true);
    expect(passes('age:<5m', { name: 'a' })).toBe(false);
  });

  test('a row without a state is unknown', () => {
    expect(passes('status:unknown', { name: 'a' })).toBe(true);
    expect(passes('state:unknown', { name: 'a' })).toBe(true);
  });

  test('a state word asks for the state and not for a part of the status', () => {
    expect(passes('status:ok', { name: 'a', state: 'failing', status: 'Broken' })).toBe(false);
  });

  test('flags are asked for by yes and no', () => {
    expect(passes('cordoned:yes', { name: 'a', cordoned: 1 }, nodes)).toBe(true);
    expect(passes('cordoned:no', { name: 'a', cordoned: 1 }, nodes)).toBe(false);
  });

  test('ages make the answer depend on the time', () => {
    expect(parseFilter('age:<1h', pods)).toMatchObject({ usesNow: true, columns: ['createdAt'] });
    expect(parseFilter('web ns:a', pods)).toMatchObject({ usesNow: false, columns: ['name', 'namespace'] });
  });
});

describe('what is wrong in a text', () => {
  test('an unknown key is named with its position and the key it looks like', () => {
    const { ok, errors, terms } = parseFilter('ns:prod  stats:failing', pods);
    expect(ok).toBe(false);
    expect(errors).toMatchObject([{ position: 9, length: 13, nearest: 'status' }]);
    expect(errors[0]?.message).toBe(
      'There is no column "stats". Did you mean status:? Quote the word to look for it in names.',
    );
    expect(terms).toMatchObject([{ key: 'namespace', value: 'prod' }]);
  });

  test.each([
    ['restarts:many', 'restarts: needs a number, as in >3.'],
    ['restarts:5m', 'restarts: needs a number, as in >3.'],
    ['age:1h', 'age: needs < or > and how long ago, as in <1h or >2d.'],
    ['age:<soon', 'age: needs < or > and how long ago, as in <1h or >2d.'],
    ['state:bad', 'state: is one of failing, warning, unknown, progressing, paused, ok.'],
    ['node:>3', 'node: is text and cannot be compared by >.'],
    ['ns:', 'ns: needs a value; ns:"" finds rows without one.'],
    ['label:', 'label: needs a key, or key=value, as in label:app=web.'],
    ['because:"never', 'The quote that is opened here is never closed.'],
  ])('%s: %s', (text, message) => {
    expect(parseFilter(text, pods).errors).toMatchObject([{ position: 0, length: text.length, message }]);
  });

  test('columns that stay on the server are no keys', () => {
    expect(parseFilter('ownerUid:a', pods).ok).toBe(false);
    expect(parseFilter('constructor:a', pods).ok).toBe(false);
    expect(parseFilter('ns:a', nodes).ok).toBe(false);
  });

  test('the right words go on filtering', () => {
    const filter = parseFilter('ns:dev nonsense:1', pods);
    expect(matches(filter, row, NOW)).toBe(false);
  });

  test('no text throws, and every error lies within the text', () => {
    const words = fc.constantFrom(
      '-',
      ':',
      '"',
      '\\',
      'ns:',
      'age:<',
      'label:',
      '=',
      ' ',
      'restarts:>',
      '1h',
      '\ud800',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(words, fc.string())).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom(...Object.values(VIEWS)), (text, view) => {
        const filter = parseFilter(text, view);
        expect(typeof matches(filter, row, NOW)).toBe('boolean');
        for (const { position, length } of filter.errors) expect(position + length).toBeLessThanOrEqual(text.length);
        expect(filter.ok).toBe(filter.errors.length === 0);
      }),
      { numRuns: 1_000 },
    );
  });
});
