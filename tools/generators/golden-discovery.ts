// Writes down how a real API server describes the group versions that the sandbox serves: its resource lists, its
// aggregated discovery, and of its OpenAPI the schemas (hashed, without prose) and what each path can be asked.
// Run: node --conditions binnacle-source <this file>
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from '../control-plane/api-client.ts';
import { type RealCluster, startTestCluster } from '../control-plane/real-cluster.ts';
import { mapValues, type Schema, sorted, withoutProse } from './open-api-schema.ts';
import { KINDS } from './served-kinds.ts';

const FOLDER = join(import.meta.dirname, '../../libs/sandbox/src/control-plane/api-server/discovery/testdata');

interface Operation {
  'x-kubernetes-action'?: string;
  'x-kubernetes-group-version-kind'?: { kind: string };
  parameters?: { name?: string; in?: string }[];
  requestBody?: { content: Record<string, unknown> };
}

interface OpenApi {
  components: { schemas: Record<string, Schema> };
  paths: Record<string, Record<string, Operation>>;
}

const METHODS = ['delete', 'get', 'patch', 'post', 'put'];

function operations(path: Record<string, Operation>): Record<string, string> {
  const known = Object.entries(path).filter(([method]) => METHODS.includes(method));
  return Object.fromEntries(
    known.map(([method, operation]) => {
      const { 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': served } = operation;
      const parameters = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
      const bodies = Object.keys(operation.requestBody?.content ?? {});
      return [method, `${action} ${served?.kind} (${parameters.join(' ')}) ${bodies.join(' ')}`.trim()];
    }),
  );
}

function hash(schema: Schema): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(withoutProse(schema))))
    .digest('hex')
    .slice(0, 12);
}

async function describe(cluster: RealCluster): Promise<Record<string, unknown>> {
  const { api } = cluster;
  const roots = Object.keys(KINDS);
  const openApi: Record<string, unknown> = {};
  const resources: Record<string, unknown> = {};
  for (const root of roots) {
    const { components, paths } = await api.get<OpenApi>(`/openapi/v3/${root}`);
    openApi[root] = {
      schemas: mapValues(components.schemas, hash),
      paths: mapValues(paths, operations),
    };
    resources[root] = await api.get(`/${root}`);
  }
  const aggregating = new ApiClient({
    server: cluster.server,
    certificateAuthority: cluster.certificateAuthority,
    token: cluster.token(),
    headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
  });
  const groups = new Set(roots.map((root) => root.split('/')[1]));
  const all = await aggregating.get<{ items: { metadata: { name: string } }[] }>('/apis');
  const aggregated = {
    '/api': await aggregating.get('/api'),
    '/apis': { ...all, items: all.items.filter(({ metadata }) => groups.has(metadata.name)) },
  };
  aggregating.close();
  const list = await api.get<{ groups: { name: string }[] }>('/apis');
  const index = {
    '/api': await api.get('/api'),
    '/apis': { ...list, groups: list.groups.filter(({ name }) => groups.has(name)) },
  };
  return { aggregated, index, 'open-api': openApi, resources };
}

const cluster = await startTestCluster({ controllers: false, kwok: false });
try {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, content] of Object.entries(await describe(cluster))) {
    writeFileSync(
      join(FOLDER, `${name}.json`),
      `${JSON.stringify(content, null, 1).replace(/"192\.0\.2\.1:\d+"/, '"<address>"')}\n`,
    );
  }
} finally {
  await cluster.stop();
}
