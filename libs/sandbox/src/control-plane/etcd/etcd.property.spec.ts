import { setImmediate } from 'node:timers/promises';
import { FakeClock } from '@binnacle/testing/clock';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openEtcd, type Store, type StoreEvent } from './index.js';
import { pod, scratchFolder } from './testing/etcd-bench.js';

type Step =
  | { readonly do: 'put' | 'delete'; readonly key: string; readonly wrong: boolean; readonly wait: boolean }
  | { readonly do: 'compact'; readonly back: number }
  | { readonly do: 'watch'; readonly back: number; readonly prefix: string }
  | {
      readonly do: 'range';
      readonly back: number;
      readonly prefix: string;
      readonly after: string;
      readonly limit: number;
    }
  | { readonly do: 'reopen' };

interface Watch {
  readonly prefix: string;
  readonly after: number;
  readonly seen: StoreEvent[];
}

/** What a store must be, written as simply as can be: a list of all that ever happened, searched from its beginning. */
class EtcdModel {
  readonly #reopen: () => Promise<Store>;
  #store: Store;
  #events: StoreEvent[] = [];
  #compacted = 0;
  #watches: Watch[] = [];
  #answers: Promise<void>[] = [];
  #count = 0;

  constructor(store: Store, reopen: () => Promise<Store>) {
    this.#store = store;
    this.#reopen = reopen;
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case 'put':
      case 'delete':
        this.#change(step.do, step.key, step.wrong);
        if (step.wait) await this.#settle();
        break;
      case 'compact':
        this.#compact(this.#store.revision - step.back);
        break;
      case 'watch':
        this.#watch(this.#store.revision - step.back, step.prefix);
        break;
      case 'range':
        this.#range(this.#store.revision - step.back, step);
        break;
      case 'reopen':
        await this.close();
        this.#store = await this.#reopen();
        expect([this.#store.revision, this.#store.compacted]).toEqual([1 + this.#events.length, this.#compacted]);
        break;
    }
  }

  /** Closes the store; by then every answer was the right one, and every watch saw what it had to. */
  async close(): Promise<void> {
    await this.#store.close();
    await this.#settle();
    for (const { after, prefix, seen } of this.#watches)
      expect(seen).toEqual(this.#events.filter(({ key, revision }) => revision > after && key.startsWith(prefix)));
    this.#watches = [];
  }

  #at(key: string, revision: number): StoreEvent | undefined {
    const last = this.#events.findLast((event) => event.key === key && event.revision <= revision);
    return last?.type === 'put' ? last : undefined;
  }

  #change(type: 'put' | 'delete', key: string, wrong: boolean): void {
    const actual = this.#at(key, Number.POSITIVE_INFINITY);
    const expected = (actual?.revision ?? 0) + (wrong ? 1 : 0);
    const given = pod(key, { count: this.#count++ });
    const answer = type === 'put' ? this.#store.put(key, given, expected) : this.#store.delete(key, expected, given);
    if (wrong || (type === 'delete' && actual === undefined)) {
      const refused = { name: 'RevisionConflict', expected, actual: actual?.revision ?? 0 };
      this.#answers.push(expect(answer).rejects.toMatchObject(refused));
      return;
    }
    const revision = 2 + this.#events.length;
    const object = { ...given, metadata: { ...given.metadata, resourceVersion: String(revision) } };
    this.#events.push({ type, key, revision, object, previous: actual?.object ?? null });
    this.#answers.push(expect(answer).resolves.toEqual(type === 'put' ? { key, revision, object } : revision));
  }

  #compact(revision: number): void {
    this.#store.compact(revision);
    this.#compacted = Math.max(this.#compacted, revision);
    expect(this.#store.compacted).toBe(this.#compacted);
  }

  #watch(after: number, prefix: string): void {
    const seen: StoreEvent[] = [];
    const begin = (): unknown => this.#store.watch(prefix, after, (event) => seen.push(event));
    if (after < this.#compacted) {
      expect(begin).toThrow(expect.objectContaining({ name: 'CompactedError', compacted: this.#compacted }));
      return;
    }
    begin();
    this.#watches.push({ prefix, after, seen });
  }

  #range(at: number, { prefix, after, limit }: Extract<Step, { do: 'range' }>): void {
    if (at < this.#compacted) {
      expect(() => this.#store.range(prefix, { at })).toThrow(expect.objectContaining({ compacted: this.#compacted }));
      return;
    }
    const keys = [...new Set(this.#events.map(({ key }) => key))].sort();
    const all = keys
      .filter((key) => key.startsWith(prefix) && key > after)
      .flatMap((key) => this.#at(key, at) ?? [])
      .map(({ key, revision, object }) => ({ key, revision, object }));
    const remaining = Math.max(0, all.length - limit);
    const expected = { items: all.slice(0, limit), more: remaining > 0, remaining };
    expect(this.#store.range(prefix, { at, after, limit })).toEqual(expected);
    for (const key of keys.filter(() => at === this.#store.revision)) {
      expect(this.#store.get(key)?.object).toEqual(this.#at(key, at)?.object);
    }
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#answers);
    this.#answers = [];
    await setImmediate();
  }
}

const clock = new FakeClock();
const key = fc.constantFrom('/a/1', '/a/2', '/a/3', '/ab/1', '/b/1', '/b/2');
const prefix = fc.constantFrom('', '/a/', '/a', '/b/', '/c/');
const back = fc.integer({ min: 0, max: 12 });
const change = fc.record({
  do: fc.constantFrom('put' as const, 'delete' as const),
  key,
  wrong: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  wait: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: change, weight: 8 },
  { arbitrary: fc.record({ do: fc.constant('compact' as const), back }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant('watch' as const), back, prefix }), weight: 2 },
  {
    arbitrary: fc.record({
      do: fc.constant('range' as const),
      back,
      prefix,
      after: fc.oneof(fc.constant(''), key),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
    weight: 4,
  },
);
const steps = (one: fc.Arbitrary<Step>) => fc.array(one, { maxLength: 80, size: 'max' });

test('whatever is done, reads at every revision, conflicts and watches are those of the naive model', async () => {
  await fc.assert(
    fc.asyncProperty(steps(step), async (all) => {
      const model = new EtcdModel(await openEtcd({ clock }), () =>
        Promise.reject(new Error('There is nothing to open again.')),
      );
      for (const one of all) await model.step(one);
      await model.close();
    }),
    { numRuns: 500 },
  );
});

test('whatever is done between restarts, with the file rewritten all the time, nothing is lost or told twice', async () => {
  const { folder, remove } = scratchFolder();
  onTestFinished(remove);
  const withRestarts = fc.oneof(
    { arbitrary: step, weight: 15 },
    { arbitrary: fc.constant<Step>({ do: 'reopen' }), weight: 1 },
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(steps(withRestarts), async (all) => {
      run += 1;
      const own = `${folder}/${run}`;
      const notices: string[] = [];
      const open = () => openEtcd({ clock, folder: own, fsync: false, slack: 0, notice: (text) => notices.push(text) });
      const model = new EtcdModel(await open(), open);
      for (const one of [...all, { do: 'reopen' } as const]) await model.step(one);
      await model.close();
      expect(notices).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
