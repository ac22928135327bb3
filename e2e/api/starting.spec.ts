import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Binnacle } from '../support/binnacle.ts';
import { runToEnd } from '../support/run-to-end.ts';

let folder: string;
let running: Binnacle;

const file = async (name: string, ...lines: string[]): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, lines.join('\n'));
  return path;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-starting-'));
  running = await Binnacle.start({ kubeconfig: await file('empty.yaml'), data: join(folder, 'data') });
});
afterAll(async () => {
  await running?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

describe('a start that cannot be ends with its code and one line that says what was wrong and what to do', () => {
  const free = () => ['--port', '0', '--data', join(folder, 'other')];
  const REFUSED: Array<[what: string, args: () => string[], env: NodeJS.ProcessEnv, code: number, says: RegExp]> = [
    ['an unknown option', () => ['--prot', '1'], {}, 2, /^The option --prot does not exist\. Did you mean --port\?$/],
    ['an argument that is no option', () => ['serve'], {}, 2, /^The argument "serve" is not understood: .*--help\.$/],
    ['an option without its value', () => ['--data'], {}, 2, /^--data needs a value: --data DIR\.$/],
    [
      'a port that is none',
      () => ['--port', 'http'],
      {},
      2,
      /^--port "http" is not a port: use a number from 0 to 65535/,
    ],
    [
      'an unknown variable',
      free,
      { BINNACLE_PROT: '1' },
      2,
      /^The variable BINNACLE_PROT .* Did you mean BINNACLE_PORT\?$/,
    ],
    [
      'T24 the network without TLS',
      () => ['--host', '0.0.0.0'],
      {},
      2,
      /open Binnacle to the network: set BINNACLE_EXTERNAL_URL/,
    ],
    [
      'an address of another machine',
      () => [...free(), '--host', '192.0.2.1'],
      { BINNACLE_EXTERNAL_URL: 'https://b.example' },
      2,
      /^192\.0\.2\.1 is not an address of this machine\. .*--host/,
    ],
    ['a key file that is not there', free, { BINNACLE_SECRET_FILE: '/nonexistent/key' }, 2, /\/nonexistent\/key/],
    ['a data folder that is a file', () => ['--data', join(folder, 'empty.yaml')], {}, 3, /empty\.yaml.*--data DIR/],
    [
      'a data folder that another process holds',
      () => ['--port', '0', '--data', running.data],
      {},
      3,
      /is in use by process \d+\. Stop that process, or choose another folder with --data DIR\.$/,
    ],
    [
      'a database that does not answer',
      free,
      { DATABASE_URL: 'postgresql://binnacle:canary-password@127.0.0.1:1/binnacle' },
      4,
      /^The database at DATABASE_URL cannot be reached \(ECONNREFUSED\)\. Check/,
    ],
    [
      'a port that is taken',
      () => ['--data', join(folder, 'other'), '--port', new URL(running.url).port],
      {},
      5,
      /^Port \d+ is taken\. Choose another with --port, or stop what uses it\.$/,
    ],
  ];

  test.each(REFUSED)('%s', async (_, args, env, code, says) => {
    const ended = await runToEnd(args(), env);
    // Entries of the log may come before; the refusal itself is the last line, and no stack.
    const [last] = ended.stderr.trimEnd().split('\n').slice(-1);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(last).toMatch(says);
    expect(ended.stderr).not.toMatch(/^ +at |canary-password/m);
  });

  test('the process that holds the data folder is named, and not harmed', async () => {
    const { stderr } = await runToEnd(['--port', '0', '--data', running.data]);
    expect(stderr).toContain(`process ${running.process.pid}.`);
    expect((await running.fetch('/readyz')).status).toBe(200);
  });
});

test('--help and --version answer on standard output, with success', async () => {
  const [help, version] = [await runToEnd(['--help']), await runToEnd(['--version'])];
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const word of ['--port', '--kubeconfig', 'BINNACLE_EXTERNAL_URL', 'Exit codes: 0'])
    expect(help.stdout).toContain(word);
  expect(version).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('a kubeconfig that cannot be used is named with file, line, field and what to do, and hides no other', async () => {
  const missing = join(folder, 'missing.yaml');
  const malformed = await file('malformed.yaml', 'apiVersion: v1', 'clusters:', '- name: [a', 'contexts: []');
  const mistaken = await file('mistaken.yaml', 'apiVersion: v1', 'kind: Config', 'clusters:', '  name: a');
  const lost = await file(
    'lost.yaml',
    'apiVersion: v1',
    'kind: Config',
    'users: [{name: ada, user: {token: t}}]',
    'contexts:',
    '- name: lost',
    '  context:',
    '    user: ada',
    '    cluster: nowhere',
  );
  const args = [malformed, mistaken, lost].flatMap((path) => ['--kubeconfig', path]);
  const binnacle = await Binnacle.start({ kubeconfig: missing, args });
  try {
    const log = binnacle.log;
    expect(log).toContain(`The file does not exist (${missing}). Correct the path.`);
    expect(log).toMatch(/The file is not valid YAML: .*malformed\.yaml, line [34]\)\. Correct the line/);
    expect(log).toMatch(/clusters must be a list \(.*mistaken\.yaml, line 3, clusters\)\. Begin each item with/);
    const { items } = await binnacle.json<{ items: unknown[] }>('/api/v1/clusters');
    expect(items).toEqual([
      expect.objectContaining({
        name: 'lost',
        state: 'unreachable',
        fault: 'missing_context_cluster',
        because: `The context names cluster "nowhere", which the clusters list does not have (${lost}, line 8, contexts[0].context.cluster). Add that cluster, or correct the name.`,
      }),
    ]);
  } finally {
    await binnacle.stop();
  }
});

test('SIGTERM ends it with 0, and the folder is free for the next one, which knows everything again', async () => {
  const key = await running.key();
  await running.stop();
  expect(running.process.exitCode).toBe(0);
  running = await Binnacle.start({ kubeconfig: join(folder, 'empty.yaml'), data: running.data });
  expect(await running.key()).toBe(key);
  expect((await running.fetch('/api/v1/session')).status).toBe(200);
});

test('kill -9 leaves a folder that the next start takes over', async () => {
  await running.kill();
  running = await Binnacle.start({ kubeconfig: join(folder, 'empty.yaml'), data: running.data });
  expect((await running.fetch('/readyz')).status).toBe(200);
});
