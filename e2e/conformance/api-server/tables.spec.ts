import { describe, expect } from 'vitest';
import type { Cluster } from '../cluster.ts';
import { test } from '../conformance.ts';
import type { Fields, Kube } from '../kube.ts';
import { configMap, deployment, disruptionBudget, job, pod, service } from '../manifests.ts';

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };

interface Row {
  cells: unknown[];
  object?: Kube;
}

interface Column {
  name: string;
  type: string;
  format: string;
  description: string;
  priority: number;
}

interface Table {
  kind: string;
  apiVersion: string;
  metadata: Fields;
  columnDefinitions: Column[];
  rows: Row[];
}

async function table(cluster: Cluster, path: string, query: Record<string, string> = {}): Promise<Table> {
  const answer = await cluster.request('admin', 'GET', path, { headers: TABLE, query });
  expect(answer.status).toBe(200);
  return answer.body as unknown as Table;
}

/** `*` marks what only `-o wide` shows; a type other than string stands behind a colon. */
const COLUMNS: Record<string, string> = {
  '/api/v1/nodes':
    'Name | Status | Roles | Age | Version | Internal-IP* | External-IP* | OS-Image* | Kernel-Version* | Container-Runtime*',
  '/api/v1/namespaces': 'Name | Status | Age',
  '/api/v1/pods': 'Name | Ready | Status | Restarts | Age | IP* | Node* | Nominated Node* | Readiness Gates*',
  '/api/v1/events':
    'Last Seen | Type | Reason | Object | Subobject* | Source* | Message | First Seen* | Count* | Name*',
  '/api/v1/configmaps': 'Name | Data | Age',
  '/api/v1/secrets': 'Name | Type | Data | Age',
  '/api/v1/services': 'Name | Type | Cluster-IP | External-IP | Port(s) | Age | Selector*',
  '/api/v1/serviceaccounts': 'Name | Age',
  '/api/v1/persistentvolumeclaims':
    'Name | Status | Volume | Capacity | Access Modes | StorageClass | VolumeAttributesClass | Age | VolumeMode*',
  '/apis/apps/v1/deployments': 'Name | Ready | Up-to-date | Available | Age | Containers* | Images* | Selector*',
  '/apis/apps/v1/replicasets':
    'Name | Desired:integer | Current:integer | Ready:integer | Age | Containers* | Images* | Selector*',
  '/apis/apps/v1/statefulsets': 'Name | Ready | Age | Containers* | Images*',
  '/apis/apps/v1/daemonsets':
    'Name | Desired:integer | Current:integer | Ready:integer | Up-to-date:integer | Available:integer | Node Selector | Age | Containers* | Images* | Selector*',
  '/apis/apps/v1/controllerrevisions': 'Name | Controller | Revision | Age',
  '/apis/batch/v1/jobs': 'Name | Status | Completions | Duration | Age | Containers* | Images* | Selector*',
  '/apis/batch/v1/cronjobs':
    'Name | Schedule | Timezone | Suspend:boolean | Active:integer | Last Schedule | Age | Containers* | Images* | Selector*',
  '/apis/autoscaling/v2/horizontalpodautoscalers': 'Name | Reference | Targets | MinPods | MaxPods | Replicas | Age',
  '/apis/policy/v1/poddisruptionbudgets': 'Name | Min Available | Max Unavailable | Allowed Disruptions:integer | Age',
  '/apis/discovery.k8s.io/v1/endpointslices': 'Name | AddressType | Ports | Endpoints | Age',
  '/apis/networking.k8s.io/v1/ingresses': 'Name | Class | Hosts | Address | Ports | Age',
  '/apis/networking.k8s.io/v1/networkpolicies': 'Name | Pod-Selector | Age',
  '/apis/coordination.k8s.io/v1/leases': 'Name | Holder | Age',
  '/apis/rbac.authorization.k8s.io/v1/roles': 'Name | Created At:date',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles': 'Name | Created At:date',
  '/apis/rbac.authorization.k8s.io/v1/rolebindings': 'Name | Role | Age | Users* | Groups* | ServiceAccounts*',
  '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings': 'Name | Role | Age | Users* | Groups* | ServiceAccounts*',
  '/apis/storage.k8s.io/v1/storageclasses':
    'Name | Provisioner | ReclaimPolicy | VolumeBindingMode | AllowVolumeExpansion | Age',
  '/apis/scheduling.k8s.io/v1/priorityclasses':
    'Name | Value:integer | Global-Default:boolean | Age | PreemptionPolicy',
};

const inShort = ({ name, type, priority }: Column) =>
  `${name}${priority === 0 ? '' : '*'}${type === 'string' ? '' : `:${type}`}`;

