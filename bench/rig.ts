import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Binnacle, type BinnacleOptions } from '../e2e/support/binnacle.ts';
import { eventually } from '../e2e/support/eventually.ts';
import type { Listed } from '../e2e/support/fixture.ts';
import { makeBulk, type PodName } from '../tools/control-plane/bulk.ts';
import { type RealCluster, startTestCluster } from '../tools/control-plane/real-cluster.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const hasTaskset = (() => {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return cpus().length >= 2;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
})();

/** The server under test alone on core 0; the runner and all it starts sit on core 1 (`npm run bench` pins it). */
export const SERVER_CORE: readonly string[] = hasTaskset ? ['taskset', '-c', '0'] : [];

/** A real API server with pods made directly, their status written by the rig: nothing else moves. */
export async function bulkCluster(): Promise<RealCluster> {
  return await startTestCluster({ scenario: 'empty', controllers: false, kwok: false, nodes: 0 });
}

/** Makes `pods` more running pods, of which there are `after` already. */
export async function fill(cluster: RealCluster, pods: number, after = 0): Promise<PodName[]> {
  const began = performance.now();
  const names = await makeBulk(cluster.api, { nodes: 100, pods, after });
  say(`${pods} pods made in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  return names;
}

export async function server(cluster: RealCluster, more: Partial<BinnacleOptions> = {}): Promise<Binnacle> {
  return await Binnacle.start({ kubeconfig: cluster.kubeconfig(), prefix: SERVER_CORE, ...more });
}

/** Waits until the pods are live and this many. */
export async function podsLive(binnacle: Binnacle, total: number, withinMs = 60_000): Promise<void> {
  const name = await nameOf(binnacle);
  await eventually(
    `${total} pods to be live`,
    async () => {
      const page = await binnacle.json<Listed>(`/api/v1/clusters/${name}/views/pods?limit=1`);
      return page.freshness.state === 'live' && page.total >= total;
    },
    withinMs,
  );
}

/** Binnacle's name of the only cluster. */
export async function nameOf(binnacle: Binnacle): Promise<string> {
  const { items } = await binnacle.json<{ items: Array<{ name: string }> }>('/api/v1/clusters');
  const name = items[0]?.name;
  if (name === undefined) throw new Error('Binnacle shows no cluster');
  return name;
}

export interface Viewers {
  stop(): Promise<number>;
}

/** Viewers that read and drop, in a process of their own; `stop` gives how many connections were lost. */
export async function startViewers(binnacle: Binnacle, cluster: string, count: number): Promise<Viewers> {
  const child = script('viewers.ts', [binnacle.url, await binnacle.key(), cluster, String(count)], 'pipe');
  let lost = 0;
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      if (line === 'joined') resolve();
      if (line === 'lost') lost += 1;
    });
    child.once('exit', (code) => reject(new Error(`the viewers ended with ${code}`)));
  });
  return {
    stop: async () => {
      const lostBefore = lost;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.stdin?.end();
      await ended;
      return lostBefore;
    },
  };
}

export interface Lag {
  changes: number;
  matched: number;
  neverShown: number;
  /** The viewer's replica ended with what the bare watcher was told. */
  equal: boolean;
  p50: number;
  p90: number;
  p99: number;
}

export async function probe(binnacle: Binnacle, name: string, cluster: RealCluster, seconds: number): Promise<Lag> {
  const ca = join(cluster.folder, 'probe-ca.crt');
  writeFileSync(ca, cluster.certificateAuthority);
  const child = script(
    'probe.ts',
    [binnacle.url, await binnacle.key(), name, cluster.server, cluster.token(), ca, String(seconds)],
    'ignore',
  );
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`the probe ended with ${code}: ${text}`);
  return JSON.parse(text) as Lag;
}

function script(file: string, args: readonly string[], stdin: 'pipe' | 'ignore'): ChildProcess {
  return spawn(process.execPath, [join(here, file), ...args], { stdio: [stdin, 'pipe', 'inherit'] });
}

/** Resident memory of a process, bytes. */
export function residentBytes(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((l) => l.startsWith('VmRSS:'));
  return Number(line?.replace(/\D/g, '')) * 1024;
}

/** Processor seconds that a process and its threads have used. */
export function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export const mb = (bytes: number): number => Number((bytes / 1e6).toFixed(1));

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Keeps a result with what it was measured on. */
export function keep(name: string, result: Record<string, unknown>): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = {
    cores: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    pinned: hasTaskset,
  };
  const file = join(here, 'results', `${name}.json`);
  writeFileSync(
    file,
    `${JSON.stringify({ name, at: new Date().toISOString(), commit, machine, ...result }, null, 2)}\n`,
  );
  say(`kept in bench/results/${name}.json`);
}
