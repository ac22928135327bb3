import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { FakeClock } from '@binnacle/testing/clock';
import { KubeConfig } from '@kubernetes/client-node';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { ClusterConnection } from '../credentials/cluster-connection.js';
import { TestAuthority } from '../testing/certificates.js';
import { discoverContexts } from './discover.js';

/**
 * The official client library as a second opinion: what it and we both accept must come to the same connection. What
 * only one of us accepts is told in corpus.spec.ts and in docs/decisions/0007.
 */
const folder = mkdtempSync(join(tmpdir(), 'binnacle-client-library-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As much of a connection as both give. */
interface Connection {
  server: string;
  ca: string | null;
  cert: string | null;
  key: string | null;
  serverName: string | null;
  insecure: boolean;
  authorization: string | null;
}

async function ours(files: readonly string[]): Promise<Map<string, Connection>> {
  const env = { KUBECONFIG: files.join(delimiter), PATH: process.env.PATH };
  const { contexts } = await discoverContexts({ kubeconfigs: [], env, home: '' });
  const accepted = new Map<string, Connection>();
  for (const context of contexts) {
    if (context.broken !== null) continue;
    const connection = new ClusterConnection({ ...context, env, clock: new FakeClock(Date.now()) });
    const { server, ca = null, cert = null, key = null, serverName = null, ...rest } = await connection.material();
    const authorization = rest.headers.authorization ?? null;
    accepted.set(context.context, {
      server,
      ca,
      cert,
      key,
      serverName,
      insecure: rest.insecureSkipVerify,
      authorization,
    });
    connection.close();
  }
  return accepted;
}

const text = (value: unknown) => (value === undefined || value === null ? null : String(value));

async function theirs(files: readonly string[]): Promise<Map<string, Connection>> {
  const config = new KubeConfig();
  for (const [index, file] of files.entries()) {
    const next = new KubeConfig();
    next.loadFromFile(file);
    if (index === 0) config.loadFromOptions(next);
    else config.mergeConfig(next);
  }
  const accepted = new Map<string, Connection>();
  for (const { name } of config.getContexts()) {
    config.setCurrentContext(name);
    const cluster = config.getCurrentCluster();
    if (cluster === null) continue;
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const { origin, pathname } = new URL(cluster.server);
    const headers = options.headers as Record<string, string> | undefined;
    accepted.set(name, {
      server: origin + pathname.replace(/\/$/, ''),
      ca: text(options.ca),
      cert: text(options.cert),
      key: text(options.key),
      serverName: options.servername ?? null,
      insecure: options.rejectUnauthorized === false,
      authorization: options.auth ? `Basic ${btoa(options.auth)}` : (headers?.Authorization ?? null),
    });
  }
  return accepted;
}

const authority = new TestAuthority();
const base64 = (pem: string) => Buffer.from(pem).toString('base64');
const PAIRS = [authority.issue({}), authority.issue({})];
mkdirSync(join(folder, 'pki'));
writeFileSync(join(folder, 'pki/ca.crt'), authority.pem);
for (const [index, { cert, key }] of PAIRS.entries()) {
  writeFileSync(join(folder, `pki/${index}.crt`), cert);
  writeFileSync(join(folder, `pki/${index}.key`), key);
}

const path = (name: string) => fc.constantFrom(`pki/${name}`, `./pki/${name}`, join(folder, 'pki', name));
const word = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
const trust = fc.oneof(
  fc.constant({}),
  fc.constant({ 'insecure-skip-tls-verify': true }),
  fc.constant({ 'certificate-authority-data': base64(authority.pem), 'insecure-skip-tls-verify': false }),
  path('ca.crt').map((file) => ({ 'certificate-authority': file })),
);
const cluster = fc
  .record({
    server: fc
      .tuple(
        fc.constantFrom('https://', 'HTTPS://'),
        fc.constantFrom('api.example', 'API.Example', '10.0.0.1', '[fd00::1]'),
        fc.constantFrom('', ':443', ':6443'),
        fc.constantFrom('', '/', '/k8s/clusters/c-m-1', '/k8s/clusters/c-m-1/'),
      )
      .map((parts) => parts.join('')),
    name: fc.option(fc.constantFrom('api.internal', 'kubernetes'), { nil: undefined }),
    trust,
  })
  .map(({ server, name, trust: trusted }) => ({
    server,
    ...(name === undefined ? {} : { 'tls-server-name': name }),
    ...trusted,
  }));
const pair = fc.nat(PAIRS.length - 1).chain((index) =>
  fc.oneof(
    fc.record({ 'client-certificate': path(`${index}.crt`), 'client-key': path(`${index}.key`) }),
    fc.constant({
      'client-certificate-data': base64(PAIRS[index]?.cert ?? ''),
      'client-key-data': base64(PAIRS[index]?.key ?? ''),
    }),
  ),
);
const user = fc.oneof(
  fc.constant({}),
  fc.record({ token: word }),
  fc.record({ username: word, password: word }),
  pair,
  fc.tuple(pair, word).map(([certificate, token]) => ({ ...certificate, token })),
);
/** Where an item is kept: one of three files, so that contexts lead from one into another. */
const kept = <T>(item: fc.Arbitrary<T>) => fc.array(fc.tuple(fc.nat(2), item), { minLength: 1, maxLength: 4 });

test('any kubeconfigs, merged, come to the same servers, trust, certificates and credentials', async () => {
  const fleet = fc.record({
    clusters: kept(cluster),
    users: kept(user),
    contexts: kept(fc.tuple(fc.nat(), fc.nat())),
    json: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fleet, async ({ clusters, users, contexts, json }) => {
      const files = [0, 1, 2].map((file) => {
        const here = <T>(items: [number, T][], entry: (item: T) => object, key: string) =>
          items.flatMap(([at, item], index) => (at === file ? [{ name: `${key}-${index}`, [key]: entry(item) }] : []));
        const config = {
          apiVersion: 'v1',
          kind: 'Config',
          clusters: here(clusters, (item) => item, 'cluster'),
          users: here(users, (item) => item, 'user'),
          contexts: here(
            contexts,
            ([c, u]) => ({ cluster: `cluster-${c % clusters.length}`, user: `user-${u % users.length}` }),
            'context',
          ),
        };
        const name = join(folder, `config-${file}`);
        writeFileSync(name, json ? JSON.stringify(config) : dump(config));
        return name;
      });
      const mine = await ours(files);
      expect(mine.size).toBe(contexts.length);
      expect(mine).toEqual(await theirs(files));
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['a token', { token: 'from-a-plugin' }],
  ['a certificate', { clientCertificateData: PAIRS[0]?.cert, clientKeyData: PAIRS[0]?.key }],
])('a plugin that gives %s comes to the same credential', async (_, status) => {
  const apiVersion = 'client.authentication.k8s.io/v1';
  writeFileSync(join(folder, 'answer'), JSON.stringify({ apiVersion, kind: 'ExecCredential', status }));
  const exec = { apiVersion, command: 'cat', args: [join(folder, 'answer')], interactiveMode: 'Never' };
  const file = join(folder, 'with-plugin');
  writeFileSync(
    file,
    dump({
      clusters: [{ name: 'c', cluster: { server: 'https://c.example' } }],
      users: [{ name: 'u', user: { exec } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  const mine = await ours([file]);
  expect(mine.get('x')).toMatchObject('token' in status ? { authorization: 'Bearer from-a-plugin' } : (PAIRS[0] ?? {}));
  expect(mine).toEqual(await theirs([file]));
});

describe('the corpus of faulty files', () => {
  const corpus = join(import.meta.dirname, '../testdata/kubeconfigs');

  test('where both read the file, the good context beside the broken one is the same', async () => {
    let compared = 0;
    for (const name of readdirSync(corpus).filter((file) => file.endsWith('.yaml'))) {
      const config = new KubeConfig();
      try {
        config.loadFromFile(join(corpus, name));
      } catch {
        // It gives up a file for one entry that it cannot read; then there is no second opinion.
        continue;
      }
      if (!config.getContexts().some((context) => context.name === 'good')) continue;
      config.setCurrentContext('good');
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      const { contexts } = await discoverContexts({ kubeconfigs: [join(corpus, name)], env: {}, home: '' });
      const good = contexts.find(({ context }) => context === 'good');
      expect([name, good?.cluster?.server, good?.user?.token?.value]).toEqual([
        name,
        config.getCurrentCluster()?.server,
        (options.headers as Record<string, string>).Authorization?.replace('Bearer ', ''),
      ]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(30);
  });
});
