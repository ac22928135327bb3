import type { Freshness } from '@binnacle/shared/clusters';
import { STATES } from '@binnacle/shared/health';
import { Replica, type ServerFrame, type SnapshotBody, serverFrameSchema } from '@binnacle/shared/realtime';
import { compareRows, matches, parseFilter, pods, type Row, type View, wireColumns } from '@binnacle/shared/views';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowTable } from '../table/index.js';
import { TableTopic } from './index.js';

/** Columns of every kind: pods have all but a flag. */
const view: View = { ...pods, columns: [...pods.columns, { id: 'flag', title: '', type: 'flag', about: '' }] };
const SORTS = wireColumns(view).flatMap(({ id }) => [id, `-${id}`]);
const FILTER = parseFilter('restarts:>0 -node:n1', view);
const live: Freshness = { state: 'live', since: '2026-01-01T00:00:00Z' };

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 3 });
const key = { namespace: fc.constantFrom('a', 'b'), name: fc.constantFrom('p', 'q', 'r', 's', 'ü', '\u{1f600}') };
const row: fc.Arbitrary<Row> = fc.record({
  ...key,
  uid: fc.constantFrom(null, 'u1', 'u2'),
  ownerUid: fc.constantFrom(null, 'o1', 'o2'),
  state: maybe(fc.constantFrom(...STATES)),
  status: maybe(fc.constantFrom('Running', 'Pending')),
  because: maybe(fc.constantFrom('one "two"', 'three')),
  restarts: maybe(fc.integer({ min: -2, max: 2 })),
  memoryRequest: maybe(fc.constantFrom(0, 2 ** 40)),
  cpuRequest: maybe(fc.constantFrom(0.5, 100)),
  flag: fc.constantFrom(0, 1),
  node: maybe(fc.constantFrom('n1', 'n2')),
});

type Step =
  | { do: 'upsert'; row: Row }
  | { do: 'remove'; namespace: string; name: string }
  | { do: 'replaceAll'; rows: Row[] }
  | { do: 'flush' | 'mark' | 'subscribe' }
  | { do: 'deliver' | 'double' | 'lose' | 'cut' | 'load' | 'read body'; reader: number }
  | { do: 'look'; reader: number; sort: string; filtered: boolean };
const reader = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('upsert' as const), row }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), ...key }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('replaceAll' as const), rows: fc.array(row, { maxLength: 6 }) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('flush', 'flush', 'flush', 'mark', 'subscribe') }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom('deliver', 'deliver', 'deliver', 'double', 'lose', 'cut', 'read body', 'load'),
      reader,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('look' as const),
      reader,
      sort: fc.constantFrom(...SORTS),
      filtered: fc.boolean(),
    }),
  },
);

/** A browser on a line that loses, doubles and cuts off. */
class Reader {
  readonly replica = new Replica(view, { now: () => 0 });
  private line: string[] = [];
  private bodies: string[] = [];

  constructor(private readonly server: Server) {}

  send(...frames: string[]): void {
    this.line.push(...frames);
  }
  fetch(): void {
    if (this.replica.url !== null) this.bodies.push(this.server.topic.body());
  }
  /** A new connection: what was under way is lost. */
  reconnect(): void {
    const { epoch, seq } = this.replica;
    this.line = this.server.attach(epoch === null ? undefined : { epoch, seq });
  }
  lose(): void {
    this.line.shift();
  }
  load(): void {
    const body = this.bodies.shift();
    if (body !== undefined && this.replica.load(JSON.parse(body) as SnapshotBody) === 'gap') this.reconnect();
  }
  deliver(times: number): void {
    const text = this.line.shift();
    if (text === undefined) return;
    const frame: ServerFrame = serverFrameSchema.parse(JSON.parse(text));
    for (let time = 0; time < times; time++) if (this.replica.apply(frame) === 'gap') this.reconnect();
  }
  /** Everything arrives from now on. */
  settle(): void {
    this.reconnect();
    for (let round = 0; round < 100 && (this.line.length > 0 || !this.replica.complete); round++) {
      this.deliver(1);
      if (this.bodies.length === 0) this.fetch();
      this.load();
    }
    expect(this.replica.complete).toBe(true);
  }
}

class Server {
  readonly table = new RowTable(view);
  readonly topic: TableTopic;
  readonly readers: Reader[] = [];
  readonly model = new Map<string, Row>();

  constructor(options: { inlineUpTo: number; forgetAfter: number }) {
    this.topic = new TableTopic(this.table, { key: 'k', epoch: 'e', url: '/snapshot', ...options });
    this.readers.push(new Reader(this), new Reader(this));
  }

  attach(resume?: { epoch: string; seq: number }): string[] {
    const missed = resume === undefined ? null : this.topic.catchUp(resume.seq);
    if (missed !== null) return [missed];
    const snapshot = this.topic.snapshot(live, { sort: '-restarts', limit: 2 });
    return resume === undefined
      ? [snapshot]
      : [JSON.stringify({ t: 'gap', key: 'k', reason: 'history-forgotten' }), snapshot];
  }

  broadcast(frame: string | null): void {
    if (frame !== null) for (const each of this.readers) each.send(frame);
  }

  upsert(given: Row): void {
    for (const change of this.table.upsert(given)) this.topic.note(change);
    this.remember(given);
  }
  remove(namespace: string, name: string): void {
    const change = this.table.remove(namespace, name);
    if (change !== null) this.topic.note(change);
    this.model.delete(`${namespace}/${name}`);
  }
  replaceAll(rows: Row[]): void {
    for (const change of this.table.replaceAll(rows)) this.topic.note(change);
    this.model.clear();
    for (const given of rows) this.remember(given);
  }
  private remember(given: Row): void {
    this.model.set(`${given.namespace}/${given.name}`, given);
  }
}

