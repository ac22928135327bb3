import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { EXIT, parseConfig, StartupError, usage } from './platform/config/index.js';
import { logDetails, rootLogger, scrub } from './platform/logging/index.js';

/** What is still open after this long is cut off: a supervisor would kill us soon after. */
const DRAIN_LIMIT_MS = 10_000;
/** Signals closer together than this are one wish. */
const SAME_SIGNAL_MS = 1_000;

/** Starts Binnacle as the command line says; ends the process with the exit codes of `npm start -- --help`. */
async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    print(usage());
    return;
  }
  const config = parseConfig(
    argv.filter((argument) => argument !== '--version'),
    process.env,
  );
  if (config.verbose) logDetails();
  // The framework is large: loaded once it is sure that there is something to start.
  const { createApp, VERSION } = await import('./bootstrap.js');
  if (argv.includes('--version')) {
    print(VERSION);
    return;
  }
  mark('program');
  let stopping: NodeJS.Signals | undefined;
  const early = (signal: NodeJS.Signals) => {
    stopping = signal;
  };
  process.once('SIGTERM', early).once('SIGINT', early);
  const running = await createApp(config, { mark });
  const stop = (signal: NodeJS.Signals) => void stopWithin(running.close, signal);
  process.off('SIGTERM', early).off('SIGINT', early).once('SIGTERM', stop).once('SIGINT', stop);
  if (stopping !== undefined) return stopWithin(running.close, stopping);

  // Whoever sits at the terminal may sign in, from another browser too. Where the output is kept, a link stands only
  // when nobody else could give one.
  const link = await running.offerSignInLink(process.stdout.isTTY);
  // In one piece: who waits for the first line may look for the second at once.
  print([`Binnacle is ready at ${running.url}`, ...(link === null ? [] : [`Sign in: ${link}`])].join('\n'));
  running.onOwnerGone((next) => print(`Sign in: ${next}`));
  if (config.open) openBrowser(link ?? running.url);
}

async function stopWithin(close: () => Promise<void>, signal: NodeJS.Signals): Promise<void> {
  rootLogger.info({ signal }, 'stopping');
  const cut = setTimeout(() => {
    rootLogger.warn({ seconds: DRAIN_LIMIT_MS / 1_000 }, 'not everything ended in time, what is left is cut off');
    process.exit(EXIT.stopped);
  }, DRAIN_LIMIT_MS - 500);
  // Whoever asks again does not want to wait. A terminal and the launcher may both pass on the same Ctrl-C.
  const asked = performance.now();
  const again = () => performance.now() - asked > SAME_SIGNAL_MS && process.exit(EXIT.unexpected);
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.removeAllListeners(name).on(name, again);
  try {
    await close();
    process.exitCode = EXIT.stopped;
  } catch (error) {
    rootLogger.error({ err: error }, 'stopping failed');
    process.exitCode = EXIT.unexpected;
  }
  clearTimeout(cut);
  process.exit();
}

function openBrowser(url: string): void {
  const [command, ...before] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform as string] ?? [
    'xdg-open',
  ];
  const child = spawn(command ?? 'xdg-open', [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => rootLogger.warn({}, 'no browser could be opened; use the address above'));
  child.unref();
}

function mark(part: string): void {
  rootLogger.debug({ ms: Math.round(performance.now()) }, `ready: ${part}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(error: unknown): never {
  if (error instanceof StartupError) {
    process.stderr.write(`${scrub(error.message)}\n`);
    process.exit(error.exitCode);
  }
  rootLogger.error({ err: error }, 'Binnacle has to end: an error that nothing expected');
  process.exit(EXIT.unexpected);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
main(process.argv.slice(2)).catch(fail);
