import { describe, expect } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { type PathOf, test } from '../conformance.ts';
import { condition, type Fields, type Kube } from '../kube.ts';
import { deployment, pod } from '../manifests.ts';
import { PlayedNode, TOLERATES } from '../played-node.ts';

/** Bears with everything, so that the taints of other cases' nodes are no reason. */
const BEARS_ALL = { tolerations: [{ operator: 'Exists' }] };

function unschedulable(cluster: Cluster, of: PathOf, name: string): Promise<Kube> {
  return cluster.settled(of('pods', name), 'unschedulable', (it) => condition(it, 'PodScheduled')?.status === 'False');
}

const placed = (cluster: Cluster, of: PathOf, name: string) =>
  cluster.settled(of('pods', name), 'on a node', ({ spec }) => spec.nodeName !== undefined);

/**
 * The reasons in "0/4 nodes are available: 1 a, 3 b. preemption: ...", with their numbers; each node has one at least,
 * and several where several things are too little. How many nodes there are depends on the cases that run meanwhile.
 */
function reasons(object: Kube): Record<string, number> {
  const message = condition(object, 'PodScheduled')?.message ?? '';
  const [, all, list] = /^0\/(\d+) nodes are available: (.*?)\. preemption: /.exec(message) ?? [];
  expect(list, message).toBeDefined();
  const entries = String(list)
    .split(', ')
    .map((each) => /^(\d+) (.*)$/.exec(each) ?? []);
  const counts = Object.fromEntries(entries.map(([, count, reason]) => [String(reason), Number(count)]));
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(Number(all));
  return { ...counts, all: Number(all) };
}

const requests = (cpu: string) => ({
  containers: [{ name: 'main', image: 'nginx:1.29', resources: { requests: { cpu } } }],
});

