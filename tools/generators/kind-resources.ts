// Writes libs/sandbox/src/kinds/schema/data/resources.json: names, scope, verbs and subresources of our kinds as a real API
// server's discovery tells them, and the columns of its tables. Run: node --conditions binnacle-source <this file>
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from '../control-plane/api-client.ts';
import { startTestCluster } from '../control-plane/real-cluster.ts';
import { METRICS_RESOURCES } from './metrics-definitions.ts';
import { KINDS } from './served-kinds.ts';

const FILE = join(import.meta.dirname, '../../libs/sandbox/src/kinds/schema/data/resources.json');

/** Subresources that the sandbox serves; the others it does not tell of. */
const SUBRESOURCES = ['binding', 'eviction', 'exec', 'finalize', 'log', 'scale', 'status'];

/** A kind in the discovery of its group. */
export interface Resource {
  group: string;
  version: string;
  resource: string;
  responseKind: { group: string; version: string; kind: string };
  scope: 'Cluster' | 'Namespaced';
  singularResource: string;
  verbs: string[];
  subresources?: { subresource: string }[];
  columns?: Column[];
}

interface Column {
  name: string;
  type: string;
  format: string;
  priority: number;
}

interface Discovery {
  items: {
    metadata: { name?: string };
    versions: { version: string; resources: Omit<Resource, 'group' | 'version'>[] }[];
  }[];
}

/** The versions of a group, in the order in which the server tells of them. */
function versionsOf({ metadata, versions }: Discovery['items'][number]) {
  return versions.map((one) => ({ group: metadata.name ?? '', ...one }));
}

const DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

const cluster = await startTestCluster({ controllers: false, kwok: false });
const { server, certificateAuthority } = cluster;
const client = (accept: string) =>
  new ApiClient({ server, certificateAuthority, token: cluster.token(), headers: { accept } });
const [discovery, tables] = [client(DISCOVERY), client(TABLE)];

async function columnsOf(root: string, resource: unknown, verbs: unknown[]): Promise<Column[] | undefined> {
  if (!verbs.includes('list')) return undefined;
  const table = await tables.get<{ columnDefinitions: (Column & { description: string })[] }>(`/${root}/${resource}`);
  return table.columnDefinitions.map(({ description: _, ...column }) => column);
}

try {
  const groups = [
    ...(await discovery.get<Discovery>('/api')).items,
    ...(await discovery.get<Discovery>('/apis')).items,
  ];
  const lines: string[] = [];
  for (const { group, version, resources } of groups.flatMap(versionsOf)) {
    const root = group === '' ? `api/${version}` : `apis/${group}/${version}`;
    for (const resource of resources) {
      if (!KINDS[root]?.includes(resource.responseKind.kind)) continue;
      const subresources = resource.subresources?.filter((one) => SUBRESOURCES.includes(one.subresource)) ?? [];
      const columns = await columnsOf(root, resource.resource, resource.verbs);
      const kept = { group, version, ...resource, subresources, ...(columns && { columns }) };
      lines.push(JSON.stringify(subresources.length > 0 ? kept : { ...kept, subresources: undefined }));
    }
  }
  lines.push(...METRICS_RESOURCES.map((resource) => JSON.stringify(resource)));
  writeFileSync(FILE, `[\n${lines.join(',\n')}\n]\n`);
} finally {
  discovery.close();
  tables.close();
  await cluster.stop();
}