function take(server: Server, step: Step): void {
  const one = server.readers['reader' in step ? step.reader : 0] ?? new Reader(server);
  switch (step.do) {
    case 'upsert':
      server.upsert(step.row);
      break;
    case 'remove':
      server.remove(step.namespace, step.name);
      break;
    case 'replaceAll':
      server.replaceAll(step.rows);
      break;
    case 'flush':
      server.broadcast(server.topic.flush());
      break;
    case 'mark':
      server.broadcast(server.topic.mark(live));
      break;
    case 'subscribe':
      // Without asking to resume, and without a flush: the table is ahead of its number.
      server.readers[1]?.send(...server.attach());
      break;
    case 'read body':
      one.fetch();
      break;
    case 'deliver':
      one.deliver(1);
      break;
    case 'double':
      one.deliver(2);
      break;
    case 'lose':
      one.lose();
      break;
    case 'cut':
      one.reconnect();
      break;
    case 'load':
      one.load();
      break;
    case 'look':
      expectOrdered(server.table, server.table.order(step.sort), [...server.table.ids()], step.sort);
      lookAt(one.replica, step.sort, step.filtered);
      expectIndexed(server);
      break;
  }
}

const rowsOf = (held: Pick<Replica, 'row'>, ids: readonly number[]) => ids.map((id) => held.row(id) ?? {});

function expectOrdered(
  held: Pick<Replica, 'row'>,
  shown: readonly number[],
  all: readonly number[],
  sort: string,
): void {
  // A replica that waits for the whole may hold two objects of one name: their order is not settled.
  const names = new Set(rowsOf(held, all).map((each) => `${each.namespace}/${each.name}`));
  if (names.size < all.length) return;
  expect(rowsOf(held, shown)).toEqual(rowsOf(held, all).sort(compareRows(view, sort)));
}

function lookAt(replica: Replica, sort: string, filtered: boolean): void {
  const passing = [...replica.ids()].filter((id) => !filtered || matches(FILTER, replica.row(id) ?? {}, 0));
  const shown = replica.order(sort, filtered ? { filter: FILTER, now: 0 } : undefined);
  expect([...shown].sort()).toEqual(passing.sort());
  expectOrdered(replica, shown, passing, sort);
}

function expectIndexed({ table, model }: Server): void {
  for (const owner of ['o1', 'o2']) {
    const names = table.byColumn('ownerUid', owner).map((id) => table.cell(id, 'name'));
    expect(names.sort()).toEqual([...model.values()].flatMap((r) => (r.ownerUid === owner ? [r.name] : [])).sort());
  }
}

const wireOnly = (given: Row): Row => Object.fromEntries(wireColumns(view).map(({ id }) => [id, given[id] ?? null]));

function expectEqual(server: Server, replica: Replica): void {
  const { table, model } = server;
  const rows = [...model.values()].map(wireOnly);
  expect(replica.size).toBe(rows.length);
  expect(replica.total).toBe(table.size);
  const counts = Object.fromEntries(STATES.map((s) => [s, rows.filter((r) => (r.state ?? 'unknown') === s).length]));
  expect(table.counts()).toEqual(counts);
  expect(replica.counts).toEqual(counts);
  for (const state of STATES) expect([...table.idsByState(state)]).toHaveLength(counts[state] ?? 0);
  for (const id of replica.ids()) expect(replica.row(id)).toEqual(table.wireRow(id));
  for (const sort of SORTS) {
    const expected = [...rows].sort(compareRows(view, sort));
    expect(table.order(sort).map((id) => table.wireRow(id))).toEqual(expected);
    expect(replica.order(sort)).toEqual(table.order(sort));
    const passing = replica.order(sort, { filter: FILTER, now: 0 });
    expect(passing.map((id) => replica.row(id))).toEqual(expected.filter((each) => matches(FILTER, each, 0)));
  }
  expectIndexed(server);
}

/** What lies between two checks: a row that looks the same by its version is the same. */
class Watcher {
  private seen = new Map<number, { version: number; row: Row | undefined }>();

  constructor(private readonly replica: Replica) {}

  check(): void {
    const now = new Map<number, { version: number; row: Row | undefined }>();
    for (const id of this.replica.ids()) now.set(id, { version: this.replica.version(id), row: this.replica.row(id) });
    for (const [id, { version, row: before }] of this.seen) {
      if (this.replica.version(id) === version) expect(this.replica.row(id)).toEqual(before);
    }
    this.seen = now;
  }
}

test('F20, F21, F22: whatever is lost, doubled, cut off or overtaken, a replica that caught up equals the table', () => {
  const limits = fc.record({ inlineUpTo: fc.constantFrom(0, 3, 100), forgetAfter: fc.constantFrom(0, 2, 100) });
  fc.assert(
    fc.property(limits, fc.array(step, { minLength: 10, maxLength: 150, size: 'max' }), (options, steps) => {
      const server = new Server(options);
      const watchers = server.readers.map((each) => new Watcher(each.replica));
      for (const each of steps) {
        take(server, each);
        for (const watcher of watchers) watcher.check();
      }
      server.broadcast(server.topic.flush());
      for (const each of server.readers) {
        each.settle();
        expectEqual(server, each.replica);
      }
    }),
    { numRuns: 600, endOnFailure: false },
  );
}, 120_000);
