import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Reads "+ PID" and "- PID" lines and, when its input ends, kills what is still on the list. A shell, since it must be
 * small, and must not share the fate of the process it watches.
 */
const SCRIPT = `
trap '' INT TERM HUP
pids=''
while read -r sign pid; do
  case "$sign" in
    +) pids="$pids $pid" ;;
    -) kept=''; for p in $pids; do [ "$p" = "$pid" ] || kept="$kept $p"; done; pids="$kept" ;;
  esac
done
for p in $pids; do kill -9 "$p" 2>/dev/null; done
`;

/**
 * Sees to it that no program outlives this process. The watchdog holds one end of a pipe whose other end only we hold:
 * however we end, by SIGKILL too, the pipe closes and the watchdog kills the programs it was told of.
 */
export class Watchdog {
  readonly #shell: ChildProcess;

  constructor() {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  }

  get #runs(): boolean {
    return this.#shell.exitCode === null && this.#shell.signalCode === null;
  }

  watch(pid: number): void {
    this.#shell.stdin?.write(`+ ${pid}\n`);
  }

  /** To be called as soon as a program has ended: its number may be given to a stranger. */
  forget(pid: number): void {
    if (this.#runs) this.#shell.stdin?.write(`- ${pid}\n`);
  }

  /** Ends the watchdog, and with it every program that was not forgotten. */
  async end(): Promise<void> {
    if (!this.#runs) return;
    const gone = new Promise<void>((resolve) => this.#shell.once('exit', () => resolve()));
    this.#shell.stdin?.end();
    await gone;
  }
}
