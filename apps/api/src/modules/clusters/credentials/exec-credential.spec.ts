import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterConfigError } from '../kubeconfig/problem.js';
import type { ExecSpec } from '../kubeconfig/specs.js';
import { type ExecCredentialOptions, execCredential } from './exec-credential.js';
import type { RenewableCredential } from './renewable-credential.js';
import { OUTPUT_MAX_BYTES, PLUGIN_TIMEOUT_MS } from './run-plugin.js';

const VERSION = 'client.authentication.k8s.io/v1';
let folder: string;
let clock: FakeClock;
const stops: AbortController[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-exec-'));
  clock = new FakeClock();
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
  rmSync(folder, { recursive: true, force: true });
});

/** A credential whose plugin is a few lines of JavaScript; each run leaves a line in `runs`. */
function plugin(
  script: string,
  more: Partial<ExecSpec> = {},
  options: Partial<ExecCredentialOptions> = {},
): RenewableCredential {
  const file = join(folder, 'plugin.cjs');
  writeFileSync(file, `require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, 'x');\n${script}`);
  const stop = new AbortController();
  stops.push(stop);
  return execCredential({
    spec: {
      apiVersion: VERSION,
      command: process.execPath,
      args: [file],
      env: {},
      provideClusterInfo: false,
      installHint: null,
      place: { file: '/config', line: 12, field: 'users[0].user.exec' },
      ...more,
    },
    cluster: {
      server: 'https://c.example',
      ca: null,
      serverName: 'name.example',
      insecureSkipVerify: false,
      execConfig: { audience: 'a' },
    },
    ca: 'PEM',
    env: {
      PATH: process.env.PATH,
      HOME: '/home/x',
      DATABASE_URL: 'canary-database',
      BINNACLE_SECRET_FILE: 'canary-file',
      NODE_OPTIONS: '',
    },
    clock,
    signal: stop.signal,
    ...options,
  });
}

const print = (status: unknown, apiVersion = VERSION) =>
  `console.log(${JSON.stringify(JSON.stringify({ apiVersion, kind: 'ExecCredential', status }))})`;
const runs = () => readFileSync(join(folder, 'runs'), 'utf8').length;
const after = (ms: number) => new Date(clock.wall() + ms).toISOString();

async function failure(credential: RenewableCredential): Promise<ClusterConfigError> {
  return credential.get().then(
    () => {
      throw new Error('the plugin was believed');
    },
    (error: ClusterConfigError) => error,
  );
}

describe('a plugin that works', () => {
  test('gives its token, once for all who ask at the same time, and is kept', async () => {
    const credential = plugin(print({ token: 't' }));
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => credential.get()));
    expect(answers.map(({ token }) => token)).toEqual(['t', 't', 't', 't', 't']);
    await clock.advance(86_400_000);
    await credential.get();
    expect(runs()).toBe(1);
  });

  test('is asked again a minute before its credential expires', async () => {
    const credential = plugin(print({ token: 't', expirationTimestamp: after(3_600_000) }));
    await credential.get();
    await clock.advance(3_600_000 - 60_001);
    await credential.get();
    expect(runs()).toBe(1);
    await clock.advance(1);
    await credential.get();
    expect(runs()).toBe(2);
  });

  test('is asked again when a fifth of a short life is left', async () => {
    const credential = plugin(print({ token: 't', expirationTimestamp: after(100_000) }));
    expect((await credential.get()).refreshAt).toBe(clock.wall() + 80_000);
  });

  test('F06: when the early refresh fails, the old credential serves until it really expires', async () => {
    const broken = join(folder, 'broken');
    const credential = plugin(
      `if (require('node:fs').existsSync(${JSON.stringify(broken)})) process.exit(1); ${print({ token: 't', expirationTimestamp: after(100_000) })}`,
    );
    await credential.get();
    writeFileSync(broken, '');
    await clock.advance(80_000);
    expect(await credential.get()).toMatchObject({ token: 't', refreshAt: clock.wall() + 10_000 });
    await clock.advance(20_000);
    expect(await failure(credential)).toMatchObject({ fault: 'credential_failed' });
  });

  test('is asked again after the server refused its credential, but not for one just given', async () => {
    const credential = plugin(print({ token: 't' }));
    await credential.get();
    await clock.advance(9_999);
    credential.invalidate();
    await credential.get();
    expect(runs()).toBe(1);
    await clock.advance(1);
    credential.invalidate();
    await credential.get();
    expect(runs()).toBe(2);
  });

  test('gets its arguments, its variables, KUBERNETES_EXEC_INFO and no terminal; none of our own variables', async () => {
    const out = join(folder, 'seen.json');
    const credential = plugin(
      `require('node:fs').writeFileSync(${JSON.stringify(out)}, JSON.stringify({ args: process.argv.slice(2), env: process.env, tty: process.stdin.isTTY ?? false }));${print({ token: 't' })}`,
      { env: { PROFILE: 'dev' }, provideClusterInfo: true },
    );
    await credential.get();
    const seen = JSON.parse(readFileSync(out, 'utf8')) as { env: Record<string, string>; tty: boolean };
    expect(seen.tty).toBe(false);
    expect(seen.env).toMatchObject({ PROFILE: 'dev', HOME: '/home/x' });
    expect(JSON.stringify(seen.env)).not.toContain('canary');
    expect(JSON.parse(seen.env.KUBERNETES_EXEC_INFO ?? '')).toEqual({
      apiVersion: VERSION,
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: {
          server: 'https://c.example',
          'tls-server-name': 'name.example',
          'certificate-authority-data': Buffer.from('PEM').toString('base64'),
          config: { audience: 'a' },
        },
      },
    });
  });
});

