import { BinnacleError } from '@binnacle/shared/errors';
import { clusterName, type Target, targetSchema } from '@binnacle/shared/names';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { json, KubeServer, status } from '../testing/kube-server.js';
import { KubeTransport } from '../transport/kube-transport.js';
import { ClusterReader } from './cluster-reader.js';

const UID = '5f3a1c1e-8d7e-4b0e-9c57-0d6f0c1a2b3c';
const target = (more: Record<string, unknown> = {}): Target =>
  targetSchema.parse({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'team-a', name: 'web', ...more });

let server: KubeServer;
let transport: KubeTransport;
let reader: ClusterReader;
beforeEach(async () => {
  server = await KubeServer.start();
  transport = new KubeTransport({
    material: () => Promise.resolve({ server: server.url, insecureSkipVerify: false, headers: {} }),
  });
  reader = new ClusterReader(transport, clusterName('prod'));
});
afterEach(async () => {
  await transport.close();
  await server.stop();
});
const requests = () =>
  server.seen.map(({ method, url, body }) => [method, url, body === '' ? null : (JSON.parse(body) as unknown)]);

test('one object is read by its target', async () => {
  server.handler = (_, response) => json(response, { kind: 'Deployment', metadata: { name: 'web', uid: UID } });
  expect((await reader.get(target())).metadata.name).toBe('web');
  await reader.get(target({ uid: UID }));
  expect(requests()[0]).toEqual(['GET', '/apis/apps/v1/namespaces/team-a/deployments/web', null]);
});

test('another incarnation of the pinned object is a conflict', async () => {
  server.handler = (_, response) => json(response, { metadata: { name: 'web', uid: 'another' } });
  await expect(reader.get(target({ uid: UID }))).rejects.toMatchObject({ code: 'conflict' });
});

test('a kind that is not read, Secrets among them, is refused before anything is sent', async () => {
  for (const kind of [
    { apiVersion: 'v1', kind: 'Secret' },
    { apiVersion: 'example.com/v1', kind: 'Thing' },
  ]) {
    await expect(reader.get(target(kind))).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(server.connections).toBe(0);
});

test('a page of a kind', async () => {
  server.handler = (_, response) =>
    json(response, { kind: 'StatefulSetList', metadata: { resourceVersion: '1' }, items: [] });
  const kind = target({ kind: 'StatefulSet' });
  expect(await reader.listPage(kind, { namespace: 'team-a', labelSelector: 'app=web', limit: 10 })).toEqual({
    items: [],
    resourceVersion: '1',
  });
  expect(requests()).toEqual([
    ['GET', '/apis/apps/v1/namespaces/team-a/statefulsets?labelSelector=app%3Dweb&limit=10', null],
  ]);
  await expect(reader.listPage(kind, { namespace: '..' })).rejects.toMatchObject({ code: 'invalid_name' });
});

test('an access review asks for this identity and is read as the cluster answered', async () => {
  server.handler = (_, response) => json(response, { status: { allowed: false, reason: 'no rule' } }, 201);
  const question = {
    verb: 'update',
    group: 'apps',
    resource: 'deployments',
    subresource: 'scale',
    namespace: 'team-a',
    name: 'web',
  } as const;
  expect(await reader.accessReview(question)).toEqual({ allowed: false, reason: 'no rule' });
  expect(requests()).toEqual([
    [
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: question },
      },
    ],
  ]);
  server.handler = (_, response) => json(response, {});
  await expect(reader.accessReview(question)).rejects.toMatchObject({ code: 'cluster_unreachable' });
});

describe('scale', () => {
  test('is read through the subresource; an absent number is zero', async () => {
    server.handler = (_, response) =>
      json(response, { kind: 'Scale', metadata: { resourceVersion: '5', uid: UID }, spec: {} });
    expect(await reader.readScale(target())).toEqual({ replicas: 0, resourceVersion: '5', uid: UID });
    expect(requests()).toEqual([['GET', '/apis/apps/v1/namespaces/team-a/deployments/web/scale', null]]);
  });

  test('a dry run says so in its URL, carries the preconditions, and gives the warnings', async () => {
    server.handler = (_, response) =>
      json(response, { kind: 'Scale', metadata: { resourceVersion: '5', uid: UID }, spec: { replicas: 3 } }, 200, {
        warning: '299 - "careful"',
      });
    expect(await reader.dryRunScale(target({ uid: UID }), 3, '5')).toEqual({
      kind: 'succeeded',
      status: 200,
      replicas: 3,
      resourceVersion: '5',
      warnings: ['careful'],
    });
    expect(requests()).toEqual([
      [
        'PUT',
        '/apis/apps/v1/namespaces/team-a/deployments/web/scale?fieldManager=binnacle&dryRun=All',
        {
          apiVersion: 'autoscaling/v1',
          kind: 'Scale',
          metadata: { name: 'web', namespace: 'team-a', resourceVersion: '5', uid: UID },
          spec: { replicas: 3 },
        },
      ],
    ]);
  });
});

test('a dry run that the cluster refuses is an outcome, not an exception', async () => {
  server.handler = (_, response) => status(response, 409, 'Conflict', 'moved on');
  expect(await reader.dryRunScale(target(), 3, '5')).toEqual({
    kind: 'failed',
    code: 409,
    reason: 'Conflict',
    message: 'moved on',
  });
});

test('the autoscalers of a namespace', async () => {
  server.handler = (_, response) =>
    json(response, {
      kind: 'HorizontalPodAutoscalerList',
      apiVersion: 'autoscaling/v2',
      metadata: { resourceVersion: '1' },
      items: [{ metadata: { name: 'web' } }],
    });
  expect(await reader.autoscalers('team-a')).toEqual([
    { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' } },
  ]);
  expect(requests()).toEqual([['GET', '/apis/autoscaling/v2/namespaces/team-a/horizontalpodautoscalers', null]]);
});

describe('errors are told to the person who asked', () => {
  test.each([
    [401, 'Unauthorized', 'cluster_unauthorized'],
    [403, 'Forbidden', 'forbidden'],
    [404, 'NotFound', 'not_found'],
    [409, 'Conflict', 'conflict'],
    [410, 'Expired', 'refused_by_cluster'],
    [422, 'Invalid', 'refused_by_cluster'],
    [429, 'TooManyRequests', 'cluster_unreachable'],
    [503, 'ServiceUnavailable', 'cluster_unreachable'],
  ])('%s %s is %s', async (code, reason, expected) => {
    server.handler = (_, response) => status(response, code, reason, 'the cluster said so');
    const error: unknown = await reader.get(target()).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BinnacleError);
    expect(error).toMatchObject({
      code: expected,
      detail: 'Cluster prod answered: the cluster said so',
      extra: { status: code, reason },
    });
  });

  test('no answer is cluster_unreachable with the fault', async () => {
    server.handler = (_, response) => void response.destroy();
    await expect(reader.get(target())).rejects.toMatchObject({
      code: 'cluster_unreachable',
      extra: { fault: 'connection_lost' },
    });
  });

  test('a defect of ours is not dressed up as an error of the cluster', async () => {
    const defect = new TypeError('a bug');
    await expect(
      new ClusterReader({ json: () => Promise.reject(defect) }, clusterName('prod')).get(target()),
    ).rejects.toBe(defect);
  });
});
