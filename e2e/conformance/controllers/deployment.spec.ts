import { describe, expect } from 'vitest';
import { test } from '../conformance.ts';
import { at, condition, type Kube } from '../kube.ts';
import { deployment } from '../manifests.ts';
import { byRevision, complete, image, NOWHERE, REVISION, replicaSets, sizes } from '../rollouts.ts';

/** A Deployment at rest: what the controller makes of a spec. */
describe('Deployment', () => {
  test('makes a ReplicaSet that carries its name, the hash of its template and revision 1', async ({ cluster, of }) => {
    const made = await cluster.create(of('deployments'), deployment('web', { replicas: 2 }));
    const done = await complete(cluster, of('deployments', 'web'));
    const [set] = await replicaSets(cluster, of);
    const hash = String(set?.metadata.labels['pod-template-hash']);
    expect(hash).toMatch(/^[0-9a-z]{8,10}$/);
    expect(set?.metadata).toMatchObject({
      name: `web-${hash}`,
      labels: { app: 'web', 'pod-template-hash': hash },
      annotations: {
        'deployment.kubernetes.io/desired-replicas': '2',
        'deployment.kubernetes.io/max-replicas': '3',
        [REVISION]: '1',
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'web',
          uid: made.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    });
    expect(set?.spec).toMatchObject({
      replicas: 2,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } },
      template: { metadata: { labels: { app: 'web', 'pod-template-hash': hash } } },
    });
    expect(done.metadata.annotations).toEqual({ [REVISION]: '1' });
  });

  test('says when it is complete: the counts and two conditions', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 2 }));
    const { status } = await complete(cluster, of('deployments', 'web'));
    const [set] = await replicaSets(cluster, of);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const times = { lastTransitionTime: time, lastUpdateTime: time };
    expect(status).toEqual({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      // Since 1.33 the pods on their way out are counted too.
      terminatingReplicas: 0,
      conditions: expect.arrayContaining([
        {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
          ...times,
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `ReplicaSet "${set?.metadata.name}" has successfully progressed.`,
          ...times,
        },
      ]),
    });
  });

  test('says when it is not: the pods have nowhere to go', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 2 }, NOWHERE));
    const stuck = ({ status }: Kube) => status.unavailableReplicas === 2 && status.replicas === 2;
    const found = await cluster.settled(of('deployments', 'web'), 'unavailable', stuck);
    const [set] = await replicaSets(cluster, of);
    expect(found.status).toMatchObject({ replicas: 2, updatedReplicas: 2, unavailableReplicas: 2 });
    expect(found.status).not.toHaveProperty('readyReplicas');
    expect(condition(found, 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.',
    });
    expect(condition(found, 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'ReplicaSetUpdated',
      message: `ReplicaSet "${set?.metadata.name}" is progressing.`,
    });
  });

  test('is available while no more than maxUnavailable are missing', async ({ cluster, of }) => {
    const body = deployment('web', { replicas: 2, strategy: { rollingUpdate: { maxUnavailable: 2 } } }, NOWHERE);
    await cluster.create(of('deployments'), body);
    const found = await cluster.settled(of('deployments', 'web'), 'its pods', ({ status }) => status.replicas === 2);
    expect(condition(found, 'Available')).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' });
  });

  test('without pods is complete at once', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 0 }));
    const found = await cluster.settled(
      of('deployments', 'web'),
      'seen',
      ({ status }) => status.observedGeneration === 1,
    );
    expect(condition(found, 'Available')).toMatchObject({ status: 'True' });
    expect(await sizes(cluster, of)).toEqual({ 1: 0 });
  });

  test('scaling is no new revision; the ReplicaSet and its annotations follow', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web', 'scale'), { spec: { replicas: 4 } });
    await complete(cluster, of('deployments', 'web'));
    const [set, ...others] = await replicaSets(cluster, of);
    expect(others).toEqual([]);
    expect(set?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '4',
      'deployment.kubernetes.io/max-replicas': '5',
      [REVISION]: '1',
    });
    await cluster.patch(of('deployments', 'web', 'scale'), { spec: { replicas: 0 } });
    await cluster.settled(of('deployments', 'web'), 'none', ({ status }) => status.replicas === undefined);
    expect(await sizes(cluster, of)).toEqual({ 1: 0 });
  });

  test('annotations go on to the ReplicaSet, but not the one of kubectl apply', async ({ cluster, of }) => {
    const body = deployment('web', { replicas: 0 });
    const annotations = {
      'kubernetes.io/change-cause': 'first',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
    };
    await cluster.create(of('deployments'), { ...body, metadata: { ...body.metadata, annotations } });
    await cluster.settled(of('deployments', 'web'), 'seen', ({ status }) => status.observedGeneration === 1);
    const [set] = await replicaSets(cluster, of);
    expect(set?.metadata.annotations).toMatchObject({ 'kubernetes.io/change-cause': 'first' });
    expect(set?.metadata.annotations).not.toHaveProperty('kubectl.kubernetes.io/last-applied-configuration');
  });

  test('a ReplicaSet that somebody deletes comes back under the same name', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await complete(cluster, of('deployments', 'web'));
    const [set] = await replicaSets(cluster, of);
    const path = of('replicasets', String(set?.metadata.name));
    await cluster.delete(path);
    const again = await cluster.settled(path, 'a new one', ({ metadata }) => metadata.uid !== set?.metadata.uid);
    expect(again.metadata.annotations[REVISION]).toBe('1');
  });

  test('a ReplicaSet that somebody scales is scaled back', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await complete(cluster, of('deployments', 'web'));
    const [set] = await replicaSets(cluster, of);
    const path = of('replicasets', String(set?.metadata.name));
    await cluster.patch(path, { spec: { replicas: 3 } });
    await cluster.settled(path, 'back at one', ({ spec, metadata }) => spec.replicas === 1 && metadata.generation >= 3);
  });

  test('minReadySeconds: ready pods are not available yet', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1, minReadySeconds: 4 }));
    const ready = await cluster.settled(of('deployments', 'web'), 'ready', ({ status }) => status.readyReplicas === 1);
    expect(ready.status).toMatchObject({ readyReplicas: 1, unavailableReplicas: 1 });
    expect(condition(ready, 'Available')).toMatchObject({ status: 'False' });
    const done = await complete(cluster, of('deployments', 'web'));
    const waited =
      Date.parse(String(at(condition(done, 'Available'), 'lastTransitionTime'))) -
      Date.parse(done.metadata.creationTimestamp);
    expect(waited).toBeGreaterThanOrEqual(4_000);
  });

  test('a new template is a new revision; the old ReplicaSet stays, empty', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 2 }));
    await complete(cluster, of('deployments', 'web'));
    const changed = await cluster.patch(of('deployments', 'web'), image('nginx:1.30'), 'strategic');
    expect(changed.metadata.generation).toBe(2);
    const done = await complete(cluster, of('deployments', 'web'));
    expect(done.metadata.annotations[REVISION]).toBe('2');
    expect(await sizes(cluster, of)).toEqual({ 1: 0, 2: 2 });
    const sets = await byRevision(cluster, of);
    expect(at(sets[1], 'spec.template.spec.containers.0.image')).toBe('nginx:1.29');
    expect(at(sets[2], 'spec.template.spec.containers.0.image')).toBe('nginx:1.30');
  });

  test('a label of the template is a new revision, a label of the Deployment is none', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 0 }));
    await cluster.settled(of('deployments', 'web'), 'seen', ({ status }) => status.observedGeneration === 1);
    await cluster.patch(of('deployments', 'web'), { metadata: { labels: { tier: 'front' } } });
    await cluster.patch(of('deployments', 'web'), { spec: { template: { metadata: { labels: { tier: 'front' } } } } });
    await cluster.settled(of('deployments', 'web'), 'seen', ({ status }) => status.observedGeneration === 2);
    expect(await sizes(cluster, of)).toEqual({ 1: 0, 2: 0 });
  });
});
