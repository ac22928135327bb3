import { describe, expect } from 'vitest';
import type { Answer, Cluster } from '../cluster.ts';
import { expectRefusal, type PathOf, test } from '../conformance.ts';
import { condition, type Kube, names } from '../kube.ts';
import { deployment, disruptionBudget, pod } from '../manifests.ts';
import { complete, NOWHERE } from '../rollouts.ts';

function evict(cluster: Cluster, of: PathOf, name: string, more: object = {}): Promise<Answer> {
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, ...more };
  return cluster.request('admin', 'POST', of('pods', name, 'eviction'), { body });
}

/** A Deployment of so many running pods, and a budget that has counted them. */
async function guarded(cluster: Cluster, of: PathOf, replicas: number, budget: object): Promise<Kube> {
  await cluster.create(of('deployments'), deployment('web', { replicas }));
  await complete(cluster, of('deployments', 'web'));
  await cluster.create(of('poddisruptionbudgets'), disruptionBudget('web', { ...budget }));
  return cluster.settled(of('poddisruptionbudgets', 'web'), 'counted', ({ status }) => {
    return status.expectedPods === replicas && status.currentHealthy === replicas;
  });
}

const TOO_MANY = (message: string) => ({
  code: 429,
  reason: 'TooManyRequests',
  message: "Cannot evict pod as it would violate the pod's disruption budget.",
  details: { causes: [{ reason: 'DisruptionBudget', message }] },
});
const EVICTED = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

describe('disruption', () => {
  test('the budget counts: a number, and whether one may go', async ({ cluster, of }) => {
    const { status } = await guarded(cluster, of, 2, { minAvailable: 1 });
    expect(status).toMatchObject({
      observedGeneration: 1,
      expectedPods: 2,
      currentHealthy: 2,
      desiredHealthy: 1,
      disruptionsAllowed: 1,
    });
    expect(status.conditions).toMatchObject([
      { type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '', observedGeneration: 1 },
    ]);
  });

  test('shares are rounded in favour of the pods', async ({ cluster, of }) => {
    const { status } = await guarded(cluster, of, 3, { minAvailable: '50%' });
    expect(status).toMatchObject({ desiredHealthy: 2, disruptionsAllowed: 1 });
    await cluster.patch(of('poddisruptionbudgets', 'web'), { spec: { minAvailable: null, maxUnavailable: '50%' } });
    const other = await cluster.settled(
      of('poddisruptionbudgets', 'web'),
      'counted again',
      (it) => it.status.observedGeneration === 2,
    );
    // Half of three, rounded up, may be missing.
    expect(other.status).toMatchObject({ desiredHealthy: 1, disruptionsAllowed: 2 });
  });

  test('an eviction within the budget deletes the pod', async ({ cluster, of }) => {
    await guarded(cluster, of, 2, { minAvailable: 1 });
    const [name] = names(await cluster.get(of('pods')));
    const { status, body } = await evict(cluster, of, String(name));
    expect([status, body]).toEqual([201, EVICTED]);
    const left = await cluster.request('admin', 'GET', of('pods', String(name)));
    expect(left.body.metadata.deletionTimestamp).toBeDefined();
    expect(condition(left.body, 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    });
  });

  test('beyond the budget it is refused: 429', async ({ cluster, of }) => {
    const budget = await guarded(cluster, of, 1, { minAvailable: 1 });
    expect(condition(budget, 'DisruptionAllowed')).toMatchObject({ status: 'False', reason: 'InsufficientPods' });
    const [name] = names(await cluster.get(of('pods')));
    expectRefusal(
      await evict(cluster, of, String(name)),
      TOO_MANY('The disruption budget web needs 1 healthy pods and has 1 currently'),
    );
    expect((await cluster.get(of('pods', String(name)))).metadata.deletionTimestamp).toBeUndefined();
  });

  test('of several at once only as many go as may', async ({ cluster, of }) => {
    // Pods that nobody replaces.
    const pods = ['a', 'b', 'c'];
    for (const name of pods)
      await cluster.create(of('pods'), { ...pod(name), metadata: { name, labels: { app: 'web' } } });
    await cluster.create(of('poddisruptionbudgets'), disruptionBudget('web', { minAvailable: 2 }));
    await cluster.settled(
      of('poddisruptionbudgets', 'web'),
      'counted',
      ({ status }) => status.disruptionsAllowed === 1,
    );
    const answers = await Promise.all(pods.map((name) => evict(cluster, of, name)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 429, 429]);
  });

  test('a pod that does not run may always go', async ({ cluster, of }) => {
    await cluster.create(of('pods'), { ...pod('web', NOWHERE) });
    await cluster.create(of('poddisruptionbudgets'), disruptionBudget('web', { minAvailable: 1 }));
    expect((await evict(cluster, of, 'web')).status).toBe(201);
    await cluster.gone(of('pods', 'web'));
  });

  test('two budgets for one pod: neither', async ({ cluster, of }) => {
    await guarded(cluster, of, 1, { minAvailable: 0 });
    const second = disruptionBudget('second', { selector: { matchLabels: { app: 'web' } }, minAvailable: 0 });
    await cluster.create(of('poddisruptionbudgets'), second);
    const [name] = names(await cluster.get(of('pods')));
    // A 500 without a reason.
    expectRefusal(await evict(cluster, of, String(name)), {
      code: 500,
      message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    });
  });

  test('an eviction by dry run, of another name, of nothing', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('web', NOWHERE));
    const dry = await evict(cluster, of, 'web', { deleteOptions: { dryRun: ['All'] } });
    expect([dry.status, dry.body]).toEqual([201, EVICTED]);
    expect((await cluster.get(of('pods', 'web'))).metadata.deletionTimestamp).toBeUndefined();
    const other = { metadata: { name: 'other' } };
    expectRefusal(await evict(cluster, of, 'web', other), {
      code: 400,
      reason: 'BadRequest',
      message: 'name in URL does not match name in Eviction object',
    });
    const absent = await evict(cluster, of, 'absent');
    expect([absent.status, absent.body.message]).toEqual([404, 'pods "absent" not found']);
  });
});
