import { expect, test } from 'vitest';
import { labelsText, selectorText, selects } from './label-selector.js';

const labels = { app: 'web', tier: 'front' };
const where = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

test.each([
  [{ matchLabels: { app: 'web' } }, true],
  [{ matchLabels: { app: 'web', tier: 'back' } }, false],
  [{ matchLabels: { other: 'web' } }, false],
  [where('app', 'In', 'a', 'web'), true],
  [where('app', 'In', 'a'), false],
  [where('none', 'In', 'a'), false],
  [where('app', 'NotIn', 'web'), false],
  [where('none', 'NotIn', 'a'), true],
  [where('app', 'Exists'), true],
  [where('none', 'Exists'), false],
  [where('none', 'DoesNotExist'), true],
  [where('app', 'DoesNotExist'), false],
  [{ matchLabels: { app: 'web' }, ...where('none', 'Exists') }, false],
  [{}, true],
  [undefined, false],
])('%j selects: %s', (selector, selected) => {
  expect(selects(selector, labels)).toBe(selected);
});

test('texts', () => {
  expect(selectorText({ matchLabels: { b: '1' }, ...where('a', 'NotIn', 'y', 'x') })).toBe('a notin (x,y),b=1');
  expect([labelsText({ b: '1', a: '2' }), labelsText({})]).toEqual(['a=2,b=1', '<none>']);
});
