import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StatusError } from '@binnacle/kube/reflector';
import { clusterSummarySchema } from '@binnacle/shared/clusters';
import { BinnacleError } from '@binnacle/shared/errors';
import { targetSchema } from '@binnacle/shared/names';
import { FakeClock } from '@binnacle/testing/clock';
import { Injectable, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClustersModule, clustersModule } from '../clusters.module.js';
import type { KubeAnswer } from '../transport/answer.js';
import { KubeConnectionError } from '../transport/connection-error.js';
import type { KubeTransportOptions } from '../transport/kube-transport.js';
import type { Cluster } from './cluster.js';
import { ClusterRegistry } from './cluster-registry.js';
import type { ClustersOptions, ClusterTransport } from './options.js';

/** API servers by URL, as far as a contact needs them; `null` refuses connections. */
type World = Record<string, { version: string; uid: string | null } | null>;

let folder: string;
let clock: FakeClock;
let world: World;
let closed: number;
let logged: string[];
let app: TestingModule | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-registry-'));
  clock = new FakeClock();
  closed = 0;
  logged = [];
});
afterAll(() => Logger.overrideLogger(['error', 'warn']));
afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function fakeTransport(options: KubeTransportOptions): ClusterTransport {
  return {
    async json(_, path): Promise<KubeAnswer> {
      const { server } = await options.material();
      const there = world[server] ?? null;
      if (there === null) throw new KubeConnectionError('connection_refused', `${server} refuses connections.`, false);
      if (path.text === '/version') return { status: 200, body: { gitVersion: there.version }, warnings: [] };
      if (there.uid === null) throw new StatusError(403, 'Forbidden', 'no');
      return { status: 200, body: { metadata: { name: 'kube-system', uid: there.uid } }, warnings: [] };
    },
    forgetMaterial: () => undefined,
    close: () => {
      closed += 1;
      return Promise.resolve();
    },
  };
}

@Injectable()
class Consumer {
  constructor(readonly registry: ClusterRegistry) {}
}
/** Another module of the API: it imports the bare class, as they all do. */
@Module({ imports: [ClustersModule], providers: [Consumer] })
class ConsumerModule {}

const CONFIG = `
clusters:
- {name: a, cluster: {server: "https://a.example"}}
- {name: b, cluster: {server: "https://b.example"}}
users:
- {name: u, user: {token: t}}
contexts:
- {name: kind-a, context: {cluster: a, user: u}}
- {name: Kind A!, context: {cluster: b, user: u}}
- {name: broken, context: {cluster: gone, user: u}}
`;

async function start(options: Partial<ClustersOptions> = {}): Promise<ClusterRegistry> {
  const file = join(folder, 'config');
  writeFileSync(file, CONFIG);
  const all = {
    kubeconfigs: [file],
    env: {},
    home: folder,
    clock,
    random: () => 0.5,
    createTransport: fakeTransport,
    ...options,
  };
  const note = (message: string) => logged.push(message);
  const logger = { log: () => undefined, warn: note, error: note };
  app = await Test.createTestingModule({ imports: [clustersModule(all), ConsumerModule] })
    .setLogger(logger)
    .compile();
  await app.init();
  await clock.settle();
  expect(app.get(Consumer).registry).toBe(app.get(ClusterRegistry));
  return app.get(ClusterRegistry);
}

