import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildPrograms, goIsRecentEnough } from './build.ts';
import { withBuildLock } from './build-lock.ts';
import { PROGRAMS, programsFolder } from './programs.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-spec-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const silent = () => undefined;

describe('building the programs', () => {
  test('without Go, one line says what is missing and what to do', async () => {
    vi.stubEnv('PATH', folder);
    const failure = await buildPrograms(silent, join(folder, 'programs')).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'BuildError' });
    expect((failure as Error).message).toBe(
      'The control plane is built from source and there is no "go" on the PATH: install Go 1.26 or newer (https://go.dev/dl) and run this again.',
    );
  });

  test('with a Go that is too old, one line says so', async () => {
    writeFileSync(join(folder, 'go'), '#!/bin/sh\necho go1.25.3\n');
    chmodSync(join(folder, 'go'), 0o755);
    vi.stubEnv('PATH', folder);
    await expect(buildPrograms(silent, join(folder, 'programs'))).rejects.toThrow(
      'The control plane needs Go 1.26 or newer and "go" here is go1.25.3',
    );
  });

  test('built programs are used in silence, without asking for Go', async () => {
    for (const name of PROGRAMS) writeFileSync(join(folder, name), '');
    vi.stubEnv('PATH', '');
    const say = vi.fn();
    const programs = await buildPrograms(say, folder);
    expect(programs.etcd).toBe(join(folder, 'etcd'));
    expect(say).not.toHaveBeenCalled();
  });

  test('a program that does not compile is not put in place, and the compiler is quoted', async () => {
    writeFileSync(
      join(folder, 'go'),
      '#!/bin/sh\nif [ "$1" = env ]; then echo go1.26.0; exit 0; fi\necho half > "$6"\necho "no such package" >&2\nexit 1\n',
    );
    chmodSync(join(folder, 'go'), 0o755);
    vi.stubEnv('PATH', `${folder}:/bin:/usr/bin`);
    const programs = join(folder, 'programs');
    await expect(buildPrograms(silent, programs)).rejects.toThrow(/could not build etcd.*\n.*no such package/);
    expect(existsSync(join(programs, 'etcd'))).toBe(false);
    expect(existsSync(join(programs, 'build.lock'))).toBe(false);
  });

  test('the folder lies in the cache of the user and follows XDG_CACHE_HOME', () => {
    expect(programsFolder({ XDG_CACHE_HOME: '/somewhere' })).toMatch(
      /^\/somewhere\/binnacle\/control-plane\/[0-9a-f]{16}$/,
    );
    expect(programsFolder({})).toMatch(/\/\.cache\/binnacle\/control-plane\/[0-9a-f]{16}$/);
  });

  test.each([
    ['go1.26.0', true],
    ['go1.27rc1', true],
    ['go2.0', true],
    ['go1.25.9', false],
    ['go0.99', false],
    ['devel', false],
  ])('%s is recent enough for 1.26: %s', (version, enough) => {
    expect(goIsRecentEnough(version, '1.26')).toBe(enough);
  });
});

describe('the build lock', () => {
  test('two builders take turns', async () => {
    const order: string[] = [];
    let release: () => void = silent;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const said = new Promise<string>((resolve) => {
      const first = withBuildLock(folder, silent, async () => {
        order.push('first begins');
        await held;
        order.push('first ends');
      });
      const second = withBuildLock(folder, resolve, async () => {
        order.push('second begins');
      });
      void Promise.all([first, second]).then(() => order.push('both done'));
    });
    expect(await said).toBe(`process ${process.pid} is building the control plane; waiting for it`);
    release();
    await vi.waitFor(() => expect(order).toContain('both done'), { timeout: 10_000 });
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'both done']);
  });

  test('a lock whose process is gone is taken over', async () => {
    writeFileSync(join(folder, 'build.lock'), '999999999');
    const work = vi.fn(async () => undefined);
    await withBuildLock(folder, silent, work);
    expect(work).toHaveBeenCalledOnce();
  });
});
