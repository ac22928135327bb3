import { describe, expect } from 'vitest';
import { expectRefusal, freshNamespace, test } from '../conformance.ts';
import { condition, type Kube } from '../kube.ts';
import { configMap, deployment, pod, service } from '../manifests.ts';

const space = (name: string) => `/api/v1/namespaces/${name}`;

describe('namespaces', () => {
  test('a new one gets an account and the certificate of the cluster', async ({ cluster, of }) => {
    const account = await cluster.get(of('serviceaccounts', 'default'));
    expect(account).not.toHaveProperty('secrets');
    const { data } = await cluster.settled(of('configmaps', 'kube-root-ca.crt'), 'the certificate', () => true);
    expect(data['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
  });

  test('both come back when they are deleted', async ({ cluster, of }) => {
    const paths = [of('serviceaccounts', 'default'), of('configmaps', 'kube-root-ca.crt')];
    for (const path of paths) {
      const { metadata } = await cluster.settled(path, 'there', () => true);
      await cluster.delete(path);
      await cluster.settled(path, 'another', (it) => it.metadata.uid !== metadata.uid);
    }
  });

  test('deleted, all in it goes, then it goes', async ({ cluster, ns, of }) => {
    await cluster.create(of('deployments'), deployment('a', { replicas: 1 }));
    await cluster.create(of('services'), service('a'));
    await cluster.create(of('configmaps'), configMap('a'));
    await cluster.create(of('secrets'), { metadata: { name: 'a' } });
    const marked = await cluster.delete(space(ns));
    expect(marked).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } });
    expect(marked.spec.finalizers).toEqual(['kubernetes']);
    await cluster.gone(space(ns), 60_000);
    for (const resource of ['deployments', 'replicasets', 'pods', 'services', 'configmaps', 'secrets']) {
      expect((await cluster.get(of(resource))).items).toEqual([]);
    }
  });

  test('what is held in it holds it, and it says what', async ({ cluster, ns, of }) => {
    await cluster.create(of('configmaps'), { metadata: { name: 'a', finalizers: ['conformance.test/hold'] } });
    await cluster.delete(space(ns));
    const remains = (it: Kube) => condition(it, 'NamespaceFinalizersRemaining')?.status === 'True';
    const held = await cluster.settled(space(ns), 'held', remains);
    expect(held.status.phase).toBe('Terminating');
    expect(held.status.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual(
      [
        ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered', 'All resources successfully discovered'],
        [
          'NamespaceDeletionGroupVersionParsingFailure',
          'False',
          'ParsedGroupVersions',
          'All legacy kube types successfully parsed',
        ],
        [
          'NamespaceDeletionContentFailure',
          'False',
          'ContentDeleted',
          'All content successfully deleted, may be waiting on finalization',
        ],
        [
          'NamespaceContentRemaining',
          'True',
          'SomeResourcesRemain',
          'Some resources are remaining: configmaps. has 1 resource instances',
        ],
        [
          'NamespaceFinalizersRemaining',
          'True',
          'SomeFinalizersRemain',
          'Some content in the namespace has finalizers remaining: conformance.test/hold in 1 resource instances',
        ],
      ],
    );
    await cluster.patch(of('configmaps', 'a'), { metadata: { finalizers: null } });
    await cluster.gone(space(ns), 60_000);
  });

  test('a running pod in it gets its time', async ({ cluster, ns, of }) => {
    await cluster.create(of('pods'), pod('a'));
    await cluster.settled(of('pods', 'a'), 'running', ({ status }) => status.phase === 'Running');
    const watch = await cluster.watch('admin', of('pods'));
    await cluster.delete(space(ns));
    const { object } = await watch.until('the mark', (it) => it.object.metadata.deletionTimestamp !== undefined);
    expect(object.metadata.deletionGracePeriodSeconds).toBe(30);
    watch.close();
    await cluster.gone(space(ns), 60_000);
  });

  test('a name is free again when the namespace is gone', async ({ cluster }) => {
    const name = await freshNamespace(cluster);
    await cluster.delete(space(name));
    const taken = await cluster.request('admin', 'POST', '/api/v1/namespaces', { body: { metadata: { name } } });
    expect([taken.status, taken.body.message]).toEqual([
      409,
      `object is being deleted: namespaces "${name}" already exists`,
    ]);
    await cluster.gone(space(name), 60_000);
    await cluster.create('/api/v1/namespaces', { metadata: { name } });
  });

  test('those of the system stay', async ({ cluster }) => {
    for (const name of ['default', 'kube-system', 'kube-public']) {
      expectRefusal(await cluster.request('admin', 'DELETE', space(name)), {
        code: 403,
        reason: 'Forbidden',
        message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
        details: { name, kind: 'namespaces' },
      });
    }
    const { items } = await cluster.get('/api/v1/namespaces');
    const found = items.map(({ metadata }) => metadata.name);
    expect(found).toEqual(expect.arrayContaining(['default', 'kube-node-lease', 'kube-public', 'kube-system']));
  });
});
