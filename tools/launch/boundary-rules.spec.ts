import { describe, expect, test } from 'vitest';
import { brokenRules, importsOf, RULES, violations } from './boundary-rules.mjs';

describe('boundaries', () => {
  test('every rule refuses its canary', () => {
    expect(brokenRules()).toEqual([]);
    for (const { name, canary } of RULES) {
      const found = violations(importsOf(canary[0], `import { x } from '${canary[1]}';\n`));
      expect(found.some((line: string) => line.endsWith(name))).toBe(true);
    }
  });

  test('every form of import is seen, comments are not', () => {
    const text = `
      import 'a';
      import b from "b";
      import type { C } from 'c';
      import {
        d,
        type D,
      } from 'd';
      export * from 'e';
      export { f } from 'f';
      const g = await import('g');
      // import 'h';
      /* import 'i'; */
    `;
    expect(importsOf('x.ts', text).map(({ specifier }: { specifier: string }) => specifier)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
      'g',
    ]);
  });
});
