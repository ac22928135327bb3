import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRows, pods } from '../views/index.js';
import { DictionaryStore, MAX_ROW_ID, ORDERS_KEPT, OrderBook, RowStore } from './index.js';

const number = (id: string) => pods.columns.findIndex((column) => column.id === id);
function put(store: RowStore, id: number, cells: Record<string, string | number | null>) {
  const slot = store.slotOf(id) ?? store.add(id);
  for (const [column, value] of Object.entries(cells)) store.write(slot, number(column), value);
}

describe('RowStore', () => {
  test('a slot that is used again begins with nulls', () => {
    const store = new RowStore(pods.columns);
    put(store, 1, { name: 'a', restarts: 3, node: 'n1', state: 'failing' });
    store.remove(1);
    store.add(2);
    expect(store.slotOf(2)).toBe(0);
    expect(Object.values(store.row(2) ?? {}).every((cell) => cell === null)).toBe(true);
    expect(store.counts()).toMatchObject({ failing: 0, unknown: 1 });
    expect(store.remove(1)).toBe(false);
  });

  test('a text that nobody uses any more is let go', () => {
    const store = new RowStore(pods.columns);
    const nodes = store.stores[number('node')];
    if (!(nodes instanceof DictionaryStore)) throw new Error('node repeats');
    for (let round = 0; round < 1_000; round++) put(store, 1, { node: `n${round}` });
    put(store, 2, { node: 'n999' });
    expect(nodes.dictionary.size).toBe(1);
    expect(nodes.dictionary.limit).toBeLessThan(5);
    store.remove(1);
    expect([nodes.dictionary.size, nodes.get(store.slotOf(2) ?? -1)]).toEqual([1, 'n999']);
    store.remove(2);
    expect(nodes.dictionary.size).toBe(0);
  });

  test('only what is stored is copied, and a repeated text once', () => {
    const copied: string[] = [];
    const keep = (text: string) => {
      copied.push(text);
      return text;
    };
    const store = new RowStore(pods.columns, { keep, dictionaries: ['uid'] });
    put(store, 1, { name: 'a', node: 'n1', uid: 'u' });
    put(store, 1, { name: 'a', node: 'n1', uid: 'u' });
    put(store, 2, { name: 'b', node: 'n1', uid: 'u' });
    expect(copied).toEqual(['a', 'n1', 'u', 'b']);
  });

  test('row numbers are 32-bit', () => {
    expect(() => new RowStore(pods.columns).add(MAX_ROW_ID + 1)).toThrow('start a new epoch');
  });
});

describe('OrderBook', () => {
  test('however many rows change between two looks, the order is that of a fresh sort', () => {
    const change = fc.tuple(fc.integer({ min: 1, max: 150 }), fc.option(fc.nat({ max: 5 }), { freq: 3 }), fc.boolean());
    const rounds = fc.array(fc.array(change, { maxLength: 90, size: 'max' }), { maxLength: 6, size: 'max' });
    fc.assert(
      fc.property(rounds, fc.constantFrom('restarts', '-restarts'), (all, sort) => {
        const store = new RowStore(pods.columns);
        const book = new OrderBook(pods, store);
        for (let id = 1; id <= 100; id++) put(store, id, { name: `p${id}`, restarts: id % 3 });
        for (const changes of all) {
          const before = book.order(sort);
          const copy = [...before];
          for (const [id, restarts, gone] of changes) {
            if (gone && store.remove(id)) book.cameOrWent(id);
            else if (store.has(id)) {
              if (store.write(store.slotOf(id) ?? 0, number('restarts'), restarts))
                book.changed(id, number('restarts'));
            } else {
              put(store, id, { name: `p${id}`, restarts });
              book.cameOrWent(id);
            }
          }
          const rows = [...store.ids()].map((id) => store.row(id) ?? {}).sort(compareRows(pods, sort));
          expect(book.order(sort).map((id) => store.row(id))).toEqual(rows);
          expect(before).toEqual(copy);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('few orders are kept, those last asked for', () => {
    const store = new RowStore(pods.columns);
    const book = new OrderBook(pods, store);
    for (let id = 1; id <= 3; id++) put(store, id, { name: `p${id}` });
    const name = book.order('name');
    for (const sort of ['node', 'restarts', 'ip'].slice(0, ORDERS_KEPT - 1)) book.order(sort);
    expect(book.order('name')).toBe(name);
    book.order('status');
    expect(book.order('name')).toBe(name);
    for (const sort of ['node', 'restarts', 'ip', 'qos'].slice(0, ORDERS_KEPT)) book.order(sort);
    expect(book.order('name')).not.toBe(name);
    expect(book.order('name')).toEqual(name);
  });

  test('a thousand rows that came and went unseen are not remembered one by one', () => {
    const store = new RowStore(pods.columns);
    const book = new OrderBook(pods, store);
    put(store, 1, { name: 'a' });
    const before = book.order('name');
    for (let id = 2; id < 5_000; id++) {
      put(store, id, { name: 'b' });
      book.cameOrWent(id);
      store.remove(id);
      book.cameOrWent(id);
    }
    expect(book.order('name')).toEqual(before);
  });
});
