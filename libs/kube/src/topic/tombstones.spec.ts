import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Tombstones } from './tombstones.js';

test('removals after a number are all told for as long as it is not forgotten, whatever the limit', () => {
  const runs = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 700 });
  fc.assert(
    fc.property(runs, fc.constantFrom(0, 1, 3, 300), (steps, limit) => {
      const tombstones = new Tombstones(limit);
      const all: Array<{ id: number; seq: number }> = [];
      let seq = 1;
      for (const step of steps) {
        seq += step;
        const id = all.length + 1;
        all.push({ id, seq });
        tombstones.add(id, seq);
      }
      for (let from = tombstones.completeFrom; from <= seq; from++) {
        const expected = all.filter((entry) => entry.seq > from).map((entry) => entry.id);
        expect(tombstones.after(from).reverse()).toEqual(expected);
      }
      const remembered = tombstones.after(-1).length;
      expect(remembered).toBe(Math.min(limit, all.length));
      if (all.length <= limit) expect(tombstones.completeFrom).toBe(0);
    }),
    { numRuns: 200 },
  );
});
