import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClusterConnection } from '../credentials/cluster-connection.js';
import { type DiscoveryOptions, discoverContexts } from './discover.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-kubeconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const cluster = (name: string, server = `https://${name}.example`) =>
  `- name: ${name}\n  cluster: {server: "${server}"}\n`;
const user = (name: string, body = '{token: t}') => `- name: ${name}\n  user: ${body}\n`;
const context = (name: string, of = name) => `- name: ${name}\n  context: {cluster: ${of}, user: ${of}}\n`;
const whole = (name: string, server?: string) =>
  `clusters:\n${cluster(name, server)}users:\n${user(name)}contexts:\n${context(name)}`;

const discover = (options: Partial<DiscoveryOptions>) =>
  discoverContexts({ kubeconfigs: [], env: {}, home: folder, ...options });
const servers = async (options: Partial<DiscoveryOptions>) =>
  (await discover(options)).contexts.map(({ context: name, cluster: found }) => `${name} ${found?.server ?? '-'}`);

describe('where kubeconfigs are looked for', () => {
  test('--kubeconfig wins over KUBECONFIG, which wins over ~/.kube/config', async () => {
    mkdirSync(join(folder, '.kube'));
    write('.kube/config', whole('home'));
    const [listed, named] = [write('listed', whole('listed')), write('named', whole('named'))];
    expect(await servers({ kubeconfigs: [named], env: { KUBECONFIG: listed } })).toEqual([
      'named https://named.example',
    ]);
    expect(await servers({ env: { KUBECONFIG: listed } })).toEqual(['listed https://listed.example']);
    expect(await servers({})).toEqual(['home https://home.example']);
  });

  test('files of KUBECONFIG are merged as kubectl does: the first file wins for a name, a missing one is skipped', async () => {
    const a = write('a', `clusters:\n${cluster('x', 'https://first.example')}contexts:\n${context('x')}`);
    const b = write(
      'b',
      `clusters:\n${cluster('x', 'https://second.example')}${cluster('y')}users:\n${user('x')}${user('y')}contexts:\n${context('y')}`,
    );
    const found = await discover({ env: { KUBECONFIG: [join(folder, 'missing'), a, '', b].join(':') } });
    expect(found.problems).toEqual([]);
    expect(found.sources).toEqual([a, b]);
    expect(found.contexts.map(({ context: name, cluster: spec, broken }) => [name, spec?.server, broken])).toEqual([
      ['x', 'https://first.example', null],
      ['y', 'https://y.example', null],
    ]);
  });

  test('files handed over that are just those of KUBECONFIG are merged as that list', async () => {
    const a = write('a', `clusters:\n${cluster('x')}users:\n${user('x')}`);
    const b = write('b', `contexts:\n${context('x')}`);
    expect(await servers({ kubeconfigs: [a, b], env: { KUBECONFIG: `~/a:${b}` } })).toEqual(['x https://x.example']);
  });

  test('each --kubeconfig file stands for itself: the same context in two files is two clusters', async () => {
    const files = [
      write('a', whole('default', 'https://one.example')),
      write('b', whole('default', 'https://two.example')),
    ];
    expect(await servers({ kubeconfigs: files })).toEqual([
      'default https://one.example',
      'default https://two.example',
    ]);
  });

  test('a --kubeconfig that is missing or a folder is told; the others are used', async () => {
    const good = write('good', whole('good'));
    const { contexts, problems } = await discover({ kubeconfigs: [join(folder, 'gone'), folder, good] });
    expect(contexts).toHaveLength(1);
    expect(problems.map(({ file, message }) => [file, message])).toEqual([
      [join(folder, 'gone'), 'the file does not exist'],
      [folder, 'the path is a folder'],
    ]);
  });

  test('nothing anywhere is an empty fleet, not an error; an empty file is an empty configuration', async () => {
    expect(await discover({})).toEqual({ contexts: [], problems: [], sources: [] });
    expect(await discover({ kubeconfigs: [write('empty', '# nothing yet\n')] })).toMatchObject({
      contexts: [],
      problems: [],
    });
  });

  test('JSON and YAML with anchors and merge keys are read', async () => {
    const merged = `base: &base {server: "https://m.example"}\nclusters: [{name: m, cluster: {<<: *base}}]\nusers:\n${user('m')}contexts:\n${context('m')}`;
    const json = JSON.stringify({
      clusters: [{ name: 'j', cluster: { server: 'https://j.example/prefix/' } }],
      users: [{ name: 'j', user: {} }],
      contexts: [{ name: 'j', context: { cluster: 'j', user: 'j' } }],
    });
    expect(await servers({ kubeconfigs: [write('m', merged), write('j', json)] })).toEqual([
      'm https://m.example',
      'j https://j.example/prefix',
    ]);
  });
});

