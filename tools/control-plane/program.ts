import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Watchdog } from './watchdog.ts';

const RESTART_AFTER_MS = 500;

export interface ProgramOptions {
  name: string;
  file: string;
  args: readonly string[];
  logFile: string;
  watchdog: Watchdog;
  /**
   * Start it again whenever it ends by itself. The controller manager and the scheduler end when they lose their lease,
   * which is what a fault test makes happen; on a real node the kubelet starts them again.
   */
  keepRunning?: boolean;
}

/** One program of the control plane: started with the same arguments each time, its output in a log file. */
export class Program {
  readonly #options: ProgramOptions;
  #child: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();
  #wanted = false;

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get logFile(): string {
    return this.#options.logFile;
  }

  /** The process, while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it; without effect when it runs. */
  start(): void {
    this.#wanted = true;
    if (this.#child !== undefined) return;
    const log = openSync(this.#options.logFile, 'a');
    // A process group of its own: Ctrl-C in the terminal reaches us only, and we end the programs in their order.
    const child = spawn(this.#options.file, this.#options.args, { stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.#child = child;
    if (child.pid !== undefined) this.#options.watchdog.watch(child.pid);
    this.#gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    }).then(() => this.#ended(child));
  }

  #ended(child: ChildProcess): void {
    if (child.pid !== undefined) this.#options.watchdog.forget(child.pid);
    this.#child = undefined;
    if (!this.#wanted || this.#options.keepRunning !== true) return;
    setTimeout(() => {
      if (this.#wanted) this.start();
    }, RESTART_AFTER_MS);
  }

  /** Ends it with SIGKILL; resolves once it is gone. */
  async kill(): Promise<void> {
    this.#wanted = false;
    this.#child?.kill('SIGKILL');
    await this.#gone;
  }

  /** Asks it to end with SIGTERM, kills it when it has not after `patienceMs`; resolves once it is gone. */
  async stop(patienceMs: number): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (child === undefined) return;
    // A stopped process does not see SIGTERM before it goes on.
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const patience = new AbortController();
    const late = delay(patienceMs, 'late', { signal: patience.signal }).catch(() => 'done');
    const first = await Promise.race([this.#gone, late]);
    patience.abort();
    if (first === 'late') child.kill('SIGKILL');
    await this.#gone;
  }

  /** @throws when it does not run. */
  signal(signal: NodeJS.Signals): void {
    if (this.#child === undefined) throw new Error(`${this.name} does not run, so it cannot be sent ${signal}.`);
    this.#child.kill(signal);
  }
}
