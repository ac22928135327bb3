import type { ClusterSummary } from '@binnacle/shared/clusters';
import { VIEW_IDS, VIEWS } from '@binnacle/shared/views';
import { FakeClock } from '@binnacle/testing/clock';
import { FakeApiServer } from '@binnacle/testing/list-watch';
import { expect, test } from 'vitest';
import { StatusError } from '../reflector/index.js';
import { ClusterEngine } from './cluster-engine.js';

const RESOURCES = [...VIEW_IDS.map((id) => VIEWS[id].resource), 'leases'];
const summary: ClusterSummary = {
  name: 'prod',
  context: 'prod',
  uid: 'u',
  version: 'v1.37.2',
  server: 'https://127.0.0.1:6443',
  state: 'reachable',
  since: '2026-01-01T00:00:00Z',
  fault: null,
  because: null,
  retryAt: null,
};

/** An engine that watches every view and the leases. */
async function watching() {
  const clock = new FakeClock();
  const refusal = (...args: ConstructorParameters<typeof StatusError>) => new StatusError(...args);
  const servers = new Map(RESOURCES.map((resource) => [resource, new FakeApiServer({ clock, refusal })]));
  const engine = new ClusterEngine({
    cluster: 'prod',
    epoch: 'e1',
    clock,
    random: () => 0,
    summary,
    listWatch: ({ resource }) => {
      const server = servers.get(resource);
      if (server === undefined) throw new Error(`nobody should watch ${resource}`);
      return server;
    },
    onUnauthorized: async () => undefined,
    notify: () => undefined,
  });
  engine.start();
  await clock.settle();
  const open = () => [...servers].filter(([, server]) => server.openStreams === 1).map(([resource]) => resource);
  expect(open()).toEqual(RESOURCES);
  return { clock, servers: [...servers.values()], engine, open };
}

test('R6 that the API server is reachable again ends the backoff of every watch', async () => {
  const { clock, servers, engine, open } = await watching();
  for (const server of servers) {
    server.failAlways({ kind: 'refused' });
    server.breakOpen({ kind: 'reset' });
  }
  await clock.advance(120_000);
  for (const server of servers) server.heal();
  await clock.advance(1_000);
  expect(open()).toEqual([]);
  engine.obey({ type: 'reachable' });
  await clock.advance(0);
  expect(open()).toEqual(RESOURCES);
  const { views } = engine.handle('status', {});
  expect(Object.values(views).map(({ freshness }) => freshness.state)).toEqual(VIEW_IDS.map(() => 'live'));
});

test('F02 that the API server does not answer makes every watch anew', async () => {
  const { clock, servers, engine, open } = await watching();
  for (const server of servers) {
    server.breakOpen({ kind: 'silence' });
    server.requests.length = 0;
  }
  engine.obey({ type: 'suspect', because: 'The prober had no answer.' });
  await clock.settle();
  expect(open()).toEqual(RESOURCES);
  expect(servers.map((server) => server.requests.map(({ verb }) => verb))).toEqual(RESOURCES.map(() => ['watch']));
});

test('a changed summary is what the overview shows', async () => {
  const { engine } = await watching();
  engine.obey({ type: 'summary', summary: { ...summary, state: 'unreachable', because: 'The cable is out.' } });
  expect(engine.handle('document', { topic: { type: 'overview' } }).body).toMatchObject({
    cluster: { state: 'unreachable', because: 'The cable is out.' },
  });
});