/** The answers that `kubectl get` prints. */
describe('tables', () => {
  test('every kind has its columns, the name marked as such', async ({ cluster }) => {
    for (const [path, wanted] of Object.entries(COLUMNS)) {
      const { columnDefinitions } = await table(cluster, path, { limit: '1' });
      expect([path, columnDefinitions.map(inShort).join(' | ')]).toEqual([path, wanted]);
      expect(columnDefinitions.find(({ name }) => name === 'Name')?.format).toBe('name');
    }
  });

  test('a table is like a list: kind, version, and a row with its cells and the metadata', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a', { one: '1', two: '2' }));
    const answer = await table(cluster, of('configmaps'), { fieldSelector: 'metadata.name=a' });
    expect(answer).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    expect(answer.metadata).toEqual({ resourceVersion: expect.any(String) });
    expect(answer.rows).toHaveLength(1);
    expect(answer.rows[0]?.cells).toEqual(['a', 2, expect.stringMatching(/^\d+s$/)]);
    expect(answer.rows[0]?.object).toMatchObject({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { name: 'a' },
    });
  });

  test('a table of one object has one row and the version of the object', async ({ cluster, of }) => {
    const created = await cluster.create(of('configmaps'), configMap('a'));
    const answer = await table(cluster, of('configmaps', 'a'));
    expect(answer.metadata).toEqual({ resourceVersion: created.metadata.resourceVersion });
    expect(answer.rows.map(({ cells }) => cells[0])).toEqual(['a']);
  });

  test('a row carries the whole object, or none, to one who asks so', async ({ cluster, of }) => {
    await cluster.create(of('configmaps'), configMap('a', { one: '1' }));
    const whole = await table(cluster, of('configmaps', 'a'), { includeObject: 'Object' });
    expect(whole.rows[0]?.object).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { one: '1' } });
    const none = await table(cluster, of('configmaps', 'a'), { includeObject: 'None' });
    expect(none.rows[0]?.object).toBeNull();
  });

  test('tables come in pages too', async ({ cluster, of }) => {
    for (const name of ['a', 'b', 'c']) await cluster.create(of('services'), service(name));
    const first = await table(cluster, of('services'), { limit: '2' });
    expect(first.rows).toHaveLength(2);
    expect(first.metadata).toMatchObject({ remainingItemCount: 1, continue: expect.any(String) });
    const rest = await table(cluster, of('services'), { continue: String(first.metadata.continue) });
    expect(rest.rows.map(({ cells }) => cells[0])).toEqual(['c']);
  });

  test('a refusal is a Status, not a table', async ({ cluster, of }) => {
    const { status, body } = await cluster.request('admin', 'GET', of('pods', 'absent'), { headers: TABLE });
    expect([status, body.kind, body.reason]).toEqual([404, 'Status', 'NotFound']);
  });

  test('a pod: ready containers, status, restarts, address and node', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a'));
    const { status, spec } = await cluster.settled(of('pods', 'a'), 'running', (it) => it.status.phase === 'Running');
    const { rows } = await table(cluster, of('pods', 'a'));
    const age = expect.stringMatching(/^\d+s$/);
    expect(rows[0]?.cells).toEqual(['a', '1/1', 'Running', '0', age, status.podIP, spec.nodeName, '<none>', '<none>']);
  });

  test('a pod that no node takes is Pending, one on its way out is Terminating', async ({ cluster, of }) => {
    await cluster.create(of('pods'), pod('a', { nodeSelector: { no: 'such-node' } }));
    const cells = async () => (await table(cluster, of('pods', 'a'))).rows[0]?.cells.slice(1, 4);
    expect(await cells()).toEqual(['0/1', 'Pending', '0']);
    await cluster.patch(of('pods', 'a'), { metadata: { finalizers: ['conformance.test/hold'] } });
    await cluster.delete(of('pods', 'a'));
    expect(await cells()).toEqual(['0/1', 'Terminating', '0']);
    await cluster.patch(of('pods', 'a'), { metadata: { finalizers: null } });
  });

  test('a Deployment: ready of wanted, updated, available, what it runs', async ({ cluster, of }) => {
    await cluster.create(of('deployments'), deployment('web', { replicas: 0, paused: true }));
    const { rows } = await table(cluster, of('deployments', 'web'));
    const age = expect.stringMatching(/^\d+s$/);
    expect(rows[0]?.cells).toEqual(['web', '0/0', 0, 0, age, 'main', 'nginx:1.29', 'app=web']);
  });

  test('a Job: status, completions, duration', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('once', { suspend: true, completions: 3 }));
    await cluster.settled(of('jobs', 'once'), 'suspended', ({ status }) => status.conditions !== undefined);
    const { rows } = await table(cluster, of('jobs', 'once'));
    expect(rows[0]?.cells.slice(0, 4)).toEqual(['once', 'Suspended', '0/3', '']);
  });

  test('a Service: type, address, ports', async ({ cluster, of }) => {
    const ports = [
      { name: 'http', port: 80 },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ];
    const { spec } = await cluster.create(of('services'), service('web', { ports }));
    const { rows } = await table(cluster, of('services', 'web'));
    const age = expect.stringMatching(/^\d+s$/);
    expect(rows[0]?.cells).toEqual(['web', 'ClusterIP', spec.clusterIP, '<none>', '80/TCP,53/UDP', age, 'app=web']);
  });

  test('a disruption budget: what it asks for, and what it allows', async ({ cluster, of }) => {
    await cluster.create(of('poddisruptionbudgets'), disruptionBudget('web', { minAvailable: '50%' }));
    const { rows } = await table(cluster, of('poddisruptionbudgets', 'web'));
    expect(rows[0]?.cells.slice(0, 4)).toEqual(['web', '50%', 'N/A', 0]);
  });

  test('a watch may bring tables: the columns with the first event only', async ({ cluster, of }) => {
    await cluster.create(of('services'), service('a'));
    const accept = `${TABLE.accept}`;
    const watch = await cluster.watch('admin', of('services'), {}, { accept });
    const first = (await watch.next()).object as unknown as Table;
    expect(first.columnDefinitions.map(({ name }) => name)[0]).toBe('Name');
    expect(first.rows[0]?.cells[0]).toBe('a');
    await cluster.create(of('services'), service('b'));
    const second = (await watch.next()).object as unknown as Table;
    expect(second.columnDefinitions).toBeNull();
    expect(second.rows[0]?.cells[0]).toBe('b');
    watch.close();
  });
});
