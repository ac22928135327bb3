import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyIndex } from './key-index.js';

test('whatever is added and removed, ranges are those of a sorted list', () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '-'), maxLength: 6 }).map((text) => `/${text}`);
  // Few calls of many keys fill several chunks.
  const step = fc.record({
    keys: fc.array(key, { maxLength: 40 }),
    repeat: fc.integer({ min: 1, max: 60 }),
    remove: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), key, key, (steps, prefix, after) => {
      const index = new KeyIndex<{ readonly key: string }>();
      const model = new Set<string>();
      for (const { keys, repeat, remove } of steps) {
        for (const one of keys.flatMap((start) => Array.from({ length: repeat }, (_, i) => `${start}${i}`))) {
          if (remove) {
            index.remove(one);
            model.delete(one);
          } else if (!model.has(one)) {
            index.add({ key: one });
            model.add(one);
          }
        }
      }
      const expected = [...model].filter((one) => one.startsWith(prefix)).sort();
      expect(Array.from(index.startingWith(prefix), (item) => item.key)).toEqual(expected);
      expect(Array.from(index.startingWith(prefix, after), (item) => item.key)).toEqual(
        expected.filter((one) => one > after),
      );
      expect(index.size).toBe(model.size);
    }),
    { numRuns: 200 },
  );
});
