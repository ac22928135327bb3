import { describe, expect } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Cluster } from '../cluster.ts';
import { type PathOf, test } from '../conformance.ts';
import type { Fields, Kube } from '../kube.ts';
import { deployment, pod, service } from '../manifests.ts';
import { complete } from '../rollouts.ts';

/** Waits until the only slice of the Service `web` is as wanted. */
function slice(cluster: Cluster, of: PathOf, what: string, wanted: (endpoints: Fields[], slice: Kube) => boolean) {
  const query = { labelSelector: 'kubernetes.io/service-name=web' };
  return eventually(what, async () => {
    const { items } = await cluster.get(of('endpointslices'), query);
    const [found] = items;
    return items.length === 1 && found !== undefined && wanted((found.endpoints as Fields[] | null) ?? [], found)
      ? found
      : null;
  });
}

const isReady = ({ conditions }: Fields) => (conditions as Fields).ready === true;
const running = ({ status }: Kube) => status.phase === 'Running';

describe('EndpointSlice', () => {
  test('one for a Service, named after it and owned by it', async ({ cluster, of }) => {
    const made = await cluster.create(of('services'), service('web'));
    const found = await slice(cluster, of, 'the slice', () => true);
    expect(found.metadata).toMatchObject({
      name: expect.stringMatching(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/),
      generateName: 'web-',
      labels: {
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': 'web',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: made.metadata.uid, controller: true }],
    });
    // Of nobody there are no endpoints and no ports: null, not an empty list.
    expect(found).toMatchObject({ addressType: 'IPv4', endpoints: null, ports: null });
  });

  test('names each pod with address, node and state', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('web', { ports: [{ name: 'http', port: 80, targetPort: 8080 }] }));
    await cluster.create(of('deployments'), deployment('web', { replicas: 2 }));
    await complete(cluster, of('deployments', 'web'));
    const found = await slice(cluster, of, 'two ready', (endpoints) => endpoints.filter(isReady).length === 2);
    expect(found.ports).toEqual([{ name: 'http', protocol: 'TCP', port: 8080 }]);
    const { items } = await cluster.get(of('pods'));
    const wanted = items.map(({ metadata, spec, status }) => ({
      addresses: [status.podIP],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: spec.nodeName,
      targetRef: { kind: 'Pod', namespace: metadata.namespace, name: metadata.name, uid: metadata.uid },
    }));
    expect(found.endpoints).toEqual(expect.arrayContaining(wanted));
  });

  test('a port by name is looked up in the pod', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('web', { ports: [{ port: 80, targetPort: 'http' }] }));
    const containers = [{ name: 'main', image: 'nginx:1.29', ports: [{ name: 'http', containerPort: 8081 }] }];
    await cluster.create(of('pods'), pod('web', { containers }));
    const found = await slice(cluster, of, 'the pod', (endpoints) => endpoints.some(isReady));
    expect(found.ports).toEqual([{ name: '', protocol: 'TCP', port: 8081 }]);
  });

  test('a pod that is not ready is named, and not to be used', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('web'));
    // The image whose readiness probe fails.
    await cluster.create(
      of('pods'),
      pod('web', { containers: [{ name: 'main', image: 'images.test/never-ready:1' }] }),
    );
    await cluster.settled(of('pods', 'web'), 'running', running);
    const found = await slice(cluster, of, 'the pod', (endpoints) => endpoints.length === 1);
    expect(found.endpoints).toMatchObject([{ conditions: { ready: false, serving: false, terminating: false } }]);
  });

  test('publishNotReadyAddresses: it is to be used all the same', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('web', { publishNotReadyAddresses: true }));
    await cluster.create(
      of('pods'),
      pod('web', { containers: [{ name: 'main', image: 'images.test/never-ready:1' }] }),
    );
    const found = await slice(cluster, of, 'the pod', (endpoints) => endpoints.some(isReady));
    expect(found.endpoints).toMatchObject([{ conditions: { ready: true, serving: false } }]);
  });

  test('a pod on its way out is not ready but may still serve; then it is gone', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('web'));
    const held = pod('web');
    await cluster.create(of('pods'), {
      ...held,
      metadata: { ...held.metadata, finalizers: ['conformance.test/hold'] },
    });
    await slice(cluster, of, 'the pod', (endpoints) => endpoints.some(isReady));
    await cluster.delete(of('pods', 'web'));
    const leaving = await slice(cluster, of, 'leaving', (endpoints) => !endpoints.some(isReady));
    expect(leaving.endpoints).toMatchObject([{ conditions: { ready: false, serving: true, terminating: true } }]);
    await cluster.patch(of('pods', 'web'), { metadata: { finalizers: null } });
    await slice(cluster, of, 'gone', (endpoints) => endpoints.length === 0);
  });

  test('a pod that no longer matches is taken out', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('web'));
    await cluster.create(of('pods'), pod('web'));
    await slice(cluster, of, 'the pod', (endpoints) => endpoints.some(isReady));
    await cluster.patch(of('pods', 'web'), { metadata: { labels: { app: 'aside' } } });
    await slice(cluster, of, 'none', (endpoints) => endpoints.length === 0);
  });

  test('a pod on no node is not named', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('web'));
    await cluster.create(of('pods'), pod('web', { nodeSelector: { no: 'such-node' } }));
    await cluster.create(of('pods'), { ...pod('other'), metadata: { name: 'other', labels: { app: 'web' } } });
    const found = await slice(cluster, of, 'the other pod', (endpoints) => endpoints.some(isReady));
    expect(found.endpoints).toHaveLength(1);
  });

  test('without a selector there is none; it goes with its Service', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('bare', { selector: undefined }));
    await cluster.create(of('services'), service('web'));
    const found = await slice(cluster, of, 'the slice', () => true);
    const { items } = await cluster.get(of('endpointslices'));
    expect(items.map(({ metadata }) => metadata.name)).toEqual([found.metadata.name]);
    await cluster.delete(of('services', 'web'));
    await cluster.gone(of('endpointslices', found.metadata.name));
  });
});
