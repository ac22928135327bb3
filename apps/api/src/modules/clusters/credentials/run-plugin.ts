import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '@binnacle/kube/reflector';
import { printable } from '../transport/answer.js';
import { complaintOf } from './complaint.js';

/** No credential is larger; a plugin that floods its output is stopped. */
export const OUTPUT_MAX_BYTES = 1024 * 1024;
/** A plugin that waits for a person who is not there is stopped. */
export const PLUGIN_TIMEOUT_MS = 30_000;
const STDERR_MAX_BYTES = 4_096;

/** A credential plugin gave nothing usable. The message never holds its output. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  constructor(
    message: string,
    readonly notInstalled = false,
  ) {
    super(message);
  }
}

export interface PluginCall {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the plugin. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Stops the plugin when Binnacle stops. */
  readonly signal: AbortSignal;
}

/** Kills the plugin and what it started: as the leader of its own group, the negated id addresses all of them. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // Already gone.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function spawnFailure(command: string, error: NodeJS.ErrnoException): PluginError {
  if (error.code === 'ENOENT') return new PluginError(`the program ${printable(command, 100)} is not installed`, true);
  if (error.code === 'EACCES') return new PluginError(`the program ${printable(command, 100)} may not be executed`);
  if (error.code === 'ERR_ACCESS_DENIED') {
    return new PluginError('this Binnacle runs without the right to start programs, so exec plugins do not work');
  }
  return new PluginError(`the program could not be started (${error.code ?? 'unknown error'})`);
}

function start({ command, args, env }: PluginCall): ChildProcess {
  try {
    // Its own session: no terminal to ask for passwords on, and one group to kill. Never through a shell.
    return spawn(command, [...args], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      shell: false,
    });
  } catch (error) {
    // Synchronous refusals: the permission model, or a NUL in an argument.
    throw error instanceof Error ? spawnFailure(command, error) : error;
  }
}

/**
 * Runs a credential plugin and gives its standard output.
 * @throws PluginError when it cannot be started, ends with an error, takes too long or says too much
 */
export async function runPlugin(call: PluginCall): Promise<string> {
  const child = start(call);
  const output: Buffer[] = [];
  let outputBytes = 0;
  let stderr = '';
  return await new Promise<string>((resolve, reject) => {
    let settle = (finish: () => void) => finish();
    const give = (reason: PluginError) =>
      settle(() => {
        killGroup(child);
        reject(reason);
      });
    const cancelTimer = call.clock.after(PLUGIN_TIMEOUT_MS, () =>
      give(new PluginError(`it did not end within ${PLUGIN_TIMEOUT_MS / 1_000} s; it may be waiting for input`)),
    );
    const onAbort = () => give(new PluginError('Binnacle is stopping'));
    call.signal.addEventListener('abort', onAbort, { once: true });
    settle = (finish) => {
      settle = () => undefined;
      cancelTimer();
      call.signal.removeEventListener('abort', onAbort);
      // Grandchildren may hold the pipes open for ever; nothing more is read from them.
      child.stdout?.destroy();
      child.stderr?.destroy();
      finish();
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      outputBytes += chunk.length;
      if (outputBytes > OUTPUT_MAX_BYTES) give(new PluginError(`it wrote more than ${OUTPUT_MAX_BYTES} bytes`));
      else output.push(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_MAX_BYTES);
    });
    child.on('error', (error) => settle(() => reject(spawnFailure(call.command, error))));
    child.on('close', (code, signal) => {
      if (code === 0) return settle(() => resolve(Buffer.concat(output).toString('utf8')));
      const said = complaintOf(stderr);
      const how = code === null ? `it was ended by ${signal}` : `it ended with code ${code}`;
      return settle(() => reject(new PluginError(said === '' ? how : `${how}: ${said}`)));
    });
  });
}
