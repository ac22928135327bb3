import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterSummary, clusterSummarySchema } from '@binnacle/shared/clusters';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Binnacle, freePort } from '../support/binnacle.ts';
import { eventually } from '../support/eventually.ts';
import { kubeconfigOf } from '../support/kubeconfig-text.ts';

let folder: string;
let port: number;
let binnacle: Binnacle;
let key: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-unreachable-'));
  port = await freePort();
  const kubeconfig = join(folder, 'config');
  const away = { name: 'away', server: `http://127.0.0.1:${port}`, user: { token: 'of-no-use' } };
  await writeFile(kubeconfig, kubeconfigOf([away]));
  binnacle = await Binnacle.start({ kubeconfig });
  key = await binnacle.key();
});
afterAll(async () => {
  await binnacle?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const get = (path: string) => request(binnacle.url).get(path).auth(key, { type: 'bearer' });
const summary = async (): Promise<ClusterSummary> =>
  clusterSummarySchema.parse((await get('/api/v1/clusters/away').expect(200)).body);
const unreachable = () =>
  eventually('the cluster to be called unreachable', async () => {
    const found = await summary();
    return found.state === 'unreachable' && found;
  });

test('it is ready without any cluster: clusters are shown, not depended on', async () => {
  const { body } = await request(binnacle.url).get('/readyz').expect(200);
  expect(body).toEqual({ status: 'ready', checks: [{ name: 'database', ok: true }] });
  await request(binnacle.url).get('/').expect(200).expect('content-type', /html/);
});

test('it says unreachable, since when, because of what, and when it is tried again', async () => {
  expect(await unreachable()).toMatchObject({
    fault: 'connection_refused',
    because: `127.0.0.1:${port} refuses connections: nothing listens there. Is the cluster running?`,
    since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    retryAt: expect.stringMatching(/Z$/),
    uid: null,
    version: null,
  });
});

test('since is when it went away, however often it was tried since', async () => {
  const first = await unreachable();
  const later = await eventually('another try', async () => {
    const found = await summary();
    return found.retryAt !== first.retryAt && found;
  });
  expect(later.since).toBe(first.since);
});

test.each(['pods', 'deployments', 'nodes'])('the view of %s is not passed off as empty', async (view) => {
  const { body } = await get(`/api/v1/clusters/away/views/${view}`).expect(200);
  expect(body).toMatchObject({
    items: [],
    freshness: { state: expect.not.stringMatching(/^live$/), because: expect.stringContaining('refuses connections') },
  });
});

test('what needs the cluster says so with 502', async () => {
  const target = 'apiVersion=apps/v1&kind=Deployment&namespace=default&name=web';
  const { body } = await get(`/api/v1/clusters/away/object?${target}`).expect(502);
  expect(body).toMatchObject({ code: 'cluster_unreachable', detail: expect.stringContaining('refuses connections') });
});

test('a change is refused before anything is recorded or sent: nothing was done', async () => {
  const { status, body } = await binnacle.post<{ code: string; detail: string }>(
    '/api/v1/clusters/away/actions/scale',
    {
      target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' },
      input: { replicas: 3 },
      reason: '',
    },
  );
  expect([status, body.code]).toEqual([502, 'cluster_unreachable']);
  expect(body.detail).toMatch(/Nothing was done\.$/);
  expect((await get('/api/v1/ledger').expect(200)).body).toMatchObject({ items: [], total: 0 });
});

test('a cluster that comes back is noticed without a restart', async () => {
  await unreachable();
  const server: Server = createServer((asked, answer) => {
    const known: Record<string, unknown> = {
      '/version': { gitVersion: 'v1.99.0' },
      '/api/v1/namespaces/kube-system': { metadata: { uid: 'c0ffee' } },
    };
    const found = known[asked.url ?? ''];
    answer.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  try {
    const found = await eventually('the cluster to be reachable', async () => {
      const one = await summary();
      return one.state === 'reachable' && one;
    });
    expect(found).toMatchObject({ version: 'v1.99.0', uid: 'c0ffee', fault: null, because: null });
  } finally {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});

test('what is wrong with a kubeconfig is in the answer, with file, line and field; the other contexts are there', async () => {
  const kubeconfig = join(folder, 'half');
  const good = kubeconfigOf([{ name: 'here', server: `http://127.0.0.1:${port}`, user: { token: 'of-no-use' } }]);
  const config = JSON.parse(good) as { contexts: unknown[] };
  config.contexts.push({ context: { cluster: 'here', user: 'here' } });
  await writeFile(kubeconfig, JSON.stringify(config, null, 2));
  const half = await Binnacle.start({ kubeconfig });
  try {
    const { items, problems } = await half.json<{ items: ClusterSummary[]; problems: unknown[] }>('/api/v1/clusters');
    expect(items.map(({ name }) => name)).toContain('here');
    expect(problems).toEqual([
      {
        file: kubeconfig,
        line: expect.any(Number),
        column: expect.any(Number),
        field: expect.stringContaining('contexts[1]'),
        message: expect.any(String),
        hint: expect.any(String),
      },
    ]);
  } finally {
    await half.stop();
  }
});
