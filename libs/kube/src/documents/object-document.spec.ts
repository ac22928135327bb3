import { objectDocumentSchema, overviewSchema, type TreeNode } from '@binnacle/shared/realtime';
import { VIEWS, wireColumns } from '@binnacle/shared/views';
import { describe, expect, test } from 'vitest';
import { BORN_AT, objectsOf } from '../projections/testdata/objects.js';
import { objectDocumentOf, overviewOf } from './index.js';
import { capacityOf } from './overview.js';
import { crashingPod, event, many, node, pod, replicaSet, rolling, servingPod, tablesOf } from './testdata/cluster.js';

const NOW = BORN_AT + 900;
const fresh = { kind: 'ReplicaSet', name: 'checkout-new' };
const old = { kind: 'ReplicaSet', name: 'checkout-old' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'checkout' };
const outline = (tree: TreeNode | null): string =>
  tree === null
    ? '-'
    : `${tree.kind} ${tree.name}${tree.more > 0 ? ` +${tree.more}` : ''}${tree.children.length > 0 ? ` [${tree.children.map(outline).join(', ')}]` : ''}`;
const cluster = () =>
  tablesOf([
    node([{ type: 'Ready', status: 'True' }]),
    rolling({ updated: 2, total: 3, available: 2 }),
    replicaSet('checkout-new', 10, 2),
    replicaSet('checkout-old', 9, 1),
    replicaSet('checkout-older', 8, 0),
    replicaSet('checkout-oldest', 3, 0),
    servingPod('new-b', fresh),
    crashingPod('new-z', fresh),
    servingPod('old-a', old),
    event('e1', 'Pod', 'new-z', 10),
    event('e2', 'Deployment', 'checkout', 30),
    event('e3', 'ReplicaSet', 'checkout-new', 20),
    event('e4', 'Deployment', 'checkout', 40, 'other'),
    event('e5', 'Service', 'checkout', 50),
    event('e6', 'Node', 'node-1', 60, 'default'),
  ]);
const document = (target: Parameters<typeof objectDocumentOf>[1], tables = cluster()) =>
  objectDocumentSchema.parse(objectDocumentOf(tables, target, NOW));
const names = ({ events }: { events: Array<Record<string, unknown>> }) => events.map(({ name }) => name);

describe('the tree', () => {
  test('a Deployment lists its replica sets, newest first, and their pods, worst first; empty old ones are folded', () => {
    expect(outline(document(DEPLOYMENT).tree)).toBe(
      'Deployment checkout +2 [ReplicaSet checkout-new [Pod new-z, Pod new-b], ReplicaSet checkout-old [Pod old-a]]',
    );
  });

  test('a ReplicaSet stands below its Deployment, a pod below both; siblings are counted', () => {
    expect(
      outline(document({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'prod', name: 'checkout-new' }).tree),
    ).toBe('Deployment checkout +3 [ReplicaSet checkout-new [Pod new-z, Pod new-b]]');
    expect(outline(document({ apiVersion: 'v1', kind: 'Pod', namespace: 'prod', name: 'new-b' }).tree)).toBe(
      'Deployment checkout +3 [ReplicaSet checkout-new +1 [Pod new-b]]',
    );
  });

  test('a node lists the pods on it', () => {
    expect(outline(document({ apiVersion: 'v1', kind: 'Node', namespace: null, name: 'node-1' }).tree)).toBe(
      'Node node-1 [Pod new-z, Pod new-b, Pod old-a]',
    );
  });

  test('a pod without owner, or with one that is gone or another object by now, stands alone', () => {
    const tables = tablesOf([
      servingPod('nginx', null),
      servingPod('orphan', fresh),
      servingPod('heir', { ...old, uid: 'uid-of-an-earlier-one' }),
      replicaSet('checkout-old', 9, 1),
    ]);
    for (const name of ['nginx', 'orphan', 'heir']) {
      expect(outline(document({ apiVersion: 'v1', kind: 'Pod', namespace: 'prod', name }, tables).tree)).toBe(
        `Pod ${name}`,
      );
    }
  });

  test('at most 50 pods are listed under one replica set, the worst among them', () => {
    const tables = tablesOf([
      rolling({ updated: 80, total: 80, available: 79 }),
      replicaSet('checkout-new', 10, 80),
      ...many(79, (name) => servingPod(name, fresh), 'a'),
      crashingPod('z', fresh),
    ]);
    const set = document(DEPLOYMENT, tables).tree?.children[0];
    expect([set?.children.length, set?.more, set?.children[0]?.name]).toEqual([50, 30, 'z']);
  });

  test('a listed object carries its state, its evidence and its facts', () => {
    expect(
      document({ apiVersion: 'v1', kind: 'Pod', namespace: 'prod', name: 'new-z' }).tree?.children[0]?.children[0],
    ).toMatchObject({
      state: 'failing',
      status: 'CrashLoopBackOff',
      because: expect.stringContaining('exit 1'),
      facts: { ready: 0, containers: 1, restarts: 4, node: 'node-1', createdAt: BORN_AT },
    });
  });
});