describe('a plugin that does not', () => {
  test.each([
    ['garbage', `console.log('canary garbage')`, 'its output is not JSON'],
    ['nothing', '', 'its output is not JSON'],
    [
      'another document',
      `console.log('{"kind":"Pod","token":"canary"}')`,
      'its output is not an ExecCredential: apiVersion is missing or wrong',
    ],
    [
      'another version',
      print({ token: 'canary' }, 'client.authentication.k8s.io/v1beta1'),
      'it answered with another apiVersion than the kubeconfig asks for',
    ],
    ['no credential', print({}), 'it gave neither a token nor a client certificate'],
    [
      'a token that is no text',
      print({ token: 5 }),
      'its output is not an ExecCredential: status.token is missing or wrong',
    ],
    [
      'a certificate without key',
      print({ clientCertificateData: '-----BEGIN CERTIFICATE-----' }),
      'it gave a client certificate without key, or a key without certificate',
    ],
    [
      'an expired credential',
      print({ token: 'canary', expirationTimestamp: '2025-12-31T23:00:00Z' }),
      'it gave a credential that had expired at 2025-12-31T23:00:00.000Z; sign in again',
    ],
    [
      'a wrong time',
      print({ token: 'canary', expirationTimestamp: 'soon' }),
      'its output is not an ExecCredential: status.expirationTimestamp is missing or wrong',
    ],
    [
      'an exit code',
      `console.log('canary'); console.error('first\\nno credentials for profile dev'); process.exitCode = 3`,
      'it ended with code 3: no credentials for profile dev',
    ],
    [
      'a secret in its complaint',
      `console.error('token abcdefghijklmnopqrstuvwxyzcanary0123 was refused'); process.exitCode = 1`,
      'it ended with code 1: token … was refused',
    ],
    ['a signal', `process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)`, 'it was ended by SIGTERM'],
  ])('%s is an error with its place and without its output', async (_, script, message) => {
    const error = await failure(plugin(script));
    expect(error).toMatchObject({
      fault: 'credential_failed',
      problem: { line: 12, field: 'users[0].user.exec', message: `the exec plugin failed: ${message}` },
    });
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('canary');
  });

  test('too much output stops it', async () => {
    const error = await failure(
      plugin(
        `const s = 'canary'.repeat(10000); const f = () => { while (process.stdout.write(s)); process.stdout.once('drain', f); }; f();`,
      ),
    );
    expect(error.message).toContain(`it wrote more than ${OUTPUT_MAX_BYTES} bytes`);
    expect(error.message).not.toContain('canary');
  });

  test('a missing program is told with the install hint of the kubeconfig', async () => {
    const error = await failure(plugin('', { command: join(folder, 'absent'), installHint: 'Install it with apt.\n' }));
    expect(error.problem).toMatchObject({
      message: expect.stringContaining('is not installed') as string,
      hint: 'Install it with apt.',
    });
  });

  test('a program that may not be executed is told so', async () => {
    writeFileSync(join(folder, 'text'), '', { mode: 0o600 });
    expect((await failure(plugin('', { command: join(folder, 'text') }))).message).toContain('may not be executed');
  });

  test('one that hangs is killed after 30 s together with what it started', async () => {
    const pids = join(folder, 'pids');
    const credential = plugin(`
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      child.on('spawn', () => require('node:fs').writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + child.pid + ' '));
      setInterval(() => {}, 1000);`);
    const failed = failure(credential);
    await expect
      .poll(() => existsSync(pids) && readFileSync(pids, 'utf8').endsWith(' '), { timeout: 15_000 })
      .toBe(true);
    await clock.advance(PLUGIN_TIMEOUT_MS);
    expect((await failed).message).toContain('did not end within 30 s');
    for (const pid of readFileSync(pids, 'utf8').trim().split(' ').map(Number)) {
      await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
    }
    expect(clock.pending).toBe(0);
  });

  test('one that still runs when Binnacle stops is ended', async () => {
    const stop = new AbortController();
    const failed = failure(plugin('setInterval(() => {}, 1000)', {}, { signal: stop.signal }));
    await expect.poll(() => existsSync(join(folder, 'runs')), { timeout: 15_000 }).toBe(true);
    stop.abort();
    expect((await failed).message).toContain('Binnacle is stopping');
  });
});

/** Whether a process runs; one that has ended and only waits for its parent does not. */
function isAlive(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  if (existsSync('/proc/self/stat')) return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'));
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
