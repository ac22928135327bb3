import { describe, expect, inject } from 'vitest';
import { expectInvalid, freshNamespace, test } from '../conformance.ts';
import { configMap, deployment } from '../manifests.ts';
import { pathOf } from '../paths.ts';
import type { Watch } from '../watch.ts';

const labelled = (name: string, labels: Record<string, string>) => ({
  ...configMap(name),
  metadata: { name, labels },
});
const MADE = { labelSelector: 'made=here' };
const made = (name: string) => labelled(name, { made: 'here' });
const version = ({ metadata }: { metadata: { resourceVersion: string } }) => metadata.resourceVersion;

describe('watch', () => {
  test('from a list on: what is added, changed and deleted, in order', async ({ cluster, of }) => {
    const list = await cluster.get(of('configmaps'));
    const watch = await cluster.watch('admin', of('configmaps'), { ...MADE, resourceVersion: version(list) });
    expect(watch.contentType).toBe('application/json');
    const created = await cluster.create(of('configmaps'), made('a'));
    const changed = await cluster.patch(of('configmaps', 'a'), { data: { key: 'other' } });
    await cluster.delete(of('configmaps', 'a'));
    // Unlike the items of a list, the objects of a watch say what they are.
    expect(await watch.next()).toEqual({ type: 'ADDED', object: created });
    expect(await watch.next()).toEqual({ type: 'MODIFIED', object: changed });
    const { type, object } = await watch.next();
    expect(type).toBe('DELETED');
    // The last state of the object, at the version of its deletion.
    expect(object).toEqual({ ...changed, metadata: { ...changed.metadata, resourceVersion: version(object) } });
    expect(Number(version(object))).toBeGreaterThan(Number(version(changed)));
    watch.close();
  });

  test('from an earlier version: history is replayed', async ({ cluster, of }) => {
    const list = await cluster.get(of('configmaps'));
    await cluster.create(of('configmaps'), made('a'));
    await cluster.patch(of('configmaps', 'a'), { data: { key: 'other' } });
    await cluster.delete(of('configmaps', 'a'));
    const watch = await cluster.watch('admin', of('configmaps'), { ...MADE, resourceVersion: version(list) });
    expect([await watch.said(), await watch.said(), await watch.said()]).toEqual([
      'ADDED a',
      'MODIFIED a',
      'DELETED a',
    ]);
    watch.close();
  });

  test('the version named is not repeated', async ({ cluster, of }) => {
    const one = await cluster.create(of('configmaps'), made('a'));
    const watch = await cluster.watch('admin', of('configmaps'), { ...MADE, resourceVersion: version(one) });
    await cluster.create(of('configmaps'), made('b'));
    expect(await watch.said()).toBe('ADDED b');
    watch.close();
  });

  for (const [title, query] of [
    ['without a version', {}],
    ['from version 0', { resourceVersion: '0' }],
  ] as const) {
    test(`${title}: what exists is added first`, async ({ cluster, of }) => {
      const { metadata } = await cluster.create(of('configmaps'), made('b'));
      await cluster.create(of('configmaps'), made('a'));
      // Version 0 may be any moment: make sure that the server's cache has seen this one.
      await cluster.get(of('configmaps'), { resourceVersion: metadata.resourceVersion });
      const watch = await cluster.watch('admin', of('configmaps'), { ...MADE, ...query });
      const first = [await watch.said(), await watch.said()].sort();
      await cluster.create(of('configmaps'), made('c'));
      expect([...first, await watch.said()]).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
      watch.close();
    });
  }

  test('a name: only this object', async ({ cluster, of }) => {
    const watch = await cluster.watch('admin', of('configmaps'), { fieldSelector: 'metadata.name=b' });
    await cluster.create(of('configmaps'), made('a'));
    await cluster.create(of('configmaps'), made('b'));
    await cluster.delete(of('configmaps', 'a'));
    await cluster.delete(of('configmaps', 'b'));
    expect([await watch.said(), await watch.said()]).toEqual(['ADDED b', 'DELETED b']);
    watch.close();
  });

  test('an object that comes to match is ADDED, one that no longer does is DELETED', async ({ cluster, of }) => {
    const list = await cluster.get(of('configmaps'));
    const watch = await cluster.watch('admin', of('configmaps'), {
      labelSelector: 'show=yes',
      resourceVersion: version(list),
    });
    await cluster.create(of('configmaps'), labelled('a', { show: 'no' }));
    const relabel = (show: string | null) => cluster.patch(of('configmaps', 'a'), { metadata: { labels: { show } } });
    await relabel('yes');
    const hidden = await relabel('no');
    await relabel('yes');
    await cluster.patch(of('configmaps', 'a'), { data: { key: 'other' } });
    expect(await watch.said()).toBe('ADDED a');
    const { type, object } = await watch.next();
    expect(type).toBe('DELETED');
    // It is shown as it was while it still matched, at the version of the change that took it away.
    expect(object.metadata).toMatchObject({ labels: { show: 'yes' }, resourceVersion: version(hidden) });
    expect([await watch.said(), await watch.said()]).toEqual(['ADDED a', 'MODIFIED a']);
    watch.close();
  });

  test('over all namespaces', async ({ cluster, ns, of }) => {
    const other = await freshNamespace(cluster);
    const watch = await cluster.watch('admin', '/api/v1/configmaps', { labelSelector: `case=${ns}` });
    await cluster.create(of('configmaps'), labelled('a', { case: ns }));
    await cluster.create(pathOf('configmaps', other), labelled('a', { case: ns }));
    expect((await watch.next()).object.metadata.namespace).toBe(ns);
    expect((await watch.next()).object.metadata.namespace).toBe(other);
    watch.close();
  });

  test('a change of the status alone is a change', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 1, paused: true }));
    const watch = await cluster.watch('admin', of('deployments'));
    const seen = ({ object }: { object: { status: object } }) => 'observedGeneration' in object.status;
    const { object } = await watch.until('a status', seen);
    expect(object.metadata.generation).toBe(1);
    watch.close();
  });

  test('the versions of the events of one kind only grow', async ({ cluster, of }) => {
    const watch = await cluster.watch('admin', of('configmaps'), MADE);
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(names.map((name) => cluster.create(of('configmaps'), made(name))));
    await Promise.all(names.map((name) => cluster.patch(of('configmaps', name), { data: { key: name } })));
    const versions: number[] = [];
    for (let event = 0; event < 12; event += 1) versions.push(Number(version((await watch.next()).object)));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(12);
    watch.close();
  });

  test('timeoutSeconds: the server ends the watch in time and without a word', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), made('a'));
    const watch = await cluster.watch('admin', of('configmaps'), { ...MADE, timeoutSeconds: '1' });
    expect((await watch.untilEnd(10_000)).map(({ type }) => type)).toEqual(['ADDED']);
  });

  test('a bookmark comes before the end: nothing but a version', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), made('a'));
    // The server tries once, two seconds before the end, and promises nothing: of several watches one has to bring it.
    const tries = ['4', '6', '8', '10'].map(async (timeoutSeconds) => {
      const query = { resourceVersion: metadata.resourceVersion, allowWatchBookmarks: 'true', timeoutSeconds };
      const watch = await cluster.watch('admin', of('configmaps'), query);
      return watch.until('a bookmark', ({ type }) => type === 'BOOKMARK').finally(() => watch.close());
    });
    const bookmark = await Promise.any(tries);
    expect(bookmark.object).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
    });
    expect(Number(version(bookmark.object))).toBeGreaterThanOrEqual(Number(metadata.resourceVersion));
  });

  test('without being asked for, no bookmark comes', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), made('a'));
    const query = { ...MADE, resourceVersion: metadata.resourceVersion, timeoutSeconds: '4' };
    const watch = await cluster.watch('admin', of('configmaps'), query);
    expect(await watch.untilEnd(15_000)).toEqual([]);
  });

  test('a version that the server has forgotten is gone: 410 as an event', async ({ cluster, of }) => {
    const resourceVersion = inject('forgottenVersion');
    const watch = await cluster.watch('admin', of('configmaps'), { resourceVersion });
    // The answer itself is 200: the refusal is the first and only event.
    expect(watch.status).toBe(200);
    const events = await watch.untilEnd();
    expect(events).toEqual([
      {
        type: 'ERROR',
        object: {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message: expect.stringMatching(new RegExp(`^too old resource version: ${resourceVersion} \\(\\d+\\)$`)),
          reason: 'Expired',
          code: 410,
        },
      },
    ]);
  });

  test('a version of the future brings nothing until it comes', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), made('a'));
    const query = { ...MADE, resourceVersion: '999999999', timeoutSeconds: '1' };
    const watch = await cluster.watch('admin', of('configmaps'), query);
    expect([watch.status, await watch.untilEnd()]).toEqual([200, []]);
  });

  test('a version that is no number is an error of the server', async ({ cluster, of }) => {
    const watch = await cluster.watch('admin', of('configmaps'), { resourceVersion: 'new' });
    // 500 and without a reason, where a list says 400 and BadRequest.
    expect(watch.status).toBe(500);
    expect(await watch.refusal()).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'resourceVersion: Invalid value: "new": strconv.ParseUint: parsing "new": invalid syntax',
      code: 500,
    });
  });
});

