import { describe, expect } from 'vitest';
import { expectRefusal, test } from '../conformance.ts';
import { names } from '../kube.ts';
import { configMap } from '../manifests.ts';

const MADE = { labelSelector: 'made=here' };
const made = (name: string) => ({ ...configMap(name), metadata: { name, labels: { made: 'here' } } });

/** What a resourceVersion in a read means. */
describe('versions', () => {
  test('every write gives the object a higher version, and later lists are at least as new', async ({
    cluster,
    of,
  }) => {
    const one = await cluster.create(of('configmaps'), made('a'));
    const two = await cluster.patch(of('configmaps', 'a'), { data: { key: 'other' } });
    const list = await cluster.get(of('configmaps'));
    expect(Number(two.metadata.resourceVersion)).toBeGreaterThan(Number(one.metadata.resourceVersion));
    expect(Number(list.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(two.metadata.resourceVersion));
  });

  test('a write that changes nothing leaves the version as it is', async ({ cluster, of }) => {
    const one = await cluster.create(of('configmaps'), made('a'));
    const two = await cluster.update(of('configmaps', 'a'), one);
    expect(two).toEqual(one);
  });

  test('a list of any age answers, at version 0', async ({ cluster, of }) => {
    const { status, body } = await cluster.request('admin', 'GET', of('configmaps'), {
      query: { resourceVersion: '0' },
    });
    expect(status).toBe(200);
    expect(body.metadata.resourceVersion).toMatch(/^[1-9]\d*$/);
  });

  test('at least this version: the list has it', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), made('a'));
    const { metadata } = await cluster.create(of('configmaps'), made('b'));
    const said: Array<Record<string, string>> = [{}, { resourceVersionMatch: 'NotOlderThan' }];
    for (const more of said) {
      const list = await cluster.get(of('configmaps'), { ...MADE, resourceVersion: metadata.resourceVersion, ...more });
      expect(names(list)).toEqual(['a', 'b']);
      expect(Number(list.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(metadata.resourceVersion));
    }
  });

  test('exactly this version: the list is of that moment', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), made('a'));
    await cluster.create(of('configmaps'), made('b'));
    await cluster.delete(of('configmaps', 'a'));
    const exact = { resourceVersion: metadata.resourceVersion, resourceVersionMatch: 'Exact' };
    const list = await cluster.get(of('configmaps'), { ...MADE, ...exact });
    expect(names(list)).toEqual(['a']);
    expect(list.metadata).toEqual({ resourceVersion: metadata.resourceVersion });
  });

  test('a limit with a version means exactly this version', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(of('configmaps'), made('a'));
    await cluster.create(of('configmaps'), made('b'));
    const list = await cluster.get(of('configmaps'), {
      ...MADE,
      limit: '5',
      resourceVersion: metadata.resourceVersion,
      resourceVersionMatch: 'Exact',
    });
    expect(names(list)).toEqual(['a']);
  });

  test('a version of the future is waited for and then timed out', async ({ cluster, of }) => {
    const query = { resourceVersion: '999999999' };
    const answer = await cluster.request('admin', 'GET', of('configmaps'), { query });
    expect(answer.body.message).toMatch(/^Timeout: Too large resource version: 999999999, current: \d+$/);
    expectRefusal(answer, {
      code: 504,
      reason: 'Timeout',
      message: answer.body.message,
      details: {
        causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
        retryAfterSeconds: 1,
      },
    });
  });

  test('a get may ask for any age too', async ({ cluster, of }) => {
    const created = await cluster.create(of('configmaps'), made('a'));
    const { resourceVersion } = created.metadata;
    expect(await cluster.get(of('configmaps', 'a'), { resourceVersion })).toEqual(created);
    expect((await cluster.get(of('configmaps', 'a'), { resourceVersion: '0' })).metadata.uid).toBe(
      created.metadata.uid,
    );
  });

  test('a version that is no number is refused', async ({ cluster, of }) => {
    expectRefusal(await cluster.request('admin', 'GET', of('pods'), { query: { resourceVersion: 'new' } }), {
      code: 400,
      reason: 'BadRequest',
      message:
        'invalid resource version: resourceVersion: Invalid value: "new": strconv.ParseUint: parsing "new": invalid syntax',
    });
  });
});