describe('scheduler', () => {
  test('a pod gets a node, and that is said', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a'));
    const found = await placed(cluster, of, 'a');
    const said = condition(found, 'PodScheduled');
    expect(said).toMatchObject({ status: 'True', lastTransitionTime: expect.any(String) });
    expect(said).not.toHaveProperty('reason');
    expect((await cluster.request('admin', 'GET', `/api/v1/nodes/${String(found.spec.nodeName)}`)).status).toBe(200);
  });

  test('a pod on a node gets the zone of the node as a label', async ({ cluster, ns, of }) => {
    // Since 1.35, where it is bound.
    const node = await PlayedNode.create(cluster, ns);
    await cluster.create(of('pods'), pod('a', node.pods));
    const { metadata } = await placed(cluster, of, 'a');
    expect(metadata.labels).toEqual({ app: 'a', 'topology.kubernetes.io/zone': ns });
    await node.remove();
  });

  test('nodeSelector: no node has the label', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' }, ...BEARS_ALL }));
    const found = await unschedulable(cluster, of, 'a');
    expect(condition(found, 'PodScheduled')).toMatchObject({ reason: 'Unschedulable', observedGeneration: 1 });
    expect(condition(found, 'PodScheduled')?.message).toMatch(
      /^0\/(\d+) nodes are available: \1 node\(s\) didn't match Pod's node affinity\/selector\. preemption: 0\/\1 nodes are available: \1 Preemption is not helpful for scheduling\.$/,
    );
    expect(found.status.phase).toBe('Pending');
  });

  test('nodeSelector: a node that gets the label gets the pod', async ({ cluster, ns, of }) => {
    const key = `conformance.test/late-${ns}`;
    await cluster.create(of('pods'), pod('a', { nodeSelector: { [key]: 'yes' }, tolerations: [TOLERATES] }));
    await unschedulable(cluster, of, 'a');
    const node = await PlayedNode.create(cluster, ns);
    await cluster.patch(node.path, { metadata: { labels: { [key]: 'yes' } } });
    expect((await placed(cluster, of, 'a')).spec.nodeName).toBe(node.name);
    await node.remove();
  });

  test('required affinity: In, NotIn, Exists', async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns, { labels: { 'conformance.test/tier': 'gold' } });
    const wants = (expression: Fields) => ({
      ...node.pods,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'conformance.test/tier', ...expression }] }],
          },
        },
      },
    });
    await cluster.create(of('pods'), pod('in', wants({ operator: 'In', values: ['gold', 'silver'] })));
    await cluster.create(of('pods'), pod('exists', wants({ operator: 'Exists' })));
    await cluster.create(of('pods'), pod('not-in', wants({ operator: 'NotIn', values: ['gold'] })));
    for (const name of ['in', 'exists']) expect((await placed(cluster, of, name)).spec.nodeName).toBe(node.name);
    await unschedulable(cluster, of, 'not-in');
    await node.remove();
  });

  test('a taint that is not borne with', async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns, { taints: [{ key: 'team', value: 'a', effect: 'NoSchedule' }] });
    await cluster.create(of('pods'), pod('a', node.pods));
    const why = reasons(await unschedulable(cluster, of, 'a'));
    // Which taint it was is not told any more.
    expect(why['node(s) had untolerated taint(s)']).toBeGreaterThanOrEqual(1);
    expect(why["node(s) didn't match Pod's node affinity/selector"]).toBeGreaterThanOrEqual(1);
    await node.remove();
  });

  test('a taint is borne with by key and value, or by key alone', async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns, { taints: [{ key: 'team', value: 'a', effect: 'NoSchedule' }] });
    const bears = (toleration: Fields) => ({ ...node.pods, tolerations: [TOLERATES, toleration] });
    await cluster.create(of('pods'), pod('value', bears({ key: 'team', operator: 'Equal', value: 'a' })));
    await cluster.create(of('pods'), pod('key', bears({ key: 'team', operator: 'Exists', effect: 'NoSchedule' })));
    await cluster.create(of('pods'), pod('other', bears({ key: 'team', operator: 'Equal', value: 'b' })));
    for (const name of ['value', 'key']) expect((await placed(cluster, of, name)).spec.nodeName).toBe(node.name);
    await unschedulable(cluster, of, 'other');
    await node.remove();
  });

  test('more than any node has', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { ...requests('1000'), ...BEARS_ALL }));
    const why = reasons(await unschedulable(cluster, of, 'a'));
    expect(why['Insufficient cpu']).toBe(why.all);
  });

  test('what is requested of a node adds up, and is free again when a pod goes', async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns, { capacity: { cpu: '1' } });
    await cluster.create(of('pods'), pod('a', { ...requests('700m'), ...node.pods }));
    await placed(cluster, of, 'a');
    await cluster.create(of('pods'), pod('b', { ...requests('700m'), ...node.pods }));
    expect(reasons(await unschedulable(cluster, of, 'b'))['Insufficient cpu']).toBe(1);
    await cluster.delete(of('pods', 'a'), { gracePeriodSeconds: 0 });
    expect((await placed(cluster, of, 'b')).spec.nodeName).toBe(node.name);
    await node.remove();
  });

  test('a node takes no more pods than it says', async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns, { capacity: { pods: '1' } });
    await cluster.create(of('pods'), pod('a', node.pods));
    await placed(cluster, of, 'a');
    await cluster.create(of('pods'), pod('b', node.pods));
    expect(reasons(await unschedulable(cluster, of, 'b'))['Too many pods']).toBe(1);
    await node.remove();
  });

  test('a node that is cordoned takes none, until it is uncordoned', async ({ cluster, ns, of }) => {
    const node = await PlayedNode.create(cluster, ns);
    await cluster.patch(node.path, { spec: { unschedulable: true } });
    await cluster.create(of('pods'), pod('a', node.pods));
    expect(reasons(await unschedulable(cluster, of, 'a'))['node(s) were unschedulable']).toBe(1);
    await cluster.patch(node.path, { spec: { unschedulable: null } });
    expect((await placed(cluster, of, 'a')).spec.nodeName).toBe(node.name);
    await node.remove();
  });

  test('the pods of one workload are spread over equal nodes', async ({ cluster, ns, of }) => {
    const label = { 'conformance.test/pool': ns };
    const made = ['a', 'b', 'c'].map((suffix) => PlayedNode.create(cluster, `${ns}-${suffix}`, { labels: label }));
    const nodes = await Promise.all(made);
    await cluster.create(
      of('deployments'),
      deployment('web', { replicas: 3 }, { nodeSelector: label, tolerations: [TOLERATES] }),
    );
    await cluster.settled(of('deployments', 'web'), 'three pods', ({ status }) => status.replicas === 3);
    const { items } = await cluster.get(of('pods'));
    const on = await Promise.all(
      items.map(async ({ metadata }) => (await placed(cluster, of, metadata.name)).spec.nodeName),
    );
    expect(on.sort()).toEqual(nodes.map(({ name }) => name));
    for (const node of nodes) await node.remove();
  });

  test('a gate keeps a pod back until it is taken away', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { schedulingGates: [{ name: 'conformance.test/wait' }] }));
    const gated = await unschedulable(cluster, of, 'a');
    expect(condition(gated, 'PodScheduled')).toMatchObject({
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    });
    await cluster.patch(of('pods', 'a'), { spec: { schedulingGates: [] } });
    await placed(cluster, of, 'a');
  });

  test('a volume claim that is not there', async ({ cluster, of }) => {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'absent' } }];
    await cluster.create(of('pods'), pod('a', { volumes }));
    const found = await unschedulable(cluster, of, 'a');
    // The second "not found" is an empty result of preemption.
    expect(condition(found, 'PodScheduled')?.message).toMatch(
      /^0\/\d+ nodes are available: persistentvolumeclaim "absent" not found\. not found$/,
    );
  });

  test('a pod of another scheduler is left alone', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('other', { schedulerName: 'someone-else' }));
    await cluster.create(of('pods'), pod('mine'));
    await placed(cluster, of, 'mine');
    const { spec, status } = await cluster.get(of('pods', 'other'));
    expect(spec.nodeName).toBeUndefined();
    expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });
});
