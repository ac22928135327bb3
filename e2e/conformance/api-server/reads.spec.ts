import { describe, expect } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { expectInvalid, expectRefusal, freshNamespace, test } from '../conformance.ts';
import { type Kube, names } from '../kube.ts';
import { configMap, pod } from '../manifests.ts';
import { pathOf } from '../paths.ts';

/** Config maps with these names and labels, made one after another, in a namespace without the server's own ones. */
async function make(cluster: Cluster, collection: string, all: Record<string, Record<string, string>>): Promise<void> {
  for (const [name, labels] of Object.entries(all)) {
    await cluster.create(collection, { ...configMap(name), metadata: { name, labels: { made: 'here', ...labels } } });
  }
}

const MADE = { labelSelector: 'made=here' };

describe('reads', () => {
  test('get answers with the object, its kind and its version', async ({ cluster, of }) => {
    const created = await cluster.create(of('configmaps'), configMap('a'));
    const { status, body, headers } = await cluster.request('admin', 'GET', of('configmaps', 'a'));
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toEqual(created);
  });

  test('get of what is not there is 404 and names the resource', async ({ cluster, of }) => {
    expectRefusal(await cluster.request('admin', 'GET', of('configmaps', 'absent')), {
      code: 404,
      reason: 'NotFound',
      message: 'configmaps "absent" not found',
      details: { name: 'absent', kind: 'configmaps' },
    });
    // The group is part of the resource's name everywhere but in the core group.
    expectRefusal(await cluster.request('admin', 'GET', of('deployments', 'absent')), {
      code: 404,
      reason: 'NotFound',
      message: 'deployments.apps "absent" not found',
      details: { name: 'absent', group: 'apps', kind: 'deployments' },
    });
  });

  test('a namespace that is not there has empty lists', async ({ cluster }) => {
    const { status, body } = await cluster.request('admin', 'GET', pathOf('pods', 'no-such-namespace'));
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'PodList', items: [] });
  });

  test('a list is ordered by name, carries a version, and its items carry no kind', async ({ cluster, of }) => {
    await make(cluster, of('configmaps'), { b: {}, a: {}, c: {} });
    const list = await cluster.get(of('configmaps'), MADE);
    expect(list).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
    expect(list.metadata).toEqual({ resourceVersion: expect.stringMatching(/^\d+$/) });
    expect(names(list)).toEqual(['a', 'b', 'c']);
    expect(list.items[0]).not.toHaveProperty('kind');
    expect(list.items[0]).not.toHaveProperty('apiVersion');
  });

  test('a list over all namespaces is ordered by namespace, then name', async ({ cluster, ns, of }) => {
    const other = await freshNamespace(cluster);
    for (const path of [of('configmaps'), pathOf('configmaps', other)]) {
      await cluster.create(path, { ...configMap('b'), metadata: { name: 'b', labels: { case: ns } } });
      await cluster.create(path, { ...configMap('a'), metadata: { name: 'a', labels: { case: ns } } });
    }
    const list = await cluster.get('/api/v1/configmaps', { labelSelector: `case=${ns}` });
    const found = list.items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(found).toEqual([ns, other].sort().flatMap((each) => [`${each}/a`, `${each}/b`]));
  });

  test('pages: limit and continue walk the list once, and say how many remain', async ({ cluster, of }) => {
    await make(cluster, of('configmaps'), { a: {}, b: {}, c: {}, d: {} });
    // The server's own certificate bundle is in every namespace, so that five are there.
    await cluster.settled(of('configmaps', 'kube-root-ca.crt'), 'the certificate bundle', () => true);
    const seen: string[] = [];
    const remaining: Array<number | undefined> = [];
    let token = '';
    let version = '';
    do {
      const page = await cluster.get(of('configmaps'), { limit: '2', ...(token === '' ? {} : { continue: token }) });
      seen.push(...names(page));
      remaining.push(page.metadata.remainingItemCount);
      version ||= page.metadata.resourceVersion;
      // Every page is of the same moment.
      expect(page.metadata.resourceVersion).toBe(version);
      token = page.metadata.continue ?? '';
    } while (token !== '');
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'kube-root-ca.crt']);
    expect(remaining).toEqual([3, 1, undefined]);
  });

  test('pages show the moment of the first page, whatever happens meanwhile', async ({ cluster, of }) => {
    await make(cluster, of('configmaps'), { a: {}, b: {}, c: {} });
    const first = await cluster.get(of('configmaps'), { ...MADE, limit: '1' });
    await cluster.delete(of('configmaps', 'b'));
    await make(cluster, of('configmaps'), { d: {} });
    const rest = await cluster.get(of('configmaps'), { ...MADE, continue: first.metadata.continue });
    expect(names(rest)).toEqual(['b', 'c']);
    expect(rest.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
  });

  test('with a selector a page does not say how many remain', async ({ cluster, of }) => {
    await make(cluster, of('configmaps'), { a: {}, b: {} });
    const page = await cluster.get(of('configmaps'), { ...MADE, limit: '1' });
    expect(page.metadata).toEqual({
      resourceVersion: expect.any(String),
      continue: expect.stringMatching(/^[\w-]+$/),
    });
  });

  test('a continue token that is none is refused', async ({ cluster, of }) => {
    const { status, body } = await cluster.request('admin', 'GET', of('pods'), { query: { continue: 'nonsense' } });
    expect([status, body.reason]).toEqual([400, 'BadRequest']);
    // What follows is the decoder's own word about the bytes.
    expect(body.message).toMatch(/^invalid continue token: continue key is not valid: /);
  });

  test('a continue token together with a version is refused', async ({ cluster, of }) => {
    await make(cluster, of('configmaps'), { a: {}, b: {} });
    const { metadata } = await cluster.get(of('configmaps'), { ...MADE, limit: '1' });
    const query = { continue: metadata.continue, resourceVersion: metadata.resourceVersion };
    expectRefusal(await cluster.request('admin', 'GET', of('configmaps'), { query }), {
      code: 400,
      reason: 'BadRequest',
      message: 'specifying resource version is not allowed when using continue',
    });
  });

  test('a limit that is no number is refused', async ({ cluster, of }) => {
    expectRefusal(await cluster.request('admin', 'GET', of('pods'), { query: { limit: 'many' } }), {
      code: 400,
      reason: 'BadRequest',
      message: 'strconv.ParseInt: parsing "many": invalid syntax',
    });
  });

  const SELECTORS: Record<string, string[]> = {
    'tier=web': ['a'],
    'tier==web': ['a'],
    'tier!=web': ['b', 'c'],
    'tier in (web,db)': ['a', 'b'],
    'tier notin (web)': ['b', 'c'],
    tier: ['a', 'b'],
    '!tier': ['c'],
    'tier,size=big': ['b'],
    'size>1': [],
    'tier=': [],
  };
  test('label selectors: equality, sets, existence and conjunction', async ({ cluster, of }) => {
    await make(cluster, of('configmaps'), { a: { tier: 'web' }, b: { tier: 'db', size: 'big' }, c: { size: 'big' } });
    for (const [selector, wanted] of Object.entries(SELECTORS)) {
      const list = await cluster.get(of('configmaps'), { labelSelector: `made=here,${selector}` });
      expect([selector, names(list)]).toEqual([selector, wanted]);
    }
  });

  test('a label selector that cannot be read is refused in the parser words', async ({ cluster, of }) => {
    const refused: Record<string, string> = {
      'a in (b': "unable to parse requirement: found '', expected: ',' or ')'",
      '!a b': "found 'b', expected: ',' or 'end of string'",
      'a=b=c': "found '=', expected: ',' or 'end of string'",
    };
    for (const [labelSelector, message] of Object.entries(refused)) {
      const answer = await cluster.request('admin', 'GET', of('pods'), { query: { labelSelector } });
      expectRefusal(answer, { code: 400, reason: 'BadRequest', message });
    }
  });

  test('field selectors: name and namespace for every kind', async ({ cluster, ns, of }) => {
    await make(cluster, of('configmaps'), { a: {}, b: {} });
    expect(names(await cluster.get(of('configmaps'), { fieldSelector: 'metadata.name=a' }))).toEqual(['a']);
    expect(names(await cluster.get(of('configmaps'), { ...MADE, fieldSelector: 'metadata.name!=a' }))).toEqual(['b']);
    const everywhere = { ...MADE, fieldSelector: `metadata.namespace=${ns}` };
    expect(names(await cluster.get('/api/v1/configmaps', everywhere))).toEqual(['a', 'b']);
  });

  test('field selectors of pods: node and phase', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('free', { nodeSelector: { no: 'such-node' } }));
    await cluster.create(of('pods'), pod('placed'));
    const placed = await cluster.settled(of('pods', 'placed'), 'running', ({ status }) => status.phase === 'Running');
    const select = async (fieldSelector: string) => names(await cluster.get(of('pods'), { fieldSelector }));
    expect(await select(`spec.nodeName=${String(placed.spec.nodeName)}`)).toEqual(['placed']);
    expect(await select('spec.nodeName=')).toEqual(['free']);
    expect(await select('status.phase=Running')).toEqual(['placed']);
    expect(await select('status.phase!=Running,spec.restartPolicy=Always')).toEqual(['free']);
  });

  test('a field that cannot be selected by is refused, with those that can', async ({ cluster, of }) => {
    const ask = (resource: string, fieldSelector: string) =>
      cluster.request('admin', 'GET', of(resource), { query: { fieldSelector } });
    expectRefusal(await ask('configmaps', 'data.key=value'), {
      code: 400,
      reason: 'BadRequest',
      message: '"data.key" is not a known field selector: only "metadata.name", "metadata.namespace"',
    });
    // The kinds with fields of their own say it in other words.
    expectRefusal(await ask('pods', 'spec.priority=1'), {
      code: 400,
      reason: 'BadRequest',
      message: 'field label not supported: spec.priority',
    });
    expectRefusal(await ask('pods', 'nonsense'), {
      code: 400,
      reason: 'BadRequest',
      message: "invalid selector: 'nonsense'; can't understand 'nonsense'",
    });
  });

  test('YAML is answered to one who asks for it', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a'));
    const yaml = { headers: { accept: 'application/yaml' } };
    const { text, headers } = await cluster.request('admin', 'GET', of('configmaps', 'a'), yaml);
    expect(headers['content-type']).toBe('application/yaml');
    expect(text).toMatch(/^apiVersion: v1\ndata:\n {2}key: value\nkind: ConfigMap\nmetadata:\n/);
  });

  test('metadata alone is answered to one who asks for it', async ({ cluster, of }) => {
    const created = await cluster.create(of('configmaps'), configMap('a'));
    const only = async (path: string, kind: string): Promise<Kube> => {
      const headers = { accept: `application/json;as=${kind};v=v1;g=meta.k8s.io` };
      return (await cluster.request('admin', 'GET', path, { headers })).body;
    };
    const { metadata } = created;
    const one = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
    expect(await only(of('configmaps', 'a'), 'PartialObjectMetadata')).toEqual(one);
    const list = await only(`${of('configmaps')}?fieldSelector=metadata.name%3Da`, 'PartialObjectMetadataList');
    expect(list).toMatchObject({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      items: [{ metadata }],
    });
    // Unlike the items of an ordinary list these say what they are.
    expect(list.items[0]).toEqual(one);
  });

  test('a pretty answer is indented', async ({ cluster, of }) => {
    const { text } = await cluster.request('admin', 'GET', of('pods'), { query: { pretty: 'true' } });
    expect(text).toMatch(/^\{\n {2}"kind": "PodList",\n {2}"apiVersion": "v1",\n/);
  });

  test('options of a list that do not fit each other are refused', async ({ cluster, of }) => {
    const about = { group: 'meta.k8s.io', kind: 'ListOptions', name: '' };
    const ask = (query: Record<string, string>) => cluster.request('admin', 'GET', of('pods'), { query });
    expectInvalid(await ask({ resourceVersionMatch: 'Exact' }), about, {
      reason: 'FieldValueForbidden',
      message: 'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      field: 'resourceVersionMatch',
    });
    expectInvalid(await ask({ resourceVersion: '1', resourceVersionMatch: 'Newest' }), about, {
      reason: 'FieldValueNotSupported',
      message: 'Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""',
      field: 'resourceVersionMatch',
    });
    expectInvalid(await ask({ sendInitialEvents: 'true' }), about, {
      reason: 'FieldValueForbidden',
      message: 'Forbidden: sendInitialEvents is forbidden for list',
      field: 'sendInitialEvents',
    });
  });
});
