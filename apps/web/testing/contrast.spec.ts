import { readFileSync } from 'node:fs';
import { STATES } from '@binnacle/shared/health';
import { describe, expect, test } from 'vitest';
import { contrast, type Oklch, parseOklch } from './contrast';

const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');

function tokensOf(theme: 'light' | 'dark'): Record<string, Oklch> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (oklch\([^)/]*\));/g)].map(([, name = '', value = '']) => [
      name,
      parseOklch(value),
    ]),
  );
}

/** WCAG 2.2 AA: 4.5 for text of our sizes, 3 for marks and borders that carry meaning. */
const TEXT = 4.5;
const MARK = 3;

const GROUNDS = ['bg', 'surface', 'sunken', 'hover', 'float'];
const TEXTS = ['text', 'text-2', 'text-3'];
const pairs: [string, string, number][] = [
  ...GROUNDS.flatMap((ground) => TEXTS.map((text): [string, string, number] => [text, ground, TEXT])),
  ...STATES.flatMap((state): [string, string, number][] => [
    [state, 'surface', TEXT],
    [state, 'bg', TEXT],
    [state, 'sunken', TEXT],
    [state, 'hover', TEXT],
    [state, `${state}-wash`, TEXT],
    ['text', `${state}-wash`, TEXT],
    ['text-2', `${state}-wash`, TEXT],
    [`${state}-mark`, 'surface', MARK],
    [`${state}-mark`, 'bg', MARK],
  ]),
  ['text', 'brand-wash', TEXT],
  ['brand', 'bg', MARK],
  ['brand', 'surface', TEXT],
  ['brand-ink', 'brand-fill', TEXT],
  ['text', 'add', TEXT],
  ['text', 'add-strong', TEXT],
  ['text', 'del', TEXT],
  ['text', 'del-strong', TEXT],
];

describe.each(['light', 'dark'] as const)('contrast in the %s theme', (theme) => {
  const tokens = tokensOf(theme);
  test.each(pairs)('%s on %s is at least %d', (front, back, least) => {
    const [a, b] = [tokens[front], tokens[back]];
    if (a === undefined || b === undefined)
      throw new Error(`styles/tokens.css lacks ${a === undefined ? front : back}`);
    expect(contrast(a, b)).toBeGreaterThanOrEqual(least);
  });
});

test('the contrast of black on white is 21, and the mid grey of sRGB is where it should be', () => {
  expect(contrast({ l: 0, c: 0, h: 0 }, { l: 1, c: 0, h: 0 })).toBeCloseTo(21, 1);
  // #808080 is oklch(0.5999 0 0); on white its contrast is 3.95.
  expect(contrast({ l: 0.5999, c: 0, h: 0 }, { l: 1, c: 0, h: 0 })).toBeCloseTo(3.95, 1);
});
