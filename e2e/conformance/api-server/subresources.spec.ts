import { describe, expect } from 'vitest';
import type { Answer } from '../cluster.ts';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import type { Kube } from '../kube.ts';
import { deployment, pod, replicaSet, statefulSet } from '../manifests.ts';

const running = ({ status }: Kube) => status.phase === 'Running';
const paused = (name: string, replicas = 1) => deployment(name, { replicas, paused: true });

describe('scale', () => {
  test('the count that is wanted, the count that is there, and who is counted', async ({ cluster, of }) => {
    const made = await cluster.create(of('deployments'), paused('a', 3));
    expect(await cluster.get(of('deployments', 'a', 'scale'))).toEqual({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: {
        name: 'a',
        namespace: made.metadata.namespace,
        uid: made.metadata.uid,
        resourceVersion: expect.any(String),
        creationTimestamp: made.metadata.creationTimestamp,
      },
      spec: { replicas: 3 },
      status: { replicas: 0, selector: 'app=a' },
    });
  });

  test('a count of zero is left out', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), paused('a', 0));
    expect((await cluster.get(of('deployments', 'a', 'scale'))).spec).toEqual({});
  });

  test('writing it changes the spec and nothing else', async ({ cluster, of }) => {
    for (const [resource, body] of [
      ['deployments', paused('a')],
      ['replicasets', replicaSet('b', { replicas: 0 })],
      ['statefulsets', statefulSet('c', { replicas: 0 })],
    ] as const) {
      const { metadata } = await cluster.create(of(resource), body);
      const path = of(resource, metadata.name, 'scale');
      const put = await cluster.update(path, { metadata: { name: metadata.name }, spec: { replicas: 2 } });
      expect(put.spec).toEqual({ replicas: 2 });
      expect((await cluster.patch(path, { spec: { replicas: 1 } })).spec).toEqual({ replicas: 1 });
      expect((await cluster.get(of(resource, metadata.name))).spec.replicas).toBe(1);
    }
  });

  test('of an old version', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), paused('a'));
    const body = { metadata: { name: 'a', resourceVersion: '1' }, spec: { replicas: 2 } };
    expectRefusal(await cluster.request('admin', 'PUT', of('deployments', 'a', 'scale'), { body }), {
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on deployments.apps "a": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'a', group: 'apps', kind: 'deployments' },
    });
  });

  test('a count below zero', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), paused('a'));
    const body = { metadata: { name: 'a' }, spec: { replicas: -2 } };
    const answer = await cluster.request('admin', 'PUT', of('deployments', 'a', 'scale'), { body });
    expectInvalid(
      answer,
      { kind: 'Scale', group: 'autoscaling', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: -2: must be greater than or equal to 0',
        field: 'spec.replicas',
      },
    );
  });

  test('something else than a Scale', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), paused('a'));
    const answer = await cluster.request('admin', 'PUT', of('deployments', 'a', 'scale'), { body: paused('a') });
    expectRefusal(answer, {
      code: 400,
      reason: 'BadRequest',
      message:
        'Deployment in version "v1" cannot be handled as a Scale: converting (v1.Deployment) to (autoscaling.Scale): unknown conversion',
    });
  });

  test('what is not there, and what has no scale', async ({ cluster, of }) => {
    const absent = await cluster.request('admin', 'GET', of('deployments', 'a', 'scale'));
    expect([absent.status, absent.body.message]).toEqual([404, 'deployments.apps "a" not found']);
    expectRefusal(await cluster.request('admin', 'GET', of('daemonsets', 'a', 'scale')), {
      code: 404,
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
      details: {},
    });
  });
});

describe('status', () => {
  test('it is written alone: neither spec nor labels', async ({ cluster, of }) => {
    await cluster.create(of('poddisruptionbudgets'), { metadata: { name: 'a' }, spec: { minAvailable: 1 } });
    const patch = { metadata: { labels: { new: 'yes' } }, spec: { minAvailable: 5 }, status: { currentHealthy: 7 } };
    const { metadata, spec, status } = await cluster.patch(of('poddisruptionbudgets', 'a', 'status'), patch);
    expect(metadata.generation).toBe(1);
    expect(spec.minAvailable).toBe(1);
    expect(status.currentHealthy).toBe(7);
  });

  test('labels go through the status of a pod, not of a Deployment', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), paused('a', 0));
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    const patch = { metadata: { labels: { new: 'yes' } }, status: { message: 'hello' } };
    const labels = async (resource: string) =>
      (await cluster.patch(of(resource, 'a', 'status'), patch)).metadata.labels;
    expect(await labels('deployments')).toEqual({ app: 'a' });
    expect(await labels('pods')).toEqual({ app: 'a', new: 'yes' });
  });

  test('it can be read by itself', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    expect(await cluster.get(of('pods', 'a', 'status'))).toMatchObject({ kind: 'Pod', status: { phase: 'Pending' } });
  });

  test('a kind without a status has no such path', async ({ cluster, of }) => {
    const { status } = await cluster.request('admin', 'GET', of('configmaps', 'kube-root-ca.crt', 'status'));
    expect(status).toBe(404);
  });
});

