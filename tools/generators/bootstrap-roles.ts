// Writes libs/sandbox/src/control-plane/api-server/authorization/data/bootstrap-roles.json: the roles and bindings that a
// real API server makes when it starts. Run: node --conditions binnacle-source <this file>
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../control-plane/poll.ts';
import { startTestCluster } from '../control-plane/real-cluster.ts';

const TARGET = join(
  import.meta.dirname,
  '../../libs/sandbox/src/control-plane/api-server/authorization/data/bootstrap-roles.json',
);
const API_VERSION = 'rbac.authorization.k8s.io/v1';
const KINDS = {
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  RoleBinding: 'rolebindings',
};
const BOOTSTRAP = 'labelSelector=kubernetes.io/bootstrapping%3Drbac-defaults';

interface Recorded {
  metadata: Record<string, unknown>;
  aggregationRule?: unknown;
  rules?: unknown[] | null;
  [field: string]: unknown;
}

/** Without what the server adds to every object that it stores. */
function asMade(kind: string, { metadata, apiVersion: _, kind: __, ...rest }: Recorded): object {
  const { name, namespace, labels, annotations } = metadata;
  return { apiVersion: API_VERSION, kind, metadata: { name, namespace, labels, annotations }, ...rest };
}

const cluster = await startTestCluster({ kwok: false });
try {
  const list = (resource: string) => cluster.api.list<Recorded>(`/apis/${API_VERSION}/${resource}?${BOOTSTRAP}`);
  // A controller fills in the roles that are put together from others, one after the other.
  let before = '';
  const missing = async () => {
    const roles = (await list('clusterroles')).filter((role) => role.aggregationRule);
    const now = JSON.stringify(roles.map(({ rules }) => rules));
    const settled = now === before && roles.every(({ rules }) => rules?.length);
    before = now;
    return settled ? null : 'they are still being filled in';
  };
  await until(missing, { what: 'the aggregated roles to stay as they are', withinMs: 60_000, everyMs: 3_000 });
  const lines: string[] = [];
  for (const [kind, resource] of Object.entries(KINDS)) {
    const made = (await list(resource)).map((object) => JSON.stringify(asMade(kind, object)));
    lines.push(...made.sort());
  }
  // One object a line, so that a new version of Kubernetes shows as a readable difference.
  writeFileSync(TARGET, `[\n${lines.join(',\n')}\n]\n`);
  process.stdout.write(`${lines.length} roles and bindings\n`);
} finally {
  await cluster.stop();
}
