import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonTextError, parseJson } from './json-text.js';

// What the real server says of broken texts is among its recorded answers.

describe('duplicates', () => {
  test.each([
    ['{"a":1,"a":2}', ['a']],
    ['{"a":{"b":1,"c":[{},{"d":1, "d":2}],"b":3}}', ['a.c[1].d', 'a.b']],
    ['{"a":1,"\\u0061":2,"a":3}', ['a', 'a']],
    ['{"a":{"a":1},"b":{"a":1}, "c":"{\\"a\\":1,\\"a\\":2}"}', []],
    ['[{"a":1},{"a":2}]', []],
    [' { "a" : 1 , "a" : [ ] } ', ['a']],
  ])('%s', (text, duplicates) => {
    expect(parseJson(text)).toEqual({ value: JSON.parse(text), duplicates });
  });

  test('are found wherever they are, and the last counts', () => {
    const key = fc.string({ minLength: 1, maxLength: 3, unit: 'binary' });
    const property = fc.property(fc.json(), fc.dictionary(key, fc.json()), fc.nat(), (twice, others, at) => {
      const fields = Object.entries(others).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
      const again = fields.toSpliced(at % (fields.length + 1), 0, `"twice":0`);
      const text = `{"in":[{${[...again, `"twice":${twice}`].join(',')}}]}`;
      const found = parseJson(text);
      expect(found.value).toEqual(JSON.parse(text));
      expect(found.duplicates).toContain('in[0].twice');
    });
    fc.assert(property, { numRuns: 300 });
  });
});

test('takes what is JSON and nothing else', () => {
  const broken = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, more]) => {
    const where = at % (text.length + 1);
    return text.slice(0, where) + more + text.slice(where + (at % 2));
  });
  const property = fc.property(fc.oneof(broken, fc.json(), fc.string()), (text) => {
    let expected: unknown;
    try {
      expected = JSON.parse(text);
    } catch {
      expect(() => parseJson(text)).toThrow(JsonTextError);
      return;
    }
    expect(parseJson(text).value).toEqual(expected);
  });
  fc.assert(property, { numRuns: 5_000 });
});

test('a text made to exhaust a stack is refused', () => {
  for (const text of [
    '['.repeat(2_000_000),
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    `${'[ '.repeat(2_000)}${']'.repeat(2_000)}`,
  ]) {
    expect(() => parseJson(text)).toThrow(new JsonTextError('exceeded max depth'));
  }
});
