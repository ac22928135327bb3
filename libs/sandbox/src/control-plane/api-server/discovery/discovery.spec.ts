import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFields } from '../../../object.js';
import {
  aggregatedDiscovery,
  coreVersions,
  group,
  groupList,
  openApiDocument,
  openApiIndex,
  resourceList,
} from './index.js';

/** What a real API server tells, recorded by tools/generators/golden-discovery.ts. */
function recorded<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, `testdata/${name}.json`), 'utf8')) as T;
}

/** What the real server has in the same group versions and the sandbox does not. */
const NOT_SERVED = new Set([
  ...['componentstatuses', 'limitranges', 'podtemplates', 'replicationcontrollers', 'resourcequotas'],
  ...['csidrivers', 'csinodes', 'csistoragecapacities', 'volumeattachments', 'volumeattributesclasses'],
  ...['ipaddresses', 'servicecidrs'],
]);
const SUBRESOURCES_NOT_SERVED = new Set([
  ...['attach', 'ephemeralcontainers', 'portforward', 'proxy', 'resize', 'token'],
]);

function isServed(name: string): boolean {
  const [resource = '', subresource = ''] = name.split('/');
  return !NOT_SERVED.has(resource) && !SUBRESOURCES_NOT_SERVED.has(subresource);
}

interface Named {
  name: string;
  storageVersionHash?: string;
}

test('resource lists are the real ones, but for what is not served', () => {
  const lists = recorded<Record<string, { resources: Named[] }>>('resources');
  for (const [root, list] of Object.entries(lists)) {
    const [version = '', name = ''] = root.split('/').slice(1).reverse();
    const resources = list.resources
      .filter((one) => isServed(one.name))
      .map(({ storageVersionHash: _, ...told }) => told);
    expect(resourceList(name, version)).toEqual({ ...list, resources });
  }
});

interface Discovery {
  items: { metadata: Partial<Named>; versions: { version: string; resources: Aggregated[] }[] }[];
}

interface Aggregated {
  resource: string;
  subresources?: { subresource: string }[];
}

function reduced({ subresources, ...resource }: Aggregated): Aggregated {
  const kept = subresources?.filter((one) => isServed(`/${one.subresource}`)) ?? [];
  return kept.length === 0 ? resource : { ...resource, subresources: kept };
}

test('aggregated discovery is the real one, but for what is not served', () => {
  for (const [root, real] of Object.entries(recorded<Record<string, Discovery>>('aggregated'))) {
    const ours = aggregatedDiscovery(root as '/api' | '/apis') as Discovery;
    const served = ours.items.filter(({ metadata }) => metadata.name !== 'metrics.k8s.io');
    const items = real.items.map((item) => ({
      ...item,
      versions: item.versions
        .filter(({ version }) => item.metadata.name !== 'autoscaling' || version === 'v2')
        .map((one) => ({ ...one, resources: one.resources.filter((r) => isServed(r.resource)).map(reduced) })),
    }));
    expect({ ...ours, items: served }).toEqual({ ...real, items });
  }
});

test('groups are told of in the real order', () => {
  const real = recorded<Record<string, { groups: Named[] }>>('index');
  const ours = groupList() as { groups: Named[] };
  const names = ours.groups.map(({ name }) => name);
  expect(names).toEqual([...(real['/apis']?.groups ?? []).map(({ name }) => name), 'metrics.k8s.io']);
  expect(group('apps')).toMatchObject(real['/apis']?.groups.find(({ name }) => name === 'apps') ?? {});
  expect([group('nope'), resourceList('apps', 'v2')]).toEqual([undefined, undefined]);
  const address = '127.0.0.1:6443';
  const cidrs = [{ clientCIDR: '0.0.0.0/0', serverAddress: address }];
  expect(coreVersions(address)).toEqual({ ...real['/api'], serverAddressByClientCIDRs: cidrs });
});

interface Recorded {
  schemas: Record<string, string>;
  paths: Record<string, Record<string, string>>;
}

interface Document {
  components: { schemas: Record<string, unknown> };
  paths: Record<string, { patch?: Operation }>;
}

interface Operation {
  'x-kubernetes-group-version-kind': { kind: string };
  parameters: { name: string }[];
  requestBody: { content: object };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function hash(schema: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(schema)))
    .digest('hex')
    .slice(0, 12);
}

const recordedOpenApi = recorded<Record<string, Recorded>>('open-api');

test.each(Object.keys(recordedOpenApi))('the schemas of %s are the real ones without their prose', (root) => {
  const { components } = openApiDocument(root, '1.37') as Document;
  const hashes = Object.fromEntries(Object.entries(components.schemas).map(([name, schema]) => [name, hash(schema)]));
  expect(Object.keys(hashes).length).toBeGreaterThan(5);
  expect(recordedOpenApi[root]?.schemas).toMatchObject(hashes);
});

test.each(Object.keys(recordedOpenApi))('what can be patched in %s, and how, is as in the real document', (root) => {
  const { paths } = openApiDocument(root, '1.37') as Document;
  const said = Object.entries(paths).map(([path, { patch }]) => {
    const names = patch?.parameters.map(({ name }) => name).join(' ');
    const kind = patch?.['x-kubernetes-group-version-kind'].kind;
    return [path, `patch ${kind} (${names}) ${Object.keys(patch?.requestBody.content ?? {}).join(' ')}`];
  });
  const real = Object.entries(recordedOpenApi[root]?.paths ?? {})
    .filter(([path]) => path.split('/').every((part) => isServed(part) && isServed(`/${part}`)))
    .flatMap(([path, { patch }]) => (patch ? [[path, patch]] : []));
  expect(Object.fromEntries(said)).toEqual(Object.fromEntries(real));
});

test('each document has an address of its own in the index', () => {
  const { paths } = openApiIndex('1.37') as { paths: Record<string, { serverRelativeURL: string }> };
  expect(Object.keys(paths)).toContain('apis/apps/v1');
  expect(paths['api/v1']?.serverRelativeURL).toMatch(/^\/openapi\/v3\/api\/v1\?hash=[0-9A-F]{128}$/);
  expect(openApiDocument('apis/apps/v2', '1.37')).toBeUndefined();
});