describe('in-cluster', () => {
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

  test('the mounted service account is used when there is no kubeconfig', async () => {
    write('token', 'sa-token\n');
    const { contexts, sources } = await discover({ env, serviceAccountFolder: folder });
    expect(sources).toEqual(['in-cluster']);
    expect(contexts).toMatchObject([
      { context: 'in-cluster', cluster: { server: 'https://[fd00::1]', ca: { path: join(folder, 'ca.crt') } } },
    ]);
  });

  test('a kubeconfig wins over it, also one that is faulty', async () => {
    const bad = write('bad', 'kind: Pod\n');
    expect((await discover({ env: { ...env, KUBECONFIG: bad }, serviceAccountFolder: folder })).contexts).toEqual([]);
  });
});

describe('T01 and T02: loading reads nothing else and runs nothing', () => {
  test('no plugin of any kind leaves its mark, refused ones not even when a connection is asked for', async () => {
    const mark = join(folder, 'executed');
    const shell = `{command: /bin/sh, args: ["-c", "touch ${mark}"], apiVersion: client.authentication.k8s.io/v1}`;
    const users = {
      plugin: `{exec: ${shell}}`,
      nested: `{auth-provider: {name: exec, config: {exec: ${shell}}}}`,
      gcp: `{auth-provider: {name: gcp, config: {cmd-path: /bin/sh, cmd-args: "-c 'touch ${mark}'"}}}`,
      azure: `{auth-provider: {name: azure, config: {}}}`,
    };
    const names = Object.keys(users);
    const text = `clusters:\n${names.map((n) => cluster(n)).join('')}users:\n${Object.entries(users)
      .map(([n, body]) => user(n, body))
      .join('')}contexts:\n${names.map((n) => context(n)).join('')}`;
    const { contexts } = await discover({ kubeconfigs: [write('config', text)] });
    expect(contexts.map(({ context: name, broken }) => [name, broken?.fault, broken?.problem.field])).toEqual([
      ['plugin', undefined, undefined],
      ['nested', 'credential_failed', 'users[1].user.auth-provider.name'],
      ['gcp', 'credential_failed', 'users[2].user.auth-provider.name'],
      ['azure', 'credential_failed', 'users[3].user.auth-provider.name'],
    ]);
    expect(existsSync(mark)).toBe(false);
    // The mark works: this is the one plugin that may run, once somebody asks for a connection.
    const [plugin] = contexts;
    if (plugin?.broken !== null) throw new Error('the plugin context is usable');
    await expect(
      new ClusterConnection({ ...plugin, env: { PATH: process.env.PATH }, clock: new FakeClock() }).material(),
    ).rejects.toThrow('not JSON');
    expect(existsSync(mark)).toBe(true);
  });

  test('files that a kubeconfig names are opened only for a connection, and their content stands in no error', async () => {
    write('canary', 'canary-5521');
    const text = `clusters: [{name: c, cluster: {server: "https://c.example", certificate-authority: canary}}]\nusers:\n${user('c', '{client-certificate: canary, client-key: gone}')}contexts:\n${context('c')}`;
    const { contexts, problems } = await discover({ kubeconfigs: [write('config', text)] });
    const [only] = contexts;
    expect([only?.broken, problems]).toEqual([null, []]);
    expect(JSON.stringify(contexts)).not.toContain('5521');
    if (only?.broken !== null) throw new Error('the context is usable');
    const error: unknown = await new ClusterConnection({ ...only, env: {}, clock: new FakeClock() })
      .material()
      .catch((e: unknown) => e);
    expect(error).toMatchObject({
      fault: 'certificate_untrusted',
      problem: { field: 'clusters[0].cluster.certificate-authority' },
    });
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('5521');
  });

  test('T18: __proto__ as a key changes no prototype', async () => {
    await discover({
      kubeconfigs: [
        write(
          'config',
          'clusters:\n- name: __proto__\n  cluster: {__proto__: {polluted: 1}, server: "https://c"}\ncontexts: []\n',
        ),
      ],
    });
    expect('polluted' in {}).toBe(false);
  });
});
