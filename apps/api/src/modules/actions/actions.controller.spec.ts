import { problemSchema } from '@binnacle/shared/errors';
import { ledgerPageSchema, ledgerRowSchema, verificationSchema } from '@binnacle/shared/ledger';
import { Global, Module } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DATABASE } from '../../platform/database/index.js';
import { type MemoryDatabase, memoryDatabase } from '../../platform/database/testing/memory-database.js';
import { type TestApp, testApp } from '../auth/testing/test-app.js';
import { ActionsModule } from './actions.module.js';
import { CLUSTER_REGISTRY, WORKLOAD_WATCH, type WorkloadWatch } from './ports.js';
import { FakeCluster } from './testing/fake-cluster.js';

const OURS = { host: '127.0.0.1:7070', origin: 'http://127.0.0.1:7070' };
const ACTION = '/api/v1/clusters/kind-a/actions/scale';
const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };

let it: TestApp;
let cluster: FakeCluster;
let database: MemoryDatabase;
let cookie: string;

beforeEach(async () => {
  database = await memoryDatabase();
  cluster = new FakeCluster();
  const watch: WorkloadWatch = { current: async () => null, onChange: () => () => undefined };
  const providers = [
    { provide: DATABASE, useValue: database },
    { provide: CLUSTER_REGISTRY, useValue: cluster },
    { provide: WORKLOAD_WATCH, useValue: watch },
  ];
  @Global()
  @Module({ providers, exports: providers.map(({ provide }) => provide) })
  class Ports {}
  it = await testApp([Ports, ActionsModule]);
  cookie = await it.signIn();
  cluster.put('web', 3);
});
afterEach(() => it.close());

const post = (url: string, payload: object = {}, headers: Record<string, string> = {}) =>
  it.app.inject({ method: 'POST', url, headers: { ...OURS, cookie, ...headers }, payload });
const get = (url: string) => it.app.inject({ url, headers: { host: OURS.host, cookie } });

describe('POST /clusters/{cluster}/actions/{action}', () => {
  test('plans with dryRun, and confirms with what that gave', async () => {
    const planned = await post(`${ACTION}?dryRun=true`, { target: WEB, input: { replicas: 5 } });
    expect([planned.statusCode, planned.json()]).toMatchObject([200, { words: 'scale 3 → 5' }]);
    expect(cluster.writes).toEqual([]);
    const { previewToken } = planned.json<{ previewToken: string }>();
    const done = await post(ACTION, { target: WEB, input: { replicas: 5 }, reason: 'busy', previewToken });
    const row = ledgerRowSchema.parse(done.json());
    expect([done.statusCode, done.headers.location, row.state]).toEqual([200, `/api/v1/ledger/${row.id}`, 'succeeded']);
    expect(row.actor).toMatchObject({ label: 'Owner', via: 'link', address: '127.0.0.1' });
  });

  test('F13: five copies at once under one Idempotency-Key are one write and one reply', async () => {
    const body = { target: WEB, input: { replicas: 5 } };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post(ACTION, body, { 'idempotency-key': 'k-1' })),
    );
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(cluster.writes).toHaveLength(1);
    const other = await post(ACTION, { ...body, input: { replicas: 6 } }, { 'idempotency-key': 'k-1' });
    expect(problemSchema.parse(other.json())).toMatchObject({ status: 422, code: 'idempotency_mismatch' });
  });

  test('a moved object is 409 with a fresh plan', async () => {
    const { previewToken } = (await post(`${ACTION}?dryRun=true`, { target: WEB, input: { replicas: 5 } })).json<{
      previewToken: string;
    }>();
    cluster.setReplicas('web', 4, 'kubectl');
    const answer = await post(ACTION, { target: WEB, input: { replicas: 5 }, previewToken });
    expect(problemSchema.parse(answer.json())).toMatchObject({
      status: 409,
      code: 'preview_stale',
      extra: { plan: { words: 'scale 4 → 5' } },
    });
  });

  test.each<[string, string, object, Record<string, string>, string]>([
    [
      'a name that would change the path',
      ACTION,
      { target: { ...WEB, name: '..' }, input: { replicas: 5 } },
      {},
      'invalid_name',
    ],
    [
      'a cluster that is no name',
      '/api/v1/clusters/A_B/actions/scale',
      { target: WEB, input: { replicas: 5 } },
      {},
      'invalid_name',
    ],
    ['too many replicas', ACTION, { target: WEB, input: { replicas: 10_001 } }, {}, 'invalid_input'],
    ['a field that is not known', ACTION, { target: WEB, input: { replicas: 5 }, force: true }, {}, 'invalid_input'],
    ['an unknown parameter', `${ACTION}?dryrun=true`, { target: WEB, input: { replicas: 5 } }, {}, 'invalid_input'],
    [
      'a key with blanks',
      ACTION,
      { target: WEB, input: { replicas: 5 } },
      { 'idempotency-key': 'a b' },
      'invalid_input',
    ],
    ['an unknown action', '/api/v1/clusters/kind-a/actions/explode', { target: WEB, input: {} }, {}, 'not_found'],
    [
      'an unknown cluster',
      '/api/v1/clusters/other/actions/scale',
      { target: WEB, input: { replicas: 5 } },
      {},
      'unknown_cluster',
    ],
  ])('refuses %s before the cluster is asked anything', async (_, url, body, headers, code) => {
    const answer = await post(url, body, headers);
    expect(problemSchema.parse(answer.json())).toMatchObject({ code });
    expect(cluster.calls).toEqual([]);
  });

  test('is for those who are signed in', async () => {
    const answer = await it.app.inject({
      method: 'POST',
      url: ACTION,
      headers: OURS,
      payload: { target: WEB, input: { replicas: 5 } },
    });
    expect([answer.statusCode, cluster.calls]).toEqual([401, []]);
  });

  test('F08: with the database down it is 503 not_recorded, and the cluster is not asked anything', async () => {
    database.down = true;
    const answer = await post(ACTION, { target: WEB, input: { replicas: 5 } });
    expect(problemSchema.parse(answer.json())).toMatchObject({ status: 503, code: 'not_recorded' });
    expect([cluster.calls, answer.body]).toEqual([[], expect.not.stringContaining('stopped by the test')]);
  });
});

