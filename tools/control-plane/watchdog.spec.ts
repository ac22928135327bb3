import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test, vi } from 'vitest';
import { Watchdog } from './watchdog.ts';

const HERE = import.meta.dirname;
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function node(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  return child;
}

async function lineWith(child: ChildProcess, word: string): Promise<string> {
  if (child.stdout === null) throw new Error('The child has no standard output.');
  for await (const line of createInterface(child.stdout)) if (line.includes(word)) return line;
  throw new Error(`The child ended without a line with "${word}".`);
}

test('no program outlives a parent that is killed with SIGKILL', async () => {
  const code = `
    import { startTestCluster } from ${JSON.stringify(join(HERE, 'real-cluster.ts'))};
    const cluster = await startTestCluster({ controllers: false, nodes: 1 });
    cluster.pauseApiServer();
    console.log(JSON.stringify({ pids: Object.values(cluster.pids), folder: cluster.folder }));
  `;
  const parent = node('--input-type=module', '-e', code);
  const { pids, folder } = JSON.parse(await lineWith(parent, 'pids')) as { pids: number[]; folder: string };
  expect(pids).toHaveLength(3);
  expect(pids.every(isAlive)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 10_000);
  rmSync(folder, { recursive: true });
});

test('a forgotten program is left alone', async () => {
  const watchdog = new Watchdog();
  const forgotten = node('-e', 'setInterval(() => {}, 1000)');
  const watched = node('-e', 'setInterval(() => {}, 1000)');
  watchdog.watch(forgotten.pid as number);
  watchdog.watch(watched.pid as number);
  watchdog.forget(forgotten.pid as number);
  const gone = once(watched, 'exit');
  await watchdog.end();
  expect(await gone).toEqual([null, 'SIGKILL']);
  expect(forgotten.exitCode).toBeNull();
  expect(forgotten.signalCode).toBeNull();
});

test('the command line stops everything on SIGTERM and ends with success', async () => {
  const cli = node(join(HERE, 'cli.ts'), 'start', '--scenario', 'empty', '--nodes', '1');
  const line = await lineWith(cli, 'export KUBECONFIG=');
  const kubeconfig = line.trim().slice('export KUBECONFIG='.length);
  expect(existsSync(kubeconfig)).toBe(true);
  const ended = once(cli, 'exit');
  cli.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(existsSync(kubeconfig)).toBe(false);
});

test.each([
  [['start', '--scenario', 'unheard-of'], 'There is no scenario'],
  [['sing'], 'There is no command'],
  [['start', '--nodes', 'many'], 'takes a whole number'],
])('%j is refused with the usage', async (args, sentence) => {
  const child = spawn(process.execPath, [join(HERE, 'cli.ts'), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  started.push(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(said).toContain(sentence);
  expect(said).toContain('Usage: npm run cluster');
});