const INITIAL = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' };

async function initial(watch: Watch): Promise<string[]> {
  const said: string[] = [];
  for (;;) {
    const { type, object } = await watch.next();
    if (type === 'BOOKMARK') {
      expect(object.metadata).toEqual({
        resourceVersion: expect.stringMatching(/^[1-9]\d*$/),
        annotations: { 'k8s.io/initial-events-end': 'true' },
      });
      return said;
    }
    said.push(`${type} ${object.metadata.name}`);
  }
}

/** A list and its watch in one request. */
describe('watch list', () => {
  test('what exists, a bookmark that says so, then what happens', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), made('a'));
    await cluster.create(of('configmaps'), made('b'));
    const watch = await cluster.watch('admin', of('configmaps'), { ...MADE, ...INITIAL });
    expect((await initial(watch)).sort()).toEqual(['ADDED a', 'ADDED b']);
    await cluster.delete(of('configmaps', 'a'));
    // More bookmarks may come at any time.
    const { type, object } = await watch.until('an event', (event) => event.type !== 'BOOKMARK');
    expect([type, object.metadata.name]).toEqual(['DELETED', 'a']);
    watch.close();
  });

  test('nothing exists: the bookmark comes at once', async ({ cluster, of }) => {
    const watch = await cluster.watch('admin', of('configmaps'), { ...MADE, ...INITIAL });
    expect(await initial(watch)).toEqual([]);
    watch.close();
  });

  test('as of a version: what is in it is among the first events', async ({ cluster, of }) => {
    const created = await cluster.create(of('configmaps'), made('a'));
    const query = { ...MADE, ...INITIAL, resourceVersion: version(created) };
    const watch = await cluster.watch('admin', of('configmaps'), query);
    expect(await initial(watch)).toEqual(['ADDED a']);
    watch.close();
  });

  test('without saying how the version is meant it is refused', async ({ cluster, of }) => {
    const query = { watch: 'true', sendInitialEvents: 'true' };
    const about = { group: 'meta.k8s.io', kind: 'ListOptions', name: '' };
    expectInvalid(await cluster.request('admin', 'GET', of('configmaps'), { query }), about, {
      reason: 'FieldValueForbidden',
      message: 'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      field: 'resourceVersionMatch',
    });
  });
});
