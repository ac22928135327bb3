// What the launchers share: is this checkout installed, is it built, and how a command is run in it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const binaries = join(root, 'node_modules/.bin');
const OLDEST_NODE = 20;

/** Folders and files whose content decides what a build produces. */
const SOURCES = [
  'apps',
  'libs',
  'prisma',
  'nx.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tools/database',
  'tools/launch/compress-pages.mjs',
];
const NOT_SOURCES = new Set([
  'node_modules',
  'dist',
  'out',
  '.next',
  'generated',
  'testdata',
  'test-results',
  'next-env.d.ts',
]);
/** What a build must have left behind. */
const OUTPUTS = ['apps/api/dist/main.js', 'apps/web/out/index.html'];
const BUILD_STAMP = join(root, '.nx/binnacle-build');
const INSTALL_STAMP = join(root, 'node_modules/.binnacle-install');

/** The environment of every command: the checkout's own programs first, Node 24 among them. */
export const environment = {
  ...process.env,
  PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}`,
  NX_DAEMON: 'false',
  NEXT_TELEMETRY_DISABLED: '1',
};

/** The Node that the install fetched where the machine's own is too old, else this one. */
export function nodeBinary() {
  const own = join(binaries, 'node');
  return existsSync(own) ? own : process.execPath;
}

/** Installs the packages of the lockfile unless they are there. Ends the process when that fails. */
export function ensureInstalled() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE) stop(`Binnacle needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}.`);
  const wanted = hashOf(readFileSync(join(root, 'package-lock.json')));
  if (existsSync(INSTALL_STAMP) && readFileSync(INSTALL_STAMP, 'utf8') === wanted) return;
  if (!isInstalledByHand()) {
    const took = timed('Installing packages (npm ci; about a minute)', 'npm', [
      'ci',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
    console.log(`Installed in ${took} s.`);
  }
  writeFileSync(INSTALL_STAMP, wanted);
}

/** npm leaves a copy of what it installed; when it is newer than the lockfile somebody ran npm themselves. */
function isInstalledByHand() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  // Packages for other platforms are in the lockfile and rightly not installed.
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || !path.startsWith('node_modules/') || link === true) return true;
    return path in present ? present[path].version === version : optional === true;
  });
}

/** Builds everything unless the sources are those of the last build. Ends the process when that fails. */
export function ensureBuilt() {
  const wanted = sourceHash();
  const built = existsSync(BUILD_STAMP) && readFileSync(BUILD_STAMP, 'utf8') === wanted;
  if (built && OUTPUTS.every((file) => existsSync(join(root, file)))) return;
  const took = timed('Building (about a minute the first time)', 'nx', [
    'run-many',
    '-t',
    'build',
    '--outputStyle=static',
  ]);
  timed(null, nodeBinary(), [join(root, 'tools/launch/compress-pages.mjs')]);
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, wanted);
  console.log(`Built in ${took} s.`);
}

/** One hash over name and content of every source that is not a test. */
export function sourceHash() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesOf(join(root, source))).sort()) {
    hash
      .update(file.slice(root.length))
      .update('\0')
      .update(hashOf(readFileSync(file)));
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
  return entries.flatMap((entry) => {
    if (NOT_SOURCES.has(entry.name) || /\.spec\.tsx?$/.test(entry.name) || entry.name.endsWith('.tsbuildinfo'))
      return [];
    const below = join(path, entry.name);
    return entry.isDirectory() ? filesOf(below) : entry.isFile() ? [below] : [];
  });
}

function hashOf(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Runs a command whose output only matters when it fails; returns the seconds it took. */
function timed(announce, command, args) {
  if (announce !== null) console.log(`${announce} …`);
  const began = performance.now();
  const run = spawnSync(command, args, { cwd: root, env: environment, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) {
    process.stderr.write(`${run.stdout ?? ''}${run.stderr ?? ''}`);
    stop(
      run.error === undefined
        ? `${command} ${args.join(' ')} failed (${run.status ?? run.signal}).`
        : `${command} cannot be run: ${run.error.message}`,
    );
  }
  return Math.round((performance.now() - began) / 1000);
}

/** Runs a command in the foreground, passes signals on, and resolves with its exit code. */
export function foreground(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: 'inherit', ...options });
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    child.on('error', (error) => {
      console.error(`${command} cannot be run: ${error.message}`);
      done(1);
    });
    child.on('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, pass);
      done(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

export function stop(message) {
  console.error(message);
  process.exit(1);
}
