import { spawn } from 'node:child_process';
import { MAIN } from './binnacle.ts';

const ENDS_WITHIN_MS = 60_000;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built program until it ends by itself. One that does not is killed, and has no code. */
export function runToEnd(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: ENDS_WITHIN_MS,
    killSignal: 'SIGKILL',
  });
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    ended.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    ended.stderr += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ended, code }));
  });
}
