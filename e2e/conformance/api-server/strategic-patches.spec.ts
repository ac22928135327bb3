import { describe, expect } from 'vitest';
import { type Answer, type Cluster, PATCH } from '../cluster.ts';
import { expectInvalid, expectRefusal, test } from '../conformance.ts';
import { at, type Fields, type Kube } from '../kube.ts';
import { configMap, deployment, service } from '../manifests.ts';

function send(cluster: Cluster, path: string, body: unknown): Promise<Answer> {
  return cluster.request('admin', 'PATCH', path, { body, headers: { 'content-type': PATCH.strategic } });
}

const ofTemplate = (spec: Fields) => ({ spec: { template: { spec } } });
const containers = (object: Kube) => at(object, 'spec.template.spec.containers') as Fields[];
const inShort = (object: Kube) => containers(object).map(({ name, image }) => `${String(name)} ${String(image)}`);

/** Two containers, paused so that nothing comes of it. */
function two(cluster: Cluster, path: string): Promise<Kube> {
  const both = [
    { name: 'web', image: 'nginx:1.29', env: [{ name: 'A', value: '1' }], ports: [{ containerPort: 80 }] },
    { name: 'log', image: 'busybox:1.37' },
  ];
  return cluster.create(path, deployment('a', { replicas: 0, paused: true }, { containers: both }));
}