describe('binding', () => {
  const bind = (name: string, target: object) => ({
    body: { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target },
  });

  test('a pod is put on a node, once', async ({ cluster, of }) => {
    // Of a scheduler that is not there: nobody else writes to the pod meanwhile.
    await cluster.create(of('pods'), pod('a', { schedulerName: 'someone-else' }));
    const { items } = await cluster.get('/api/v1/nodes');
    const node = { kind: 'Node', name: items[0]?.metadata.name };
    const path = of('pods', 'a', 'binding');
    const first = await cluster.request('admin', 'POST', path, bind('a', node));
    expect(first.status).toBe(201);
    expect(first.body).toEqual({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
    const bound = await cluster.get(of('pods', 'a'));
    expect(bound.spec.nodeName).toBe(node.name);
    expect(bound.status.conditions).toContainEqual(expect.objectContaining({ type: 'PodScheduled', status: 'True' }));
    expectRefusal(await cluster.request('admin', 'POST', path, bind('a', node)), {
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "${node.name}"`,
      details: { name: 'a', kind: 'pods/binding' },
    });
  });

  test('a pod that is not there, and a target that is no node', async ({ cluster, of }) => {
    const absent = await cluster.request(
      'admin',
      'POST',
      of('pods', 'a', 'binding'),
      bind('a', { kind: 'Node', name: 'x' }),
    );
    expect([absent.status, absent.body.message]).toEqual([404, 'pods "a" not found']);
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    const answer = await cluster.request(
      'admin',
      'POST',
      of('pods', 'a', 'binding'),
      bind('a', { kind: 'Pod', name: 'x' }),
    );
    expectRefusal(answer, {
      code: 500,
      message: 'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
    });
  });
});

describe('log and exec', () => {
  const containers = ['web', 'log'].map((name) => ({ name, image: 'nginx:1.29' }));
  const initContainers = [{ name: 'first', image: 'nginx:1.29' }];
  const refused = (answer: Answer, message: string) =>
    expectRefusal(answer, { code: 400, reason: 'BadRequest', message });

  test('of several containers one must be named', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { containers, initContainers }));
    await cluster.settled(of('pods', 'a'), 'running', running);
    const log = (query = {}) => cluster.request('admin', 'GET', of('pods', 'a', 'log'), { query });
    refused(await log(), 'a container name must be specified for pod a, choose one of: [first web log]');
    refused(await log({ container: 'absent' }), 'container absent is not valid for pod a');
    const exec = { query: { container: 'absent', command: 'ls', stdout: 'true' } };
    refused(
      await cluster.request('admin', 'GET', of('pods', 'a', 'exec'), exec),
      'container absent is not valid for pod a',
    );
  });

  test('options of a log that cannot be met', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a'));
    await cluster.settled(of('pods', 'a'), 'running', running);
    const log = (query: Record<string, string>) => cluster.request('admin', 'GET', of('pods', 'a', 'log'), { query });
    const about = { kind: 'PodLogOptions', name: 'a' };
    expectInvalid(await log({ tailLines: '-1' }), about, {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: -1: must be greater than or equal to 0',
      field: 'tailLines',
    });
    expectInvalid(await log({ sinceSeconds: '1', sinceTime: '2026-01-01T00:00:00Z' }), about, {
      reason: 'FieldValueForbidden',
      message: 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
      field: '[]',
    });
    refused(await log({ tailLines: 'many' }), 'strconv.ParseInt: parsing "many": invalid syntax');
  });

  test('a pod on no node has nothing to say: 204', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    const { status, text } = await cluster.request('admin', 'GET', of('pods', 'a', 'log'));
    expect([status, text]).toEqual([204, '']);
  });

  test('of a pod that is not there', async ({ cluster, of }) => {
    const { status, body } = await cluster.request('admin', 'GET', of('pods', 'a', 'log'));
    expect([status, body.message]).toEqual([404, 'pods "a" not found']);
  });

  test('lines of plain text; the last ones; with their times', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a'));
    await cluster.settled(of('pods', 'a'), 'running', running);
    const log = (query = {}) => cluster.request('admin', 'GET', of('pods', 'a', 'log'), { query });
    const { text, headers } = await log();
    expect(headers['content-type']).toBe('text/plain');
    const lines = text.split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(1);
    expect((await log({ tailLines: '1' })).text).toBe(`${lines.at(-1)}\n`);
    const timed = (await log({ timestamps: 'true' })).text.split('\n').slice(0, -1);
    expect(timed.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z /, ''))).toEqual(lines);
  });

  test('exec wants a connection that can be upgraded', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a'));
    await cluster.settled(of('pods', 'a'), 'running', running);
    const query = { command: 'ls', stdout: 'true' };
    refused(await cluster.request('admin', 'POST', of('pods', 'a', 'exec'), { query }), 'Upgrade request required');
  });
});
