import { type ConnectFault, ReflectorBench, type StreamFault } from '@binnacle/testing/list-watch';
import { SeededRandom } from '@binnacle/testing/random';
import { expect, test } from 'vitest';
import { type KubeObject, Reflector } from './index.js';
import { refusal } from './testing/live-reflector.js';

const SCHEDULES = 300;
const STEPS = 40;
const FIRST_SEED = 7_000;

const STREAM_FAULTS: readonly StreamFault[] = [
  { kind: 'end' },
  { kind: 'reset' },
  { kind: 'half-line' },
  { kind: 'garbage' },
  { kind: 'silence' },
  { kind: 'too-long', bytes: 5_000 },
  { kind: 'error', code: 410 },
  { kind: 'error', code: 500 },
  { kind: 'error', code: 429, retryAfterSeconds: 5 },
];

const CONNECT_FAULTS: readonly ConnectFault[] = [
  { kind: 'refused' },
  { kind: 'no-answer' },
  ...[401, 403, 410, 429, 500, 503].map((code): ConnectFault => ({ kind: 'status', code })),
  { kind: 'status', code: 429, retryAfterMs: 3_000 },
];

interface Outcome {
  equal: boolean;
  state: string;
  listsBeyondAllowed: number;
  vanished: number;
  staging: number;
  leftAfterStop: number;
}

/** One random life of a reflector: changes, faults, compactions, suspicions and restarts, then peace. */
async function live(seed: number): Promise<Outcome> {
  const random = new SeededRandom(seed);
  const watchList = random.pick([true, true, 422] as const);
  const bench = new ReflectorBench<KubeObject>({ refusal, watchList, cut: random.next }, random.int(30));
  const { server, store, clock } = bench;
  server.put('keeper');
  const reflector = new Reflector(server, store, {
    ...bench.options,
    random: random.next,
    initial: random.pick(['list', 'watch-list'] as const),
    pageLimit: 1 + random.int(10),
    maxLineBytes: 4_000,
    onUnauthorized: () => Promise.resolve(),
  });
  let vanished = 0;
  let sawKeeper = false;
  store.onVisible = () => {
    if (sawKeeper && !store.content.has('keeper')) vanished += 1;
    sawKeeper ||= store.content.has('keeper');
  };
  let starts = 1;
  reflector.start();
  for (let step = 0; step < STEPS; step += 1) {
    const name = `thing-${random.int(40)}`;
    const choice = random.int(13);
    if (choice < 4) server.put(name, { spec: 'ü✓'.repeat(random.int(50)) });
    else if (choice === 4 && server.versions().some((known) => known.startsWith(`${name}@`))) server.remove(name);
    else if (choice === 5) server.breakOpen(random.pick(STREAM_FAULTS));
    else if (choice === 6) server.breakNext(random.pick(STREAM_FAULTS), random.int(20));
    else if (choice === 7)
      server.failNext(
        random.pick([['list'], ['page'], ['watch'], ['watch-list'], ['list', 'page', 'watch', 'watch-list']] as const),
        random.pick(CONNECT_FAULTS),
      );
    else if (choice === 8) server.compact();
    else if (choice === 9) reflector.suspect('the prober had no answer');
    else if (choice === 10) reflector.hurry();
    else if (choice === 11) server.bookmarks = random.chance(0.7);
    else if (random.chance(0.1)) {
      reflector.stop();
      reflector.start();
      starts += 1;
    }
    await clock.advance(random.pick([0, 0, 100, 5_000, 70_000, 400_000]));
  }
  server.heal();
  server.bookmarks = true;
  await clock.advance(15 * 60_000);
  const { lists, problems } = reflector.counters;
  const outcome = {
    equal: bench.equal,
    state: reflector.status.state,
    // One for each start, one for each 410 the server said, one for three broken streams.
    listsBeyondAllowed: Math.max(0, lists - starts - server.gone - Math.floor(problems / 3)),
    vanished,
    staging: store.staging,
    leftAfterStop: 0,
  };
  reflector.stop();
  outcome.leftAfterStop = clock.pending + server.openStreams;
  return outcome;
}

test(`${SCHEDULES} random schedules of faults end equal to the server, live, with no list beyond the allowed and no flicker`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed += 1) {
    expect(await live(seed), `seed ${seed}`).toEqual({
      equal: true,
      state: 'live',
      listsBeyondAllowed: 0,
      vanished: 0,
      staging: 0,
      leftAfterStop: 0,
    });
  }
});
