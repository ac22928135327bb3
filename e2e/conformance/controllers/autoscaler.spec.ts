import { describe, expect } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { capabilities, type PathOf, test } from '../conformance.ts';
import { condition, type Kube } from '../kube.ts';
import { deployment } from '../manifests.ts';

function create(cluster: Cluster, of: PathOf, bounds: object): Promise<Kube> {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  return cluster.create(of('horizontalpodautoscalers'), {
    metadata: { name: 'web' },
    spec: { ...bounds, scaleTargetRef },
  });
}

const settle = (cluster: Cluster, of: PathOf, what: string, wanted: (object: Kube) => boolean) =>
  cluster.settled(of('horizontalpodautoscalers', 'web'), what, wanted);

describe('HorizontalPodAutoscaler', () => {
  test('more than maxReplicas: scaled down at once', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 4, paused: true }));
    await create(cluster, of, { maxReplicas: 2 });
    const { status } = await settle(cluster, of, 'scaled', (it) => 'lastScaleTime' in it.status);
    expect(status).toMatchObject({ observedGeneration: 1, desiredReplicas: 2 });
    expect((await cluster.get(of('deployments', 'web'))).spec.replicas).toBe(2);
  });

  test('fewer than minReplicas: scaled up at once, through the subresource', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1, paused: true }));
    await create(cluster, of, { minReplicas: 3, maxReplicas: 4 });
    const hpa = await settle(cluster, of, 'scaled', (it) => 'lastScaleTime' in it.status);
    expect(condition(hpa, 'AbleToScale')).toMatchObject({ status: 'True' });
    const { spec, metadata } = await cluster.get(of('deployments', 'web'));
    expect(spec.replicas).toBe(3);
    const owner = metadata.managedFields.find(({ subresource }) => subresource === 'scale');
    expect(owner).toMatchObject({ operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } });
  });

  test('a target that is not there', async ({ cluster, of }) => {
    await create(cluster, of, { maxReplicas: 3 });
    const hpa = await settle(cluster, of, 'looked at', (it) => condition(it, 'AbleToScale') !== undefined);
    expect(condition(hpa, 'AbleToScale')).toMatchObject({
      status: 'False',
      reason: 'FailedGetScale',
      message: `the HPA controller was unable to get the target's current scale: deployments.apps "web" not found`,
    });
  });

  test('a target of zero is left alone', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 0 }));
    await create(cluster, of, { maxReplicas: 3 });
    const hpa = await settle(cluster, of, 'looked at', (it) => condition(it, 'ScalingActive') !== undefined);
    expect(condition(hpa, 'ScalingActive')).toMatchObject({
      status: 'False',
      reason: 'ScalingDisabled',
      message: 'scaling is disabled since the replica count of the target is zero',
    });
    expect((await cluster.get(of('deployments', 'web'))).spec.replicas).toBe(0);
  });

  test('without metrics nothing is scaled, and that is said', async ({ cluster, of, skip }) => {
    skip(capabilities.metrics, 'this cluster serves metrics.k8s.io');
    await cluster.create(of('deployments'), deployment('web', { replicas: 2, paused: true }));
    await create(cluster, of, { maxReplicas: 3 });
    const hpa = await settle(cluster, of, 'looked at', (it) => condition(it, 'ScalingActive') !== undefined);
    expect(condition(hpa, 'AbleToScale')).toMatchObject({
      status: 'True',
      reason: 'SucceededGetScale',
      message: "the HPA controller was able to get the target's current scale",
    });
    expect(condition(hpa, 'ScalingActive')).toMatchObject({
      status: 'False',
      reason: 'FailedGetResourceMetric',
      message:
        'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
    });
    expect((await cluster.get(of('deployments', 'web'))).spec.replicas).toBe(2);
  });
});
