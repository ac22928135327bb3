import { InvalidSortError, pods } from '@binnacle/shared/views';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidCursorError, InvalidFilterError, query, RowTable, type TableQuery } from './index.js';

const ask = (more: Partial<TableQuery> = {}): TableQuery => ({
  filter: '',
  sort: 'name',
  namespaces: [],
  limit: 2,
  cursor: null,
  now: 0,
  ...more,
});
const tableOf = (rows: Array<[namespace: string, name: string, restarts: number | null]>) => {
  const table = new RowTable(pods);
  for (const [namespace, name, restarts] of rows) table.upsert({ namespace, name, restarts, uid: 'secret' });
  return table;
};

describe('query', () => {
  test('pages hold each row once, in order, with the total of all pages', () => {
    const table = tableOf([
      ['a', 'x', null],
      ['b', 'x', 5],
      ['a', 'y', 5],
      ['a', 'z', null],
      ['b', 'w', 1],
    ]);
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page = query(table, ask({ sort: '-restarts', cursor }));
      expect(page.total).toBe(5);
      seen.push(...page.items.map((row) => `${row.namespace}/${row.name}`));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['a/y', 'b/x', 'b/w', 'a/x', 'a/z']);
  });

  test('filter and namespaces narrow rows and total; the last page has no cursor', () => {
    const table = tableOf([
      ['a', 'web-1', 1],
      ['a', 'db-1', 1],
      ['b', 'web-2', 1],
      ['c', 'web-3', 1],
    ]);
    const page = query(table, ask({ filter: 'web', namespaces: ['a', 'c'] }));
    expect(page).toMatchObject({ total: 2, nextCursor: null, items: [{ name: 'web-1' }, { name: 'web-3' }] });
  });

  test('internal columns never leave', () => {
    expect(Object.keys(query(tableOf([['a', 'x', 1]]), ask()).items[0] ?? {})).not.toContain('uid');
  });

  test('rows that stay are neither skipped nor repeated while others come and go between pages', () => {
    const names = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnop'), { minLength: 6 });
    fc.assert(
      fc.property(names, fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 10 }), (all, moves) => {
        const table = tableOf(all.map((name, index) => ['n', name, index % 3 === 0 ? null : index % 3]));
        const staying = new Set(all.slice(0, 3));
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: ReturnType<typeof query> = query(table, ask({ sort: 'restarts', cursor }));
          seen.push(...page.items.map((row) => String(row.name)));
          cursor = page.nextCursor;
          const move = moves.pop();
          const name = move === undefined ? undefined : all[3 + (move[0] % (all.length - 3))];
          if (name === undefined) continue;
          if (move?.[1]) table.remove('n', name);
          else table.upsert({ namespace: 'n', name: `${name}${name}`, restarts: 1 });
        } while (cursor !== null);
        expect(seen.filter((name) => staying.has(name)).sort()).toEqual([...staying].sort());
      }),
      { numRuns: 500 },
    );
  });

  test('a cursor of our own making, or for another order, is refused with a reason', () => {
    const table = tableOf([
      ['a', 'x', 1],
      ['a', 'y', 2],
      ['a', 'z', 3],
    ]);
    const { nextCursor } = query(table, ask());
    expect(() => query(table, ask({ sort: '-name', cursor: nextCursor }))).toThrow('belongs to the order "name"');
    for (const cursor of ['', 'x', '????', 'W10', Buffer.from('["name",{},null,"x"]').toString('base64url')]) {
      expect(() => query(table, ask({ cursor }))).toThrow(InvalidCursorError);
    }
  });

  test('a wrong filter or sort is refused with its place', () => {
    const table = tableOf([]);
    expect(() => query(table, ask({ filter: 'web colour:red' }))).toThrow(InvalidFilterError);
    expect(() => query(table, ask({ filter: 'web colour:red' }))).toThrow('At 5: There is no column "colour".');
    expect(() => query(table, ask({ sort: 'colour' }))).toThrow(InvalidSortError);
  });
});
