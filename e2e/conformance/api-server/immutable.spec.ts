import { describe, expect } from 'vitest';
import type { Answer, Cluster } from '../cluster.ts';
import { PATCH } from '../cluster.ts';
import { expectInvalid, test } from '../conformance.ts';
import { configMap, daemonSet, deployment, job, pod, roleBinding, service, statefulSet } from '../manifests.ts';

function change(cluster: Cluster, path: string, body: unknown): Promise<Answer> {
  return cluster.request('admin', 'PATCH', path, { body, headers: { 'content-type': PATCH.merge } });
}

/** A long message that ends in the server's own picture of the difference: compared up to there. */
function expectForbidden(answer: Answer, field: string, sentence: string): void {
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ reason: 'Invalid', code: 422 });
  const { causes } = answer.body.details as { causes: Array<{ reason: string; field: string; message: string }> };
  expect(causes).toHaveLength(1);
  expect(causes[0]).toMatchObject({ reason: 'FieldValueForbidden', field });
  expect(causes[0]?.message.split('\n')[0]).toBe(`Forbidden: ${sentence}`);
}

/** Fields that cannot be changed once they are there. */
describe('immutable', () => {
  test('the selector of a Deployment', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('a', { replicas: 0 }));
    const labels = { app: 'a', more: 'yes' };
    const patch = { spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } };
    const about = { kind: 'Deployment', group: 'apps', name: 'a' };
    expectInvalid(await change(cluster, of('deployments', 'a'), patch), about, {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: {"matchLabels":{"app":"a","more":"yes"}}: field is immutable',
      field: 'spec.selector',
    });
  });

  test('the selector of a DaemonSet', async ({ cluster, of }) => {
    await cluster.create(of('daemonsets'), daemonSet('a', {}, { nodeSelector: { no: 'such-node' } }));
    const patch = { spec: { selector: { matchLabels: { more: 'yes' } } } };
    const about = { kind: 'DaemonSet', group: 'apps', name: 'a' };
    // Both things that are wrong are named, in the opposite order than for a Deployment.
    expectInvalid(
      await change(cluster, of('daemonsets', 'a'), patch),
      about,
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: {"matchLabels":{"app":"a","more":"yes"}}: field is immutable',
        field: 'spec.selector',
      },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: {"app":"a"}: `selector` does not match template `labels`',
        field: 'spec.template.metadata.labels',
      },
    );
  });

  test('the Service of a StatefulSet', async ({ cluster, of }) => {
    await cluster.create(of('statefulsets'), statefulSet('a', { replicas: 0 }));
    const answer = await change(cluster, of('statefulsets', 'a'), { spec: { serviceName: 'b' } });
    expectInvalid(
      answer,
      { kind: 'StatefulSet', group: 'apps', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "b": field is immutable',
        field: 'spec.serviceName',
      },
    );
  });

  test('the address of a Service', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('a'));
    const answer = await change(cluster, of('services', 'a'), { spec: { clusterIP: '10.96.255.77' } });
    expectInvalid(
      answer,
      { kind: 'Service', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: ["10.96.255.77"]: may not change once set',
        field: 'spec.clusterIPs[0]',
      },
    );
  });

  test('the type of a Secret', async ({ cluster, of }) => {
    await cluster.create(of('secrets'), { metadata: { name: 'a' } });
    const answer = await change(cluster, of('secrets', 'a'), { type: 'example.test/other' });
    expectInvalid(
      answer,
      { kind: 'Secret', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: "example.test/other": field is immutable',
        field: 'type',
      },
    );
  });

  for (const [resource, kind] of [
    ['configmaps', 'ConfigMap'],
    ['secrets', 'Secret'],
  ] as const) {
    test(`a ${kind} that says so`, async ({ cluster, of }) => {
      await cluster.create(of(resource), { ...configMap('a', { key: 'dmFsdWU=' }), kind, immutable: true });
      const word = { reason: 'FieldValueForbidden', message: 'Forbidden: field is immutable when `immutable` is set' };
      const data = await change(cluster, of(resource, 'a'), { data: { key: 'b3RoZXI=' } });
      expectInvalid(data, { kind, name: 'a' }, { ...word, field: 'data' });
      const back = await change(cluster, of(resource, 'a'), { immutable: false });
      expectInvalid(back, { kind, name: 'a' }, { ...word, field: 'immutable' });
      // Its metadata may still change.
      expect((await change(cluster, of(resource, 'a'), { metadata: { labels: { a: 'b' } } })).status).toBe(200);
    });
  }

  test('the completions of a Job', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', { suspend: true }));
    const answer = await change(cluster, of('jobs', 'a'), { spec: { completions: 5 } });
    expectInvalid(
      answer,
      { kind: 'Job', group: 'batch', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 5: field is immutable',
        field: 'spec.completions',
      },
    );
  });

  test('the template of a Job', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', { suspend: true }));
    const patch = { spec: { template: { spec: { activeDeadlineSeconds: 5 } } } };
    const { status, body } = await change(cluster, of('jobs', 'a'), patch);
    expect(status).toBe(422);
    // Between the two stands the whole pod spec as the server keeps it inside.
    expect(body.message).toMatch(
      /^Job\.batch "a" is invalid: spec\.template\.spec: Invalid value: .*: field is immutable$/,
    );
  });

  test('the role of a binding', async ({ cluster, of }) => {
    await cluster.create(of('rolebindings'), roleBinding('a', 'ClusterRole', 'view', 'nobody'));
    const answer = await change(cluster, of('rolebindings', 'a'), { roleRef: { name: 'edit' } });
    expectInvalid(
      answer,
      { kind: 'RoleBinding', group: 'rbac.authorization.k8s.io', name: 'a' },
      {
        reason: 'FieldValueInvalid',
        // The value is written as the server keeps it inside.
        message:
          'Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"ClusterRole","Name":"edit"}: field is immutable',
        field: 'roleRef',
      },
    );
  });

  test('nearly everything of a pod', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    const sentence =
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
    const restart = await change(cluster, of('pods', 'a'), { spec: { restartPolicy: 'Never' } });
    expectForbidden(restart, 'spec', sentence);
    // Not even by hand can a pod be put on a node.
    expectForbidden(await change(cluster, of('pods', 'a'), { spec: { nodeName: 'node-1' } }), 'spec', sentence);
  });

  test('the number of containers of a pod', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    const body = [{ op: 'add', path: '/spec/containers/-', value: { name: 'b', image: 'nginx:1.29' } }];
    const headers = { 'content-type': PATCH.json };
    const answer = await cluster.request('admin', 'PATCH', of('pods', 'a'), { body, headers });
    expectInvalid(
      answer,
      { kind: 'Pod', name: 'a' },
      {
        reason: 'FieldValueForbidden',
        message: 'Forbidden: pod updates may not add or remove containers',
        field: 'spec.containers',
      },
    );
  });

  test('what a volume claim asks for', async ({ cluster, of }) => {
    await cluster.create(of('persistentvolumeclaims'), {
      metadata: { name: 'a' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    const patch = { spec: { accessModes: ['ReadWriteMany'] } };
    expectForbidden(
      await change(cluster, of('persistentvolumeclaims', 'a'), patch),
      'spec',
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    );
  });
});
