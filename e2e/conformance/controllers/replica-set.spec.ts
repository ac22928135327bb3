import { describe, expect } from 'vitest';
import { test } from '../conformance.ts';
import { condition, type Fields, type Kube, names } from '../kube.ts';
import { pod, podSpec, replicaSet } from '../manifests.ts';
import { NOWHERE } from '../rollouts.ts';

const COST = 'controller.kubernetes.io/pod-deletion-cost';

describe('ReplicaSet', () => {
  test('makes pods that carry its name and point to it', async ({ cluster, of }) => {
    const made = await cluster.create(of('replicasets'), replicaSet('a', { replicas: 2 }));
    await cluster.settled(of('replicasets', 'a'), 'ready', ({ status }) => status.readyReplicas === 2);
    const { items } = await cluster.get(of('pods'));
    expect(items).toHaveLength(2);
    for (const { metadata } of items) {
      expect(metadata).toMatchObject({
        name: expect.stringMatching(/^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/),
        generateName: 'a-',
        labels: { app: 'a' },
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            name: 'a',
            uid: made.metadata.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      });
    }
  });

  test('counts its pods', async ({ cluster, of }) => {
    await cluster.create(of('replicasets'), replicaSet('a', { replicas: 2 }));
    const full = ({ status }: Kube) => status.availableReplicas === 2;
    const { status } = await cluster.settled(of('replicasets', 'a'), 'available', full);
    expect(status).toEqual({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      terminatingReplicas: 0,
      observedGeneration: 1,
    });
  });

  test('replaces a pod that is deleted', async ({ cluster, of }) => {
    await cluster.create(of('replicasets'), replicaSet('a', { replicas: 1 }, NOWHERE));
    await cluster.settled(of('replicasets', 'a'), 'its pod', ({ status }) => status.replicas === 1);
    const [first] = names(await cluster.get(of('pods')));
    const watch = await cluster.watch('admin', of('pods'));
    await cluster.delete(of('pods', String(first)));
    const next = await watch.until(
      'another pod',
      ({ type, object }) => type === 'ADDED' && object.metadata.name !== first,
    );
    expect(next.object.metadata.generateName).toBe('a-');
    watch.close();
  });

  test('takes in a pod that fits and belongs to nobody; what is too many goes', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('replicasets'), replicaSet('a', { replicas: 1 }, NOWHERE));
    await cluster.settled(of('replicasets', 'a'), 'its pod', ({ status }) => status.replicas === 1);
    const [own] = names(await cluster.get(of('pods')));
    // It says to cost more, so that it is the other that goes.
    const annotations = { [COST]: '100' };
    await cluster.create(of('pods'), {
      ...pod('orphan', NOWHERE),
      metadata: { name: 'orphan', labels: { app: 'a' }, annotations },
    });
    await cluster.gone(of('pods', String(own)));
    const adopted = await cluster.get(of('pods', 'orphan'));
    expect(adopted.metadata.ownerReferences).toMatchObject([{ uid: metadata.uid, controller: true }]);
    expect(names(await cluster.get(of('pods')))).toEqual(['orphan']);
  });

  test('lets go of a pod that does not fit any more, and makes another', async ({ cluster, of }) => {
    await cluster.create(of('replicasets'), replicaSet('a', { replicas: 1 }, NOWHERE));
    await cluster.settled(of('replicasets', 'a'), 'its pod', ({ status }) => status.replicas === 1);
    const [name] = names(await cluster.get(of('pods')));
    await cluster.patch(of('pods', String(name)), { metadata: { labels: { app: 'aside' } } });
    const free = await cluster.settled(
      of('pods', String(name)),
      'free',
      (it) => it.metadata.ownerReferences === undefined,
    );
    expect(free.metadata.labels).toEqual({ app: 'aside' });
    await cluster.settled(of('replicasets', 'a'), 'its pod', ({ status }) => status.replicas === 1);
  });

  test('takes those away first that are not ready', async ({ cluster, of }) => {
    const made = replicaSet('a', { replicas: 1 });
    await cluster.create(of('replicasets'), made);
    await cluster.settled(of('replicasets', 'a'), 'ready', ({ status }) => status.readyReplicas === 1);
    const [ready] = names(await cluster.get(of('pods')));
    // The next ones find no node.
    await cluster.patch(of('replicasets', 'a'), { spec: { replicas: 3, template: { spec: NOWHERE } } });
    await cluster.settled(of('replicasets', 'a'), 'three', ({ status }) => status.replicas === 3);
    await cluster.patch(of('replicasets', 'a'), { spec: { replicas: 1 } });
    await cluster.settled(of('replicasets', 'a'), 'one', ({ status }) => status.replicas === 1);
    expect(names(await cluster.get(of('pods')))).toEqual([ready]);
  });

  test('takes those away first that say to cost least', async ({ cluster, of }) => {
    const body = replicaSet('a', { replicas: 3 });
    const labels = { app: 'a', extra: 'yes' };
    const spec = { ...(body.spec as Fields), template: { metadata: { labels }, spec: podSpec() } };
    await cluster.create(of('replicasets'), { ...body, spec });
    await cluster.settled(of('replicasets', 'a'), 'ready', ({ status }) => status.readyReplicas === 3);
    const [first, ...others] = names(await cluster.get(of('pods')));
    for (const name of others) {
      await cluster.patch(of('pods', name), { metadata: { annotations: { [COST]: '100' }, labels: { extra: null } } });
    }
    // By the label that is gone from them it counts that it has seen both.
    await cluster.settled(of('replicasets', 'a'), 'both seen', ({ status }) => status.fullyLabeledReplicas === 1);
    await cluster.patch(of('replicasets', 'a'), { spec: { replicas: 2 } });
    await cluster.gone(of('pods', String(first)));
    expect(names(await cluster.get(of('pods')))).toEqual(others);
  });

  test('says why it cannot make pods', async ({ cluster, ns, of }) => {
    await cluster.create(of('replicasets'), replicaSet('a', { replicas: 1 }, { serviceAccountName: 'absent' }));
    const failed = await cluster.settled(
      of('replicasets', 'a'),
      'the failure',
      (it) => condition(it, 'ReplicaFailure') !== undefined,
    );
    expect(condition(failed, 'ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
      message: `pods "a-" is forbidden: error looking up service account ${ns}/absent: serviceaccount "absent" not found`,
    });
    expect(failed.status).toMatchObject({ replicas: 0, observedGeneration: 1 });
  });
});
