import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The built program. */
export const MAIN = join(ROOT, 'apps/api/dist/main.js');
const READY_WITHIN_MS = 60_000;

export interface BinnacleOptions {
  kubeconfig: string;
  /** Kept between starts when given; otherwise a folder of its own that goes with the process. */
  data?: string;
  port?: number;
  env?: NodeJS.ProcessEnv;
  /** Further options of the command line. */
  args?: readonly string[];
  /** Command put in front, such as `taskset -c 0`. */
  prefix?: readonly string[];
  /** By `npm start`, as a person does, instead of the built program itself. */
  byNpm?: boolean;
}

/** A Binnacle under test: the built program in a process of its own, on a free port, with a data folder of its own. */
export class Binnacle {
  readonly url: string;
  readonly data: string;
  readonly process: ChildProcess;
  /** Milliseconds from exec to the ready line. */
  readonly readyAfterMs: number;
  private readonly ownsData: boolean;
  private readonly leadsGroup: boolean;
  private readonly output: { text: string };

  private constructor(
    url: string,
    data: string,
    process: ChildProcess,
    readyAfterMs: number,
    ownsData: boolean,
    leadsGroup: boolean,
    output: { text: string },
  ) {
    this.url = url;
    this.data = data;
    this.process = process;
    this.readyAfterMs = readyAfterMs;
    this.ownsData = ownsData;
    this.leadsGroup = leadsGroup;
    this.output = output;
  }

  /** Starts and waits for the ready line. @throws with the output when it ends or stays silent */
  static async start(options: BinnacleOptions): Promise<Binnacle> {
    const data = options.data ?? (await mkdtemp(join(tmpdir(), 'binnacle-e2e-')));
    const port = options.port ?? (await freePort());
    const began = performance.now();
    const [command = process.execPath, ...args] = [
      ...(options.prefix ?? []),
      ...(options.byNpm === true ? ['npm', 'start', '--'] : [process.execPath, MAIN]),
      '--port',
      String(port),
      '--data',
      data,
      '--kubeconfig',
      options.kubeconfig,
      ...(options.args ?? []),
    ];
    const child = spawn(command, args, {
      cwd: options.byNpm === true ? ROOT : process.cwd(),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
      // npm has children of its own: they get signals as from a terminal, all at once.
      detached: options.byNpm === true,
    });
    // A runner that ends without stopping it must not leave it behind.
    const orphaned = (): void => void child.kill('SIGKILL');
    process.once('exit', orphaned);
    child.once('exit', () => process.off('exit', orphaned));
    const output = { text: '' };
    const url = `http://127.0.0.1:${port}`;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`not ready after ${READY_WITHIN_MS} ms:\n${output.text}`)),
        READY_WITHIN_MS,
      );
      const read = (chunk: Buffer): void => {
        output.text += chunk.toString();
        if (output.text.includes(`Binnacle is ready at ${options.env?.BINNACLE_EXTERNAL_URL ?? url}`)) {
          clearTimeout(timer);
          resolve();
        }
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`ended with ${code} before it was ready:\n${output.text}`));
      });
    });
    const took = performance.now() - began;
    return new Binnacle(url, data, child, took, options.data === undefined, options.byNpm === true, output);
  }

  /** Everything it printed so far. */
  get log(): string {
    return this.output.text;
  }

  /** The sign-in link it printed. */
  get signInLink(): string {
    const found = /http\S+\/sign-in#code=\S+/.exec(this.output.text);
    if (found === null) throw new Error(`no sign-in link in:\n${this.output.text}`);
    return found[0];
  }

  /** The machine key of the owner. */
  async key(): Promise<string> {
    return (await readFile(join(this.data, 'owner.key'), 'utf8')).trim();
  }

  /** A request with the owner's key. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await this.key()}`);
    return await fetch(`${this.url}${path}`, { ...init, headers });
  }

  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await this.fetch(path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  async post<T>(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: T }> {
    const response = await this.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  /** As a crash would end it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    if (this.ownsData) await rm(this.data, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.process.once('exit', () => resolve()));
    if (!this.leadsGroup) this.process.kill(signal);
    else process.kill(-(this.process.pid ?? 0), signal);
    await ended;
    if (this.leadsGroup) await eventually('everything that npm started to end', () => !isGroup(this.process.pid ?? 0));
  }
}

/** Whether any process of the group is left. */
function isGroup(leader: number): boolean {
  try {
    return process.kill(-leader, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
