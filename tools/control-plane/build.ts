import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withBuildLock } from './build-lock.ts';
import { LEAST_GO, MODULES_FOLDER, PROGRAMS, type ProgramName, programsFolder, SOURCES } from './programs.ts';

const run = promisify(execFile);

/** Paths of the built programs. */
export type Programs = Record<ProgramName, string>;

export type Say = (line: string) => void;

/** The programs cannot be built here; the message is one line that says what is missing and what to do. */
export class BuildError extends Error {
  override name = 'BuildError';
}

function paths(folder: string): Programs {
  return Object.fromEntries(PROGRAMS.map((name) => [name, join(folder, name)])) as Programs;
}

function missing(programs: Programs): ProgramName[] {
  return PROGRAMS.filter((name) => !existsSync(programs[name]));
}

function isMissingCommand(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** True when `version` ("go1.26.8") is at least `least` ("1.26"). */
export function goIsRecentEnough(version: string, least: string): boolean {
  const found = /^go(\d+)\.(\d+)/.exec(version);
  const [major, minor] = least.split('.').map(Number);
  if (found === null || major === undefined || minor === undefined) return false;
  const [foundMajor, foundMinor] = [Number(found[1]), Number(found[2])];
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}

async function requireGo(environment: NodeJS.ProcessEnv): Promise<void> {
  const install = `install Go ${LEAST_GO} or newer (https://go.dev/dl) and run this again`;
  const version = await run('go', ['env', 'GOVERSION'], { env: environment }).then(
    ({ stdout }) => stdout.trim(),
    (error: unknown) => {
      if (isMissingCommand(error)) {
        throw new BuildError(`The control plane is built from source and there is no "go" on the PATH: ${install}.`);
      }
      throw error;
    },
  );
  if (!goIsRecentEnough(version, LEAST_GO)) {
    throw new BuildError(`The control plane needs Go ${LEAST_GO} or newer and "go" here is ${version}: ${install}.`);
  }
}

async function buildOne(name: ProgramName, folder: string, environment: NodeJS.ProcessEnv, say: Say): Promise<void> {
  const source = SOURCES[name];
  const unfinished = join(folder, `.${name}.${process.pid}`);
  say(`building ${name}, about ${source.about} the first time`);
  const begun = performance.now();
  try {
    await run('go', ['build', '-trimpath', '-ldflags', source.ldflags, '-o', unfinished, source.package], {
      cwd: join(MODULES_FOLDER, source.module),
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    renameSync(unfinished, join(folder, name));
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new BuildError(`Go could not build ${name} from tools/control-plane/modules/${source.module}:\n${said}`);
  } finally {
    rmSync(unfinished, { force: true });
  }
  say(`built ${name} in ${Math.round((performance.now() - begun) / 1000)} s`);
}

/**
 * Builds what is not built yet and returns the paths of all programs. Silent and without Go when nothing is to be done.
 * A program appears under its name only when it is whole; of several builders at once one builds and the others wait.
 *
 * @throws {BuildError} without a recent Go, or when the compiler fails.
 */
export async function buildPrograms(
  say: Say = (line) => process.stderr.write(`${line}\n`),
  folder: string = programsFolder(),
): Promise<Programs> {
  const programs = paths(folder);
  if (missing(programs).length === 0) return programs;
  const environment = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' };
  await requireGo(environment);
  mkdirSync(folder, { recursive: true });
  await withBuildLock(folder, say, async () => {
    const todo = missing(programs);
    if (todo.length > 0) say(`building the control plane for tests into ${folder}: ${todo.join(', ')}`);
    for (const name of todo) await buildOne(name, folder, environment, say);
  });
  return programs;
}
