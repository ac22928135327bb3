// Writes libs/sandbox/src/control-plane/api-server/door/testdata/protobuf.json: objects as a real API server sends them,
// in JSON and in protobuf. Run: node --conditions binnacle-source <this file>
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { join } from 'node:path';
import { type RealCluster, startTestCluster } from '../control-plane/real-cluster.ts';

const TARGET = join(import.meta.dirname, '../../libs/sandbox/src/control-plane/api-server/door/testdata');
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const HERE = '/namespaces/default';

const probe = { httpGet: { path: '/ready', port: 'web', httpHeaders: [{ name: 'A', value: 'b' }] }, periodSeconds: 3 };
const container = {
  name: 'main',
  image: 'nginx:1.29',
  args: ['-a', ''],
  ports: [{ name: 'web', containerPort: 80 }],
  env: [
    { name: 'A', value: 'b' },
    { name: 'S', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
    { name: 'F', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
  ],
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '1Gi' } },
  livenessProbe: { ...probe, httpGet: { path: '/', port: 8080 } },
  readinessProbe: probe,
  volumeMounts: [{ name: 'c', mountPath: '/c', readOnly: true }],
  securityContext: { runAsUser: 0, readOnlyRootFilesystem: false, capabilities: { drop: ['ALL'] } },
};
const template = {
  metadata: { labels: { app: 'web' }, annotations: { a: 'ü "q"\n' } },
  spec: {
    containers: [container],
    volumes: [
      { name: 'c', configMap: { name: 'c', defaultMode: 420, items: [{ key: 'k', path: 'p' }] } },
      { name: 'e', emptyDir: {} },
    ],
    tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: -1 }],
    nodeSelector: { disk: 'ssd' },
  },
};
const selector = { matchLabels: { app: 'web' } };
const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } };

const OBJECTS: Array<[collection: string, name: string, object: object]> = [
  [`/api/v1${HERE}/configmaps`, 'c', { data: { a: '' }, binaryData: { b: 'AP8=' } }],
  [`/api/v1${HERE}/secrets`, 's', { data: { k: 'dg==' } }],
  [
    `/api/v1${HERE}/services`,
    'web',
    { spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'web', nodePort: 30007 }] } },
  ],
  [`/api/v1${HERE}/pods`, 'p', { ...template, spec: { ...template.spec, serviceAccountName: 'default' } }],
  [
    '/api/v1/nodes',
    'n',
    { spec: { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }], podCIDR: '10.0.0.0/24' } },
  ],
  [`/apis/apps/v1${HERE}/deployments`, 'web', { spec: { replicas: 0, selector, template, strategy: rolling } }],
  [
    `/apis/batch/v1${HERE}/cronjobs`,
    'cron',
    {
      spec: {
        schedule: '* * * * *',
        suspend: true,
        jobTemplate: {
          spec: { template: { spec: { containers: [{ name: 'a', image: 'b' }], restartPolicy: 'Never' } } },
        },
      },
    },
  ],
  [
    `/apis/autoscaling/v2${HERE}/horizontalpodautoscalers`,
    'web',
    { spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } } },
  ],
  [`/apis/policy/v1${HERE}/poddisruptionbudgets`, 'web', { spec: { minAvailable: 1, selector } }],
  [
    `/apis/networking.k8s.io/v1${HERE}/ingresses`,
    'web',
    { spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } },
  ],
  [
    `/apis/coordination.k8s.io/v1${HERE}/leases`,
    'l',
    { spec: { renewTime: '2026-01-02T03:04:05.000607Z', leaseTransitions: 0 } },
  ],
  [
    `/apis/rbac.authorization.k8s.io/v1${HERE}/roles`,
    'r',
    { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  ],
];

function read(cluster: RealCluster, agent: Agent, path: string, accept: string): Promise<Buffer> {
  const headers = { authorization: `Bearer ${cluster.token('admin')}`, accept };
  return new Promise((resolve, reject) => {
    get(new URL(path, cluster.server), { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks)));
    }).on('error', reject);
  });
}

const cluster = await startTestCluster({ kwok: false });
const agent = new Agent({ keepAlive: true, ca: cluster.certificateAuthority });
try {
  const samples: string[] = [];
  for (const [collection, name, object] of OBJECTS) {
    const metadata = { ...(object as { metadata?: object }).metadata, name };
    const made = await cluster.api.ask('POST', collection, { ...object, metadata });
    if (made.status !== 201) throw new Error(`${collection} answered ${made.status}: ${made.body}`);
  }
  for (const [collection, name] of OBJECTS) {
    const asked = (accept: string) => read(cluster, agent, `${collection}/${name}`, accept);
    for (let settled = false; !settled; ) {
      const before = (await asked('application/json')).toString();
      const protobuf = (await asked(PROTOBUF)).toString('base64');
      settled = before === (await asked('application/json')).toString();
      if (settled) samples.push(JSON.stringify({ json: JSON.parse(before), protobuf }));
    }
  }
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(join(TARGET, 'protobuf.json'), `[\n${samples.join(',\n')}\n]\n`);
  process.stdout.write(`${samples.length} samples\n`);
} finally {
  agent.destroy();
  await cluster.stop();
}