describe('/ledger', () => {
  const scale = (replicas: number) => post(ACTION, { target: WEB, input: { replicas }, reason: 'why' });

  test('pages, filters, gives one row, verifies', async () => {
    await scale(5);
    const { id } = ledgerRowSchema.parse((await scale(6)).json());
    const page = ledgerPageSchema.parse(
      (await get('/api/v1/ledger?limit=1&kind=Deployment&state=succeeded&state=failed')).json(),
    );
    expect([page.items.map((row) => row.id), page.total]).toEqual([[id], 2]);
    const next = ledgerPageSchema.parse((await get(`/api/v1/ledger?limit=1&cursor=${page.nextCursor}`)).json());
    expect([next.items.map((row) => row.words), next.nextCursor]).toEqual([['scale 3 → 5'], null]);
    expect(ledgerRowSchema.parse((await get(`/api/v1/ledger/${id}`)).json()).steps).toHaveLength(2);
    expect(verificationSchema.parse((await get('/api/v1/ledger/verification')).json())).toMatchObject({
      ok: true,
      firstBroken: null,
    });
  });

  test.each([
    ['json', 'application/json; charset=utf-8', '"words":"scale 3 → 5"'],
    ['csv', 'text/csv; charset=utf-8', 'scale 3 → 5'],
    ['md', 'text/markdown; charset=utf-8', '| scale 3 → 5 |'],
  ])('exports as %s', async (format, type, part) => {
    await scale(5);
    const answer = await get(`/api/v1/ledger/export?format=${format}&kind=Deployment`);
    expect([answer.headers['content-type'], answer.headers['content-disposition']]).toEqual([
      type,
      `attachment; filename="ledger.${format}"`,
    ]);
    expect(answer.body).toContain(part);
  });

  test('a row or parameter that is not there is a problem with a code', async () => {
    for (const [url, code] of [
      ['/api/v1/ledger/99999999-9999-4999-8999-999999999999', 'not_found'],
      ['/api/v1/ledger/7', 'invalid_input'],
      ['/api/v1/ledger?page=2', 'invalid_input'],
      ['/api/v1/ledger/export?format=pdf', 'invalid_input'],
    ] as const) {
      expect(problemSchema.parse((await get(url)).json()), url).toMatchObject({ code });
    }
  });

  test('POST /ledger/{id}/undo takes a change back, and says when it cannot', async () => {
    const { id, number } = ledgerRowSchema.parse((await scale(5)).json());
    const undone = await post(`/api/v1/ledger/${id}/undo`);
    expect(ledgerRowSchema.parse(undone.json())).toMatchObject({ words: 'scale 5 → 3', reason: `undo of #${number}` });
    expect(problemSchema.parse((await post(`/api/v1/ledger/${id}/undo`)).json())).toMatchObject({
      status: 409,
      code: 'not_undoable',
    });
  });
});
