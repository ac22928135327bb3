import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allLive } from '../e2e/support/fixture.ts';
import { startTestCluster } from '../tools/control-plane/real-cluster.ts';
import { keep, median, residentBytes, say, server } from './rig.ts';

const ROUNDS = 5;
const GOAL_MS = 2_000;

const cluster = await startTestCluster({ scenario: 'healthy' });
const data = await mkdtemp(join(tmpdir(), 'binnacle-bench-'));
try {
  const first = await server(cluster, { data });
  await first.stop();
  const ready: number[] = [];
  const live: number[] = [];
  let resident = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const began = performance.now();
    const binnacle = await server(cluster, { data });
    await allLive(binnacle);
    live.push(Math.round(performance.now() - began));
    ready.push(Math.round(binnacle.readyAfterMs));
    resident = residentBytes(binnacle.process.pid ?? 0);
    say(`round ${round}: ready after ${ready.at(-1)} ms, every view live after ${live.at(-1)} ms`);
    await binnacle.stop();
  }
  keep('start-up', {
    what: 'milliseconds from exec to the ready line, and to every pinned view of a small cluster being live; folder used before: warm',
    goal: { readyMs: GOAL_MS },
    met: median(ready) <= GOAL_MS,
    firstEver: { readyMs: Math.round(first.readyAfterMs) },
    warm: { readyMs: median(ready), liveMs: median(live), rounds: { ready, live } },
    residentMB: Math.round(resident / 1e6),
  });
} finally {
  await cluster.stop();
  await rm(data, { recursive: true, force: true });
}