test('events are about the object and what it owns, of its namespace and kind, newest first', () => {
  expect(names(document(DEPLOYMENT))).toEqual(['e2', 'e3', 'e1']);
  expect(names(document({ apiVersion: 'v1', kind: 'Pod', namespace: 'prod', name: 'new-z' }))).toEqual(['e1']);
  expect(
    names(document({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'prod', name: 'checkout-new' })),
  ).toEqual(['e3', 'e1']);
  expect(names(document({ apiVersion: 'v1', kind: 'Node', namespace: null, name: 'node-1' }))).toEqual(['e6']);
  const crowded = tablesOf(Array.from({ length: 70 }, (_, at) => event(`e${at}`, 'Pod', 'nginx', at)));
  const about = document({ apiVersion: 'v1', kind: 'Pod', namespace: 'prod', name: 'nginx' }, crowded);
  expect([about.exists, about.events.length, about.events[0]?.name]).toEqual([false, 50, 'e69']);
});

test('the row leaves out what stays on the server', () => {
  const { row } = document({ apiVersion: 'v1', kind: 'Pod', namespace: 'prod', name: 'new-b' });
  expect(Object.keys(row ?? {})).toEqual(wireColumns(VIEWS.pods).map(({ id }) => id));
  expect(row).not.toHaveProperty('uid');
});

test('only a Deployment has a rollout; what is not there does not exist', () => {
  expect(document(DEPLOYMENT).rollout).toMatchObject({ fresh: { pods: 2, failing: 1 }, old: { pods: 1 } });
  expect(document({ apiVersion: 'v1', kind: 'Pod', namespace: 'prod', name: 'new-b' }).rollout).toBeNull();
  for (const target of [
    { ...DEPLOYMENT, name: 'gone' },
    { ...DEPLOYMENT, namespace: null },
    { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'prod', name: 'checkout' },
  ]) {
    expect(document(target)).toMatchObject({ exists: false, row: null, tree: null, rollout: null });
  }
});

describe('the overview', () => {
  test('capacity is what nodes offer, and what placed and unfinished pods ask for', () => {
    const spec = { containers: [{ name: 'web', resources: { requests: { cpu: '250m', memory: '64Mi' } } }] };
    const tables = tablesOf([
      node([]),
      node([], {}, { name: 'node-2' }),
      servingPod('a', null, spec),
      servingPod('b', null, { ...spec, nodeName: undefined }),
      pod({ phase: 'Succeeded' }, spec, { name: 'c' }),
      pod({ phase: 'Failed' }, spec, { name: 'd' }),
    ]);
    expect(capacityOf(tables)).toEqual({
      cpu: 7_840,
      memory: 32_212_254_720,
      pods: 220,
      cpuRequested: 250,
      memoryRequested: 67_108_864,
    });
  });

  test('T13: what is not loaded is null, not zero', () => {
    const tables = cluster();
    expect(overviewOf(tables, NOW, (view) => view !== 'pods')).toMatchObject({
      pods: null,
      capacity: null,
      nodes: { total: 1, byState: { ok: 1 } },
    });
    const body = overviewOf(tables, NOW, () => true);
    expect(overviewSchema.omit({ cluster: true, changes: true }).parse(body)).toEqual(body);
    expect(body).toMatchObject({ pods: { total: 3, byState: { ok: 2, failing: 1 } }, findingsTotal: 1 });
  });
});

test('a real stuck rollout reads as it is', () => {
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'storefront' };
  const { rollout, tree, events } = document(target, tablesOf(objectsOf('rollout-stuck')));
  expect(rollout).toMatchObject({ fresh: { pods: 1, ready: 0, failing: 1 }, old: { pods: 3, ready: 3 } });
  expect(rollout?.sentence).toMatch(
    /^Image cannot be pulled: .*Users still reach the old revision: 3 of 3 pods serve\./,
  );
  expect([tree?.children.length, events.length > 0]).toEqual([2, true]);
});
