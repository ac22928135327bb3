import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RealCluster } from '../tools/control-plane/real-cluster.ts';
import { bulkCluster, fill, keep, mb, podsLive, residentBytes, say, server } from './rig.ts';

const SMALL = 2_000;
const LARGE = Number(process.env.BENCH_PODS ?? 10_000);
const GOAL_MB = 8;
/** Readings, a second apart, after the table is live; the smallest counts. */
const READINGS = 10;
const PRELOAD = fileURLToPath(new URL('collected-memory.cjs', import.meta.url));

const cluster = await bulkCluster();
try {
  await fill(cluster, SMALL);
  const small = await memoryAt(cluster, SMALL);
  await fill(cluster, LARGE - SMALL, SMALL);
  const large = await memoryAt(cluster, LARGE);
  const slope = (key: 'live' | 'resident') => mb(((large[key] - small[key]) / (LARGE - SMALL)) * 10_000);
  keep('memory', {
    what: 'megabytes that all threads of the server hold after a collection, at two numbers of pods; slope for 10,000 pods; resident size beside it',
    pods: [SMALL, LARGE],
    live: {
      MB: [mb(small.live), mb(large.live)],
      slopeMB: slope('live'),
      goalMB: GOAL_MB,
      met: slope('live') <= GOAL_MB,
    },
    resident: { MB: [mb(small.resident), mb(large.resident)], slopeMB: slope('resident') },
    reference: 'peers that cache whole objects: 1,300 to 2,300 MB for 10,000 pods, resident',
  });
} finally {
  await cluster.stop();
}

async function memoryAt(cluster: RealCluster, pods: number): Promise<{ live: number; resident: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-memory-'));
  const binnacle = await server(cluster, {
    env: { NODE_OPTIONS: `--require ${PRELOAD}`, BENCH_MEMORY_FOLDER: folder },
  });
  await podsLive(binnacle, pods);
  let live = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < READINGS; reading++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    live = Math.min(
      live,
      readdirSync(folder).reduce((sum, file) => sum + Number(readFileSync(join(folder, file), 'utf8')), 0),
    );
  }
  const resident = residentBytes(binnacle.process.pid ?? 0);
  await binnacle.stop();
  rmSync(folder, { recursive: true });
  say(`${pods} pods: ${mb(live)} MB held, ${mb(resident)} MB resident`);
  return { live, resident };
}
