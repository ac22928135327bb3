import { describe, expect } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Cluster } from '../cluster.ts';
import { expectInvalid, test } from '../conformance.ts';
import { at, type Kube, names } from '../kube.ts';
import { deployment, job, pod, replicaSet } from '../manifests.ts';
import { PlayedNode } from '../played-node.ts';
import { complete, image, NOWHERE, replicaSets } from '../rollouts.ts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const MICRO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** Waits for the first event about an object with this reason. */
function about(cluster: Cluster, collection: string, name: string, reason: string, matches = (_: Kube) => true) {
  const query = { fieldSelector: `involvedObject.name=${name},reason=${reason}` };
  return eventually(`the event ${reason} of ${name}`, async () => {
    const { items } = await cluster.get(collection, query);
    return items.find(matches);
  });
}

describe('events', () => {
  test('of a controller: whom it is about, from where, how often, when', async ({ cluster, ns, of }) => {
    const made = await cluster.create(of('replicasets'), replicaSet('a', { replicas: 1 }, NOWHERE));
    const event = await about(cluster, of('events'), 'a', 'SuccessfulCreate');
    const [created] = names(await cluster.get(of('pods')));
    const { metadata, managedFields: _, ...rest } = event as Kube & { managedFields?: unknown };
    expect(metadata.name).toMatch(/^a\.[0-9a-f]{16}$/);
    expect(rest).toEqual({
      involvedObject: {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        namespace: ns,
        name: 'a',
        uid: made.metadata.uid,
        resourceVersion: expect.any(String),
      },
      reason: 'SuccessfulCreate',
      message: `Created pod: ${created}`,
      source: { component: 'replicaset-controller' },
      firstTimestamp: expect.stringMatching(TIME),
      lastTimestamp: expect.stringMatching(TIME),
      count: 1,
      type: 'Normal',
      eventTime: null,
      reportingComponent: 'replicaset-controller',
      reportingInstance: '',
    });
  });

  test('of the scheduler: the newer form, with an action and without a count', async ({ cluster, ns, of }) => {
    const made = await cluster.create(of('pods'), pod('a'));
    const event = await about(cluster, of('events'), 'a', 'Scheduled');
    const { spec } = await cluster.get(of('pods', 'a'));
    expect(event).toMatchObject({
      involvedObject: { kind: 'Pod', namespace: ns, name: 'a', uid: made.metadata.uid, apiVersion: 'v1' },
      reason: 'Scheduled',
      message: `Successfully assigned ${ns}/a to ${String(spec.nodeName)}`,
      source: {},
      type: 'Normal',
      action: 'Binding',
      reportingComponent: 'default-scheduler',
      reportingInstance: expect.stringMatching(/^default-scheduler-/),
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: expect.stringMatching(MICRO_TIME),
    });
    expect(event).not.toHaveProperty('count');
  });

  test('a pod that finds no node: the same words as its condition', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', NOWHERE));
    const event = await about(cluster, of('events'), 'a', 'FailedScheduling');
    expect(event).toMatchObject({ type: 'Warning', action: 'Scheduling', reportingComponent: 'default-scheduler' });
    const { status } = await cluster.get(of('pods', 'a'));
    const words = (text: string) => text.replaceAll(/\d+/g, 'N');
    expect(words(event.message)).toBe(words(String(status.conditions?.[0]?.message)));
  });

  test('of a Deployment: how far each ReplicaSet is scaled', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), image('nginx:1.30'), 'strategic');
    await complete(cluster, of('deployments', 'web'));
    const [first, second] = (await replicaSets(cluster, of))
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map(({ metadata }) => metadata);
    const sets = [first, second].sort((a, b) =>
      String(a?.annotations['deployment.kubernetes.io/revision']).localeCompare(
        String(b?.annotations['deployment.kubernetes.io/revision']),
      ),
    );
    const query = { fieldSelector: 'involvedObject.kind=Deployment,reason=ScalingReplicaSet' };
    const { items } = await cluster.settled(
      `${of('events')}?fieldSelector=${encodeURIComponent(query.fieldSelector)}`,
      'three events',
      (list) => list.items.length === 3,
    );
    expect(items.map(({ message }) => message).sort()).toEqual(
      [
        `Scaled up replica set ${sets[0]?.name} from 0 to 1`,
        `Scaled up replica set ${sets[1]?.name} from 0 to 1`,
        `Scaled down replica set ${sets[0]?.name} from 1 to 0`,
      ].sort(),
    );
    expect(items[0]?.source).toEqual({ component: 'deployment-controller' });
  });

  test('of a Job: its pod, and its end', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a'));
    expect(await about(cluster, of('events'), 'a', 'Completed')).toMatchObject({
      type: 'Normal',
      message: 'Job completed',
      source: { component: 'job-controller' },
    });
    expect((await about(cluster, of('events'), 'a', 'SuccessfulCreate')).message).toMatch(/^Created pod: a-.{5}$/);
  });

  test('what goes wrong again is the same event with a higher count', async ({ cluster, ns, of }) => {
    await cluster.create(of('replicasets'), replicaSet('a', { replicas: 1 }, { serviceAccountName: 'absent' }));
    const again = (event: Kube) => Number(event.count) > 1;
    const event = await about(cluster, of('events'), 'a', 'FailedCreate', again);
    expect(event).toMatchObject({
      type: 'Warning',
      message: `Error creating: pods "a-" is forbidden: error looking up service account ${ns}/absent: serviceaccount "absent" not found`,
    });
    const { items } = await cluster.get(of('events'), { fieldSelector: 'reason=FailedCreate' });
    expect(items).toHaveLength(1);
  });

  test('of a node: in the namespace default', async ({ cluster, ns }) => {
    const node = await PlayedNode.create(cluster, ns);
    const collection = '/api/v1/namespaces/default/events';
    expect(await about(cluster, collection, ns, 'RegisteredNode')).toMatchObject({
      message: `Node ${ns} event: Registered Node ${ns} in Controller`,
      source: { component: 'node-controller' },
      involvedObject: { kind: 'Node', name: ns },
    });
    await node.remove();
    expect((await about(cluster, collection, ns, 'RemovingNode')).message).toBe(
      `Node ${ns} event: Removing Node ${ns} from Controller`,
    );
  });

  test('they can be selected by what they are about, by reason, type and source', async ({ cluster, of }) => {
    const made = await cluster.create(of('replicasets'), replicaSet('a', { replicas: 1 }, NOWHERE));
    await about(cluster, of('events'), 'a', 'SuccessfulCreate');
    const [pod0] = names(await cluster.get(of('pods')));
    await about(cluster, of('events'), String(pod0), 'FailedScheduling');
    const found = async (fieldSelector: string) =>
      (await cluster.get(of('events'), { fieldSelector })).items.map(({ reason }) => reason);
    expect(await found(`involvedObject.uid=${made.metadata.uid}`)).toEqual(['SuccessfulCreate']);
    expect(await found('involvedObject.kind=Pod')).toEqual(['FailedScheduling']);
    expect(await found('type=Warning')).toEqual(['FailedScheduling']);
    expect(await found('type!=Warning')).toEqual(['SuccessfulCreate']);
    expect(await found('source=replicaset-controller')).toEqual(['SuccessfulCreate']);
    expect(await found('reportingComponent=default-scheduler')).toEqual(['FailedScheduling']);
    const refused = await cluster.request('admin', 'GET', of('events'), { query: { fieldSelector: 'message=hello' } });
    expect([refused.status, refused.body.message]).toEqual([400, 'field label not supported: message']);
  });

  test('both groups show the same event, each in its words', async ({ cluster, ns, of }) => {
    await cluster.create(of('replicasets'), replicaSet('a', { replicas: 1 }, NOWHERE));
    const old = await about(cluster, of('events'), 'a', 'SuccessfulCreate');
    const path = `/apis/events.k8s.io/v1/namespaces/${ns}/events/${old.metadata.name}`;
    const event = await cluster.get(path);
    expect(event.metadata.uid).toBe(old.metadata.uid);
    expect(event).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      regarding: old.involvedObject,
      note: old.message,
      deprecatedCount: 1,
      deprecatedSource: { component: 'replicaset-controller' },
      deprecatedFirstTimestamp: old.firstTimestamp,
      deprecatedLastTimestamp: old.lastTimestamp,
    });
  });

  test('one who writes an event must be in its namespace', async ({ cluster, of }) => {
    const event = (namespace: string) => ({
      metadata: { name: 'a.1' },
      involvedObject: { kind: 'Pod', namespace, name: 'a' },
      reason: 'Said',
      message: 'by hand',
      type: 'Normal',
    });
    const answer = await cluster.request('admin', 'POST', of('events'), { body: event('other') });
    expectInvalid(
      answer,
      { kind: 'Event', name: 'a.1' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "other": does not match event.namespace',
        field: 'involvedObject.namespace',
      },
    );
    const made = await cluster.create(
      of('events'),
      event(at(await cluster.get(of('serviceaccounts', 'default')), 'metadata.namespace') as string),
    );
    expect(made).toMatchObject({ reason: 'Said', source: {}, reportingComponent: '' });
  });
});