describe('strategic merge patch', () => {
  test('a container is found by its name; the other stays', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const { status, body } = await send(
      cluster,
      of('deployments', 'a'),
      ofTemplate({ containers: [{ name: 'web', image: 'nginx:1.30' }] }),
    );
    expect(status).toBe(200);
    expect(inShort(body)).toEqual(['web nginx:1.30', 'log busybox:1.37']);
    expect(containers(body)[0]?.env).toEqual([{ name: 'A', value: '1' }]);
  });

  test('a container with a new name comes first', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const patch = ofTemplate({ containers: [{ name: 'new', image: 'redis:8.2' }] });
    const { body } = await send(cluster, of('deployments', 'a'), patch);
    expect(inShort(body)).toEqual(['new redis:8.2', 'web nginx:1.29', 'log busybox:1.37']);
  });

  test('variables are merged by name, ports by number', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const web = { name: 'web', env: [{ name: 'B', value: '2' }], ports: [{ containerPort: 80, name: 'http' }] };
    const { body } = await send(cluster, of('deployments', 'a'), ofTemplate({ containers: [web] }));
    expect(containers(body)[0]).toMatchObject({
      env: [
        { name: 'B', value: '2' },
        { name: 'A', value: '1' },
      ],
      ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }],
    });
  });

  test('$setElementOrder gives the order', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const order = [{ name: 'log' }, { name: 'new' }, { name: 'web' }];
    const added = [{ name: 'new', image: 'redis:8.2' }];
    const patch = ofTemplate({ '$setElementOrder/containers': order, containers: added });
    const { body } = await send(cluster, of('deployments', 'a'), patch);
    expect(inShort(body)).toEqual(['log busybox:1.37', 'new redis:8.2', 'web nginx:1.29']);
  });

  test('$patch: delete takes one element away', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const patch = ofTemplate({ containers: [{ name: 'log', $patch: 'delete' }] });
    const { body } = await send(cluster, of('deployments', 'a'), patch);
    expect(inShort(body)).toEqual(['web nginx:1.29']);
  });

  test('$patch: replace in a list replaces the list', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const patch = ofTemplate({ containers: [{ $patch: 'replace' }, { name: 'new', image: 'redis:8.2' }] });
    const { body } = await send(cluster, of('deployments', 'a'), patch);
    expect(inShort(body)).toEqual(['new redis:8.2']);
  });

  test('$patch: replace in a map replaces the map', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const patch = { spec: { strategy: { $patch: 'replace', type: 'Recreate' } } };
    const { body } = await send(cluster, of('deployments', 'a'), patch);
    expect(body.spec.strategy).toEqual({ type: 'Recreate' });
  });

  test('$retainKeys keeps what it names', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    const { body } = await send(cluster, of('deployments', 'a'), patch);
    expect(body.spec.strategy).toEqual({ type: 'Recreate' });
  });

  test('without it the rest of the old strategy is left over, and refused', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const answer = await send(cluster, of('deployments', 'a'), { spec: { strategy: { type: 'Recreate' } } });
    expectInvalid(
      answer,
      { kind: 'Deployment', group: 'apps', name: 'a' },
      {
        reason: 'FieldValueForbidden',
        message: "Forbidden: may not be specified when strategy `type` is 'Recreate'",
        field: 'spec.strategy.rollingUpdate',
      },
    );
  });

  test('null removes a key', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a', { one: '1', two: '2' }));
    const { body } = await send(cluster, of('configmaps', 'a'), { data: { one: null } });
    expect(body.data).toEqual({ two: '2' });
  });

  test('a list of plain values is merged; $deleteFromPrimitiveList takes away', async ({ cluster, of }) => {
    const metadata = { name: 'a', finalizers: ['conformance.test/a'] };
    await cluster.create(of('configmaps'), { metadata });
    const more = { metadata: { finalizers: ['conformance.test/b'] } };
    const { body } = await send(cluster, of('configmaps', 'a'), more);
    expect([...(body.metadata.finalizers ?? [])].sort()).toEqual(['conformance.test/a', 'conformance.test/b']);
    const less = { metadata: { '$deleteFromPrimitiveList/finalizers': ['conformance.test/a'] } };
    const { body: after } = await send(cluster, of('configmaps', 'a'), less);
    expect(after.metadata.finalizers).toEqual(['conformance.test/b']);
    await cluster.patch(of('configmaps', 'a'), { metadata: { finalizers: null } });
  });

  test('a list without a merge key is replaced', async ({ cluster, of }) => {
    const web = { name: 'web', image: 'nginx:1.29', args: ['a', 'b'] };
    await cluster.create(of('deployments'), deployment('a', { replicas: 0, paused: true }, { containers: [web] }));
    const patch = ofTemplate({ containers: [{ name: 'web', args: ['c'] }] });
    const { body } = await send(cluster, of('deployments', 'a'), patch);
    expect(containers(body)[0]?.args).toEqual(['c']);
  });

  test('the ports of a Service are merged by their number', async ({ cluster, of }) => {
    const ports = [
      { name: 'http', port: 80 },
      { name: 'https', port: 443 },
    ];
    await cluster.create(of('services'), service('a', { ports }));
    const { body } = await send(cluster, of('services', 'a'), { spec: { ports: [{ port: 443, targetPort: 8443 }] } });
    expect(body.spec.ports).toEqual([
      { name: 'http', protocol: 'TCP', port: 80, targetPort: 80 },
      { name: 'https', protocol: 'TCP', port: 443, targetPort: 8443 },
    ]);
  });

  test('an element without its merge key, or with an unknown directive, is an error of the server', async ({
    cluster,
    of,
  }) => {
    await two(cluster, of('deployments'));
    // Both are 500, without a reason, in Go's way of writing a map.
    expectRefusal(await send(cluster, of('deployments', 'a'), ofTemplate({ containers: [{ image: 'x' }] })), {
      code: 500,
      message: 'map: map[image:x] does not contain declared merge key: name',
    });
    const unknown = ofTemplate({ containers: [{ name: 'web', $patch: 'mend' }] });
    expectRefusal(await send(cluster, of('deployments', 'a'), unknown), {
      code: 500,
      message: 'unknown patch type: mend in map: map[$patch:mend name:web]',
    });
  });

  test('what no container is left of is refused', async ({ cluster, of }) => {
    await two(cluster, of('deployments'));
    const gone = ['web', 'log'].map((name) => ({ name, $patch: 'delete' }));
    const answer = await send(cluster, of('deployments', 'a'), ofTemplate({ containers: gone }));
    expectInvalid(
      answer,
      { kind: 'Deployment', group: 'apps', name: 'a' },
      {
        reason: 'FieldValueRequired',
        message: 'Required value',
        field: 'spec.template.spec.containers',
      },
    );
  });
});
