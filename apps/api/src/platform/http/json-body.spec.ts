import { expect, test } from 'vitest';
import { parseJsonBody } from './json-body.js';

test('well-formed JSON is read as it is', () => {
  expect(parseJsonBody('{"a":[1,null,"ü"]}')).toEqual({ a: [1, null, 'ü'] });
});

test.each([
  ['{"a": 1,\n "b": x}', '(line 2 column 7)'],
  ['{"a": 1,\n "b"', '(line 2 column 5)'],
  ['', '(line 1 column 1)'],
  ['{"a":1} {', '(line 1 column 9)'],
])('%j is refused with the place, and nothing of it is quoted', (text, place) => {
  expect(() => parseJsonBody(text)).toThrow(new RegExp(`^not well formed ${place.replaceAll(/[()]/g, '\\$&')}$`));
});

test.each(['{"__proto__":{"admin":true}}', '{"a":{"\\u005f_proto__":1}}'])('%s is refused', (text) => {
  expect(() => parseJsonBody(text)).toThrow('a key that is not allowed');
});