describe('the fleet', () => {
  beforeEach(() => {
    world = { 'https://a.example': { version: 'v1.37.2', uid: 'uid-a' }, 'https://b.example': null };
  });

  test('each context is one cluster with a unique label; a broken or silent one is listed beside the others', async () => {
    const registry = await start();
    const list = registry.list();
    expect(list.map((summary) => clusterSummarySchema.parse(summary))).toEqual(list);
    expect(list).toMatchObject([
      {
        name: 'kind-a',
        context: 'kind-a',
        state: 'reachable',
        uid: 'uid-a',
        version: 'v1.37.2',
        server: 'https://a.example',
        fault: null,
      },
      {
        name: 'kind-a-2',
        context: 'Kind A!',
        state: 'unreachable',
        fault: 'connection_refused',
        server: 'https://b.example',
        uid: null,
      },
      { name: 'broken', state: 'unreachable', fault: 'missing_context_cluster', server: null, retryAt: null },
    ]);
    expect(list[2]?.because).toMatch(/^The context names cluster "gone".*line 10, contexts\[2\]\.context\.cluster.*$/);
    expect(registry.clusters().map(({ isKind, connection }) => [isKind, connection !== null])).toEqual([
      [true, true],
      [false, true],
      [false, false],
    ]);
  });

  test('a cluster is found by name; an unknown one is refused with the nearest name', async () => {
    const registry = await start();
    expect(registry.require('kind-a')).toBe(registry.find('kind-a'));
    expect(registry.find('nope')).toBeUndefined();
    expect(() => registry.require('kind-b')).toThrow(BinnacleError);
    expect(() => registry.require('kind-b')).toThrow('There is no cluster "kind-b". Did you mean kind-a?');
    expect(() => registry.require('something-else')).toThrow('Known: kind-a, kind-a-2, broken.');
  });

  test('the doors of a broken cluster say what is wrong with it', async () => {
    const registry = await start();
    const target = targetSchema.parse({ apiVersion: 'v1', kind: 'Pod', namespace: 'x', name: 'y' });
    await expect(registry.require('broken').reader.get(target)).rejects.toMatchObject({
      code: 'cluster_unreachable',
      extra: { fault: 'missing_context_cluster' },
    });
  });

  test('listeners hear of every change until they leave; one that throws disturbs nobody', async () => {
    const registry = await start();
    const heard: string[] = [];
    registry.onChange(() => {
      throw new Error('a careless listener');
    });
    const leave = registry.onChange(({ summary }: Cluster) => heard.push(`${summary.name} ${summary.state}`));
    world['https://b.example'] = { version: 'v1.36.3', uid: null };
    await clock.advance(1_000);
    expect(heard).toEqual(['kind-a-2 reachable']);
    expect(logged).toEqual(['a listener failed at news of cluster kind-a-2']);
    leave();
    world['https://a.example'] = null;
    await clock.advance(5_000);
    expect(heard).toHaveLength(1);
    expect(registry.require('kind-a').summary.state).toBe('unreachable');
  });

  test('R6 listeners hear of every contact until they leave', async () => {
    const registry = await start();
    const heard: string[] = [];
    const leave = registry.onContact(({ name }: Cluster) => heard.push(name));
    await clock.advance(5_000);
    expect(heard).toEqual(['kind-a']);
    leave();
    await clock.advance(5_000);
    expect(heard).toEqual(['kind-a']);
  });

  test('F30: a replaced cluster gives no credentials any more', async () => {
    const registry = await start();
    const cluster = registry.require('kind-a');
    expect(await cluster.connection?.material()).toMatchObject({ server: 'https://a.example' });
    world['https://a.example'] = { version: 'v1.37.2', uid: 'uid-new' };
    await clock.advance(5_000);
    expect(cluster.summary).toMatchObject({ state: 'unreachable', fault: 'replaced', uid: 'uid-a' });
    expect(closed).toBe(1);
    await expect(cluster.connection?.material()).rejects.toMatchObject({ fault: 'replaced' });
  });

  test('stopping closes every connection and leaves no timer', async () => {
    await start();
    await app?.close();
    app = undefined;
    expect([closed, clock.pending]).toEqual([2, 0]);
  });
});

test('files that cannot be used are told as problems, and an empty fleet is no error', async () => {
  const registry = await start({ kubeconfigs: [join(folder, 'missing')] });
  expect(registry.list()).toEqual([]);
  expect(registry.problems).toMatchObject([{ message: 'the file does not exist' }]);
  expect(logged).toEqual([expect.stringContaining('The file does not exist')]);
  expect(() => registry.require('any')).toThrow('No cluster is known.');
});
