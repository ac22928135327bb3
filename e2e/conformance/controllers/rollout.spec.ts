import { describe, expect } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Cluster } from '../cluster.ts';
import { type PathOf, test } from '../conformance.ts';
import { condition, names } from '../kube.ts';
import { deployment } from '../manifests.ts';
import { byRevision, complete, image, NOWHERE, REVISION, replicaSets, sizes } from '../rollouts.ts';

/** Waits until the ReplicaSets have these sizes, by revision. */
function become(cluster: Cluster, of: PathOf, wanted: Record<string, number>): Promise<unknown> {
  let last = '';
  const look = async () => {
    last = JSON.stringify(await sizes(cluster, of));
    return last === JSON.stringify(wanted);
  };
  return eventually(`the sizes ${JSON.stringify(wanted)}`, look).catch((error: Error) => {
    throw new Error(`${error.message}; the sizes are ${last}`);
  });
}

const NEW = { spec: { template: { spec: { nodeSelector: { no: 'such-node' } } } } };

/** From one template to the next. */
describe('rollout', () => {
  test('a rollout that gets stuck stops at its bounds: 25 % more, 25 % less', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 4 }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), NEW, 'strategic');
    // Surge is rounded up, unavailable down: of 4 that is 1 and 1.
    await become(cluster, of, { 1: 3, 2: 2 });
    const counted = { replicas: 5, updatedReplicas: 2, availableReplicas: 3, unavailableReplicas: 2 };
    await cluster.settled(of('deployments', 'web'), `the counts ${JSON.stringify(counted)}`, ({ status }) =>
      Object.entries(counted).every(([field, value]) => status[field] === value),
    );
  });

  test('maxSurge 0: old pods go first', async ({ cluster, of }) => {
    const rollingUpdate = { maxSurge: 0, maxUnavailable: 2 };
    await cluster.create(of('deployments'), deployment('web', { replicas: 3, strategy: { rollingUpdate } }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), NEW, 'strategic');
    await become(cluster, of, { 1: 1, 2: 2 });
  });

  test('maxUnavailable 0: new pods come first, and no old one goes before one is available', async ({
    cluster,
    of,
  }) => {
    const rollingUpdate = { maxSurge: '50%', maxUnavailable: 0 };
    await cluster.create(of('deployments'), deployment('web', { replicas: 3, strategy: { rollingUpdate } }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), NEW, 'strategic');
    await become(cluster, of, { 1: 3, 2: 2 });
  });

  test('on its way a rollout never leaves its bounds', async ({ cluster, of }) => {
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    await cluster.create(of('deployments'), deployment('web', { replicas: 3, strategy: { rollingUpdate } }));
    const { metadata } = await complete(cluster, of('deployments', 'web'));
    const watch = await cluster.watch('admin', of('replicasets'), { resourceVersion: metadata.resourceVersion });
    await cluster.patch(of('deployments', 'web'), image('nginx:1.30'), 'strategic');
    const wanted = new Map(
      (await replicaSets(cluster, of)).map((set) => [set.metadata.name, Number(set.spec.replicas)]),
    );
    const totals: number[] = [];
    await watch.until('the old ReplicaSet to be empty and the new one available', ({ object }) => {
      wanted.set(object.metadata.name, Number(object.spec.replicas));
      totals.push([...wanted.values()].reduce((sum, size) => sum + size, 0));
      return object.metadata.annotations[REVISION] === '2' && object.status.availableReplicas === 3;
    });
    watch.close();
    expect(Math.max(...totals)).toBe(4);
    expect(Math.min(...totals)).toBe(3);
    await complete(cluster, of('deployments', 'web'));
  });

  test('Recreate: nothing new before everything old is gone', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 2, strategy: { type: 'Recreate' } }));
    await complete(cluster, of('deployments', 'web'));
    const before = await cluster.get(of('pods'));
    const { resourceVersion } = before.metadata;
    const watch = await cluster.watch('admin', of('pods'), { resourceVersion });
    await cluster.patch(of('deployments', 'web'), image('nginx:1.30'), 'strategic');
    const gone: string[] = [];
    await watch.until('the first new pod', ({ type, object }) => {
      if (type === 'DELETED') gone.push(object.metadata.name);
      return type === 'ADDED';
    });
    watch.close();
    expect(gone.sort()).toEqual(names(before).sort());
  });

  test('a deadline that passes is said, and nothing else happens', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1, progressDeadlineSeconds: 2 }, NOWHERE));
    const late = await cluster.settled(
      of('deployments', 'web'),
      'the deadline to pass',
      (it) => condition(it, 'Progressing')?.status === 'False',
    );
    const [set] = await replicaSets(cluster, of);
    expect(condition(late, 'Progressing')).toMatchObject({
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${set?.metadata.name}" has timed out progressing.`,
    });
    expect(set?.spec.replicas).toBe(1);
  });

  test('paused: a new template waits, a new count does not', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), { spec: { paused: true } });
    const paused = await cluster.settled(
      of('deployments', 'web'),
      'paused',
      (it) => condition(it, 'Progressing')?.reason === 'DeploymentPaused',
    );
    expect(condition(paused, 'Progressing')).toMatchObject({ status: 'Unknown', message: 'Deployment is paused' });
    await cluster.patch(of('deployments', 'web'), image('nginx:1.30'), 'strategic');
    await cluster.patch(of('deployments', 'web', 'scale'), { spec: { replicas: 2 } });
    await become(cluster, of, { 1: 2 });
    await cluster.settled(of('deployments', 'web'), 'two', ({ status }) => status.availableReplicas === 2);
    expect(await sizes(cluster, of)).toEqual({ 1: 2 });
  });

  test('resumed: what waited is done', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), { spec: { paused: true } });
    await cluster.patch(of('deployments', 'web'), image('nginx:1.30'), 'strategic');
    const watch = await cluster.watch('admin', of('deployments'));
    await watch.until('the pause', ({ object }) => condition(object, 'Progressing')?.reason === 'DeploymentPaused');
    await cluster.patch(of('deployments', 'web'), { spec: { paused: null } });
    const resumed = await watch.until(
      'the end of the pause',
      ({ object }) => condition(object, 'Progressing')?.reason === 'DeploymentResumed',
    );
    expect(condition(resumed.object, 'Progressing')).toMatchObject({
      status: 'Unknown',
      message: 'Deployment is resumed',
    });
    watch.close();
    await complete(cluster, of('deployments', 'web'));
    expect(await sizes(cluster, of)).toEqual({ 1: 0, 2: 1 });
  });

  test('back to an old template: its ReplicaSet is used again and gets the next revision', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1 }));
    await complete(cluster, of('deployments', 'web'));
    const first = (await byRevision(cluster, of))[1]?.metadata;
    await cluster.patch(of('deployments', 'web'), image('nginx:1.30'), 'strategic');
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), image('nginx:1.29'), 'strategic');
    const done = await complete(cluster, of('deployments', 'web'));
    expect(done.metadata.annotations[REVISION]).toBe('3');
    const again = (await byRevision(cluster, of))[3]?.metadata;
    expect(again?.uid).toBe(first?.uid);
    // The revisions that it had before are kept in an annotation.
    expect(again?.annotations).toMatchObject({ 'deployment.kubernetes.io/revision-history': '1' });
    expect(await sizes(cluster, of)).toEqual({ 2: 0, 3: 1 });
  });

  test('revisionHistoryLimit: the oldest empty ReplicaSets are deleted', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 0, revisionHistoryLimit: 1 }));
    for (const [index, tag] of ['nginx:1.30', 'nginx:1.31', 'nginx:1.32'].entries()) {
      await cluster.settled(of('deployments', 'web'), 'seen', ({ status }) => status.observedGeneration === index + 1);
      await cluster.patch(of('deployments', 'web'), image(tag), 'strategic');
    }
    await become(cluster, of, { 3: 0, 4: 0 });
  });

  test('a second change on the way: both old ReplicaSets shrink, the newest grows', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 4 }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), NEW, 'strategic');
    await become(cluster, of, { 1: 3, 2: 2 });
    const third = {
      spec: { template: { spec: { nodeSelector: { no: null }, containers: [{ name: 'main', image: 'nginx:1.30' }] } } },
    };
    await cluster.patch(of('deployments', 'web'), third, 'strategic');
    await complete(cluster, of('deployments', 'web'));
    await become(cluster, of, { 1: 0, 2: 0, 3: 4 });
  });

  test('scaling in the middle is shared among old and new', async ({ cluster, of }) => {
    const rollingUpdate = { maxSurge: 2, maxUnavailable: 2 };
    await cluster.create(of('deployments'), deployment('web', { replicas: 8, strategy: { rollingUpdate } }));
    await complete(cluster, of('deployments', 'web'));
    await cluster.patch(of('deployments', 'web'), NEW, 'strategic');
    await become(cluster, of, { 1: 6, 2: 4 });
    await cluster.patch(of('deployments', 'web', 'scale'), { spec: { replicas: 12 } });
    // 14 may be there: 4 more than 10, the larger part to the larger one.
    await become(cluster, of, { 1: 8, 2: 6 });
  });
});
