import { describe, expect } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { type PathOf, test } from '../conformance.ts';
import { condition, type Kube, names } from '../kube.ts';
import { statefulSet } from '../manifests.ts';
import { image, NOWHERE } from '../rollouts.ts';

const ready = (cluster: Cluster, of: PathOf, count: number) =>
  cluster.settled(of('statefulsets', 'db'), `${count} ready`, ({ metadata, status }) => {
    const { readyReplicas, replicas, observedGeneration } = status;
    return readyReplicas === count && replicas === count && observedGeneration === metadata.generation;
  });

const revisionOf = (pod: Kube) => pod.metadata.labels['controller-revision-hash'];

describe('StatefulSet', () => {
  test('its pods are numbered, know their number, and are named in the Service', async ({ cluster, of }) => {
    const made = await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 2 }));
    await ready(cluster, of, 2);
    const { items } = await cluster.get(of('pods'));
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['db-0', 'db-1']);
    const second = items[1] as Kube;
    expect(second.metadata.labels).toEqual({
      app: 'db',
      'apps.kubernetes.io/pod-index': '1',
      'controller-revision-hash': expect.stringMatching(/^db-[0-9a-z]+$/),
      'statefulset.kubernetes.io/pod-name': 'db-1',
    });
    expect(second.metadata.generateName).toBe('db-');
    expect(second.metadata.ownerReferences).toMatchObject([
      { kind: 'StatefulSet', uid: made.metadata.uid, controller: true },
    ]);
    expect(second.spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' });
  });

  test('the next pod is made when the one before is ready', async ({ cluster, of }) => {
    const watch = await cluster.watch('admin', of('pods'));
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 2 }));
    let firstReady = false;
    await watch.until('db-1', ({ type, object }) => {
      if (object.metadata.name === 'db-0') firstReady ||= condition(object, 'Ready')?.status === 'True';
      return type === 'ADDED' && object.metadata.name === 'db-1';
    });
    watch.close();
    expect(firstReady).toBe(true);
  });

  test('one that does not get ready holds up the others', async ({ cluster, of }) => {
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 3 }, NOWHERE));
    await cluster.settled(
      of('pods', 'db-0'),
      'unschedulable',
      (it) => condition(it, 'PodScheduled')?.status === 'False',
    );
    await cluster.settled(of('statefulsets', 'db'), 'counted', ({ status }) => status.replicas === 1);
    expect(names(await cluster.get(of('pods')))).toEqual(['db-0']);
  });

  test('Parallel: all at once', async ({ cluster, of }) => {
    const body = statefulSet('db', { replicas: 3, podManagementPolicy: 'Parallel' }, NOWHERE);
    await cluster.create(of('statefulsets'), body);
    await cluster.settled(of('statefulsets', 'db'), 'three', ({ status }) => status.replicas === 3);
    expect(names(await cluster.get(of('pods')))).toEqual(['db-0', 'db-1', 'db-2']);
  });

  test('the highest number goes first', async ({ cluster, of }) => {
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 3 }));
    const { metadata } = await ready(cluster, of, 3);
    const watch = await cluster.watch('admin', of('pods'), { resourceVersion: metadata.resourceVersion });
    await cluster.patch(of('statefulsets', 'db', 'scale'), { spec: { replicas: 1 } });
    const gone: string[] = [];
    await watch.until('two to be gone', ({ type, object }) => {
      if (type === 'DELETED') gone.push(object.metadata.name);
      return gone.length === 2;
    });
    watch.close();
    expect(gone).toEqual(['db-2', 'db-1']);
    expect(names(await cluster.get(of('pods')))).toEqual(['db-0']);
  });

  test('a pod that is deleted comes back under its name', async ({ cluster, of }) => {
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 1 }));
    await ready(cluster, of, 1);
    const first = await cluster.delete(of('pods', 'db-0'));
    const again = await cluster.settled(of('pods', 'db-0'), 'another', (it) => it.metadata.uid !== first.metadata.uid);
    expect(revisionOf(again)).toBe(revisionOf(first));
  });

  test('each template is a ControllerRevision, and the status names them', async ({ cluster, of }) => {
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 1 }));
    const first = await ready(cluster, of, 1);
    expect(first.status.currentRevision).toBe(first.status.updateRevision);
    expect(first.status).toMatchObject({
      currentReplicas: 1,
      updatedReplicas: 1,
      availableReplicas: 1,
      collisionCount: 0,
    });
    await cluster.patch(of('statefulsets', 'db'), image('nginx:1.30'), 'strategic');
    const second = await cluster.settled(of('statefulsets', 'db'), 'updated', ({ metadata, status }) => {
      const same = status.currentRevision === status.updateRevision;
      return same && status.observedGeneration === metadata.generation && status.readyReplicas === 1;
    });
    expect(second.status.updateRevision).not.toBe(first.status.updateRevision);
    const { items } = await cluster.get(of('controllerrevisions'));
    const found = items.map(({ metadata, revision }) => [revision, metadata.name]).sort();
    expect(found).toEqual([
      [1, first.status.updateRevision],
      [2, second.status.updateRevision],
    ]);
  });

  test('a new template goes from the highest number down, one at a time', async ({ cluster, of }) => {
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 2 }));
    const { metadata } = await ready(cluster, of, 2);
    const watch = await cluster.watch('admin', of('pods'), { resourceVersion: metadata.resourceVersion });
    await cluster.patch(of('statefulsets', 'db'), image('nginx:1.30'), 'strategic');
    const made: string[] = [];
    let readyBefore = false;
    await watch.until('both to be made again', ({ type, object }) => {
      if (type === 'ADDED') made.push(object.metadata.name);
      if (made.length === 1) readyBefore ||= condition(object, 'Ready')?.status === 'True';
      return made.length === 2;
    });
    watch.close();
    expect(made).toEqual(['db-1', 'db-0']);
    expect(readyBefore).toBe(true);
  });

  test('partition: numbers below it keep the old template', async ({ cluster, of }) => {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } };
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 2, updateStrategy }));
    const before = await ready(cluster, of, 2);
    await cluster.patch(of('statefulsets', 'db'), image('nginx:1.30'), 'strategic');
    const after = await cluster.settled(of('statefulsets', 'db'), 'one updated', ({ metadata, status }) => {
      const { observedGeneration, updatedReplicas, readyReplicas } = status;
      return observedGeneration === metadata.generation && updatedReplicas === 1 && readyReplicas === 2;
    });
    expect(after.status.currentRevision).toBe(before.status.currentRevision);
    const { items } = await cluster.get(of('pods'));
    expect(items.map(revisionOf)).toEqual([before.status.currentRevision, after.status.updateRevision]);
  });

  test('OnDelete: a pod keeps the old template until somebody deletes it', async ({ cluster, of }) => {
    const updateStrategy = { type: 'OnDelete' };
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 1, updateStrategy }));
    await ready(cluster, of, 1);
    await cluster.patch(of('statefulsets', 'db'), image('nginx:1.30'), 'strategic');
    const seen = await ready(cluster, of, 1);
    const old = await cluster.get(of('pods', 'db-0'));
    expect(revisionOf(old)).not.toBe(seen.status.updateRevision);
    await cluster.delete(of('pods', 'db-0'));
    const next = await cluster.settled(of('pods', 'db-0'), 'another', (it) => it.metadata.uid !== old.metadata.uid);
    expect(revisionOf(next)).toBe(seen.status.updateRevision);
  });

  test('each pod has a volume claim of its own, which outlives it', async ({ cluster, of }) => {
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    await cluster.create(of('statefulsets'), statefulSet('db', { replicas: 1, volumeClaimTemplates: [claim] }));
    const pod = await cluster.settled(of('pods', 'db-0'), 'made', () => true);
    expect(pod.spec.volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } });
    const made = await cluster.get(of('persistentvolumeclaims', 'data-db-0'));
    expect(made.metadata.labels).toEqual({ app: 'db' });
    expect(made.metadata.ownerReferences).toBeUndefined();
    await cluster.patch(of('statefulsets', 'db', 'scale'), { spec: { replicas: 0 } });
    await cluster.gone(of('pods', 'db-0'));
    expect(names(await cluster.get(of('persistentvolumeclaims')))).toEqual(['data-db-0']);
  });
});
