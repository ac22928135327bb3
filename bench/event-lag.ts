import { allLive } from '../e2e/support/fixture.ts';
import { churn } from '../tools/control-plane/churn.ts';
import {
  bulkCluster,
  fill,
  keep,
  type Lag,
  median,
  probe,
  processorSeconds,
  say,
  server,
  startViewers,
} from './rig.ts';

const PODS = Number(process.env.BENCH_PODS ?? 10_000);
const PER_SECOND = 30;
const SECONDS = 15;
const ROUNDS = 3;
/** Viewers and what is aimed at, milliseconds added to a bare watcher. */
const GOALS = [
  { viewers: 50, p50: 4, p99: 20, reference: { headlamp: [0, 17], steve: [9_434, 15_458] } },
  { viewers: 200, p50: 7, p99: 40, reference: { headlamp: [6.6, 144] } },
  { viewers: 500, p50: 12, p99: 60, reference: {} },
];

const cluster = await bulkCluster();
try {
  const pods = await fill(cluster, PODS);
  const binnacle = await server(cluster);
  const name = await allLive(binnacle);
  const stop = new AbortController();
  const churning = churn(cluster.api, pods, { perSecond: PER_SECOND, seed: 11 }, stop.signal);
  const rounds = new Map<number, Array<Lag & { lost: number; share: number }>>(
    GOALS.map(({ viewers }) => [viewers, []]),
  );
  for (let round = 1; round <= ROUNDS; round++) {
    for (const { viewers } of GOALS) {
      const others = await startViewers(binnacle, name, viewers - 1);
      const used = processorSeconds(binnacle.process.pid ?? 0);
      const began = performance.now();
      const lag = await probe(binnacle, name, cluster, SECONDS);
      const share = (processorSeconds(binnacle.process.pid ?? 0) - used) / ((performance.now() - began) / 1_000);
      const lost = await others.stop();
      rounds.get(viewers)?.push({ ...lag, lost, share });
      say(
        `round ${round}, ${viewers} viewers: p50 ${lag.p50} p99 ${lag.p99} ms, ${lag.neverShown} of ${lag.changes} never shown, ${lost} lost, ${share.toFixed(2)} of a core`,
      );
    }
  }
  stop.abort();
  await churning;
  await binnacle.stop();
  const results = GOALS.map(({ viewers, p50, p99, reference }) => {
    const all = rounds.get(viewers) ?? [];
    const result = {
      p50: median(all.map((r) => r.p50)),
      p99: median(all.map((r) => r.p99)),
      neverShown: all.reduce((sum, r) => sum + r.neverShown, 0),
      equal: all.every((r) => r.equal),
    };
    return {
      viewers,
      goal: { p50, p99, neverShown: 0 },
      result,
      met: result.p50 <= p50 && result.p99 <= p99 && result.neverShown === 0 && result.equal,
      reference,
      rounds: all,
    };
  });
  keep('event-lag', {
    what: 'milliseconds a viewer knows a change later than a bare watcher in the same process; reference: figures of peers on the same rig, p50 and p99',
    pods: PODS,
    changesPerSecond: PER_SECOND,
    results,
  });
} finally {
  await cluster.stop();
}
