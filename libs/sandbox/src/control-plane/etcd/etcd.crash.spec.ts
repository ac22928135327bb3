import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { FakeClock } from '@binnacle/testing/clock';
import { SeededRandom } from '@binnacle/testing/random';
import { expect, onTestFinished, test } from 'vitest';
import { openEtcd, type StoreEvent } from './index.js';
import { scratchFolder } from './testing/etcd-bench.js';

const ROUNDS = 50;
const PROGRAM = new URL('./testing/put-under-load.ts', import.meta.url).pathname;
/** Sources import each other by the names that they have when built. */
const BUILT_NAMES = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ resolve: (name, context, next) => next(name.replace(/^(\\..*)\\.js$/, '$1.ts'), context) });
`)}`;

/** What one life of the store told the world, by revision: `put` or `delete`, and the key. */
type Told = Map<number, string>;

/** Lets the program run for a while, kills it, and reads what it had said until then. */
async function lifeOf(folder: string, ms: number): Promise<{ acknowledged: Told; seen: Told; opened: number[] }> {
  const child = spawn(process.execPath, ['--import', BUILT_NAMES, PROGRAM, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = text(child.stdout);
  // The time counts from its first word: starting a process takes as long as it takes.
  await once(child.stdout, 'data');
  await setTimeout(ms);
  child.kill('SIGKILL');
  const lines = (await said)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
  const told = (word: string): Told =>
    new Map(
      lines.filter(([first]) => first === word).map(([, revision, ...what]) => [Number(revision), what.join(' ')]),
    );
  return { acknowledged: told('acknowledged'), seen: told('seen'), opened: lines[0]?.slice(1).map(Number) ?? [] };
}

test(`${ROUNDS} kills under load lose nothing acknowledged and never change what a watch has seen`, async () => {
  const random = new SeededRandom(Number(process.env.SEED ?? Date.now() % 2 ** 31));
  const { folder, remove } = scratchFolder();
  onTestFinished(remove);
  const what = ({ type, key }: StoreEvent): string => `${type} ${key}`;
  let [acknowledged, newest] = [0, 1];
  for (let round = 0; round < ROUNDS; round += 1) {
    const where = `round ${round}, seed ${random.seed}`;
    const life = await lifeOf(folder, random.int(150));
    expect(life.opened[0], where).toBe(newest);

    const store = await openEtcd({ clock: new FakeClock(), folder, fsync: false });
    const history: StoreEvent[] = [];
    store.watch('', store.compacted, (event) => history.push(event));
    await setImmediate();
    const byRevision = new Map(history.map((event) => [event.revision, what(event)]));
    // No hole from the compaction to the end, which lies strictly behind all that was told.
    expect([...byRevision.keys()], where).toEqual(
      Array.from({ length: history.length }, (_, i) => store.revision - history.length + 1 + i),
    );
    expect(history.length, where).toBe(store.revision - Math.max(1, store.compacted));
    for (const [revision, change] of [...life.seen, ...life.acknowledged]) {
      expect(revision, where).toBeLessThanOrEqual(store.revision);
      if (revision > store.compacted) expect(byRevision.get(revision), where).toBe(change);
    }
    // What was compacted away is in the state at the compaction: of every key the last that was seen until then.
    const state = new Map(store.range('', { at: store.compacted }).items.map(({ key, revision }) => [key, revision]));
    const last = new Map<string, number>();
    for (const [revision, change] of life.seen) {
      const [type, key = ''] = change.split(' ');
      if (revision <= store.compacted) last.set(key, type === 'put' ? revision : 0);
    }
    for (const [key, revision] of last) expect([key, state.get(key) ?? 0], where).toEqual([key, revision]);
    acknowledged += life.acknowledged.size;
    newest = store.revision;
    await store.close();
  }
  expect(acknowledged).toBeGreaterThan(ROUNDS);
}, 120_000);
