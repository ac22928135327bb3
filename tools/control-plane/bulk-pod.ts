import { createHash } from 'node:crypto';
import type { KubeObject } from './kube-object.ts';

const PODS_OF_A_SET = 20;

/** A made-up identifier in the form of a UUID, the same for the same name. */
function uid(of: string): string {
  const hex = createHash('sha256').update(of).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function environment(name: string, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `SETTING_${String(index + 1).padStart(2, '0')}`,
    value: `${name}.internal.example.test:${8000 + index}/settings/production`,
  }));
}

function service(name: string) {
  const probe = { httpGet: { path: '/healthz', port: 8080 } };
  return {
    name: 'service',
    image: `registry.example.test/shop/${name}:2.14.3`,
    args: ['--log-format=json', '--log-level=info', `--service=${name}`],
    ports: [{ name: 'http', containerPort: 8080 }],
    env: environment(name, 8),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    readinessProbe: probe,
    livenessProbe: probe,
    securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true },
    volumeMounts: [{ name: 'settings', mountPath: '/etc/settings', readOnly: true }],
  };
}

const PROXY = { name: 'proxy', image: 'registry.example.test/mesh/proxy:1.36.0', args: ['--concurrency=2'] };

export interface BulkPodPlace {
  namespace: string;
  node: string;
}

/**
 * The pod number `index` of a bulk: a service with a sidecar, about 8.8 KB of JSON once the API server has given it its
 * defaults and managed fields and its status is written. Its owner is a ReplicaSet that does not exist, so a garbage
 * collector must not run beside it.
 */
export function bulkPod(index: number, { namespace, node }: BulkPodPlace): KubeObject {
  const name = `service-${Math.floor(index / PODS_OF_A_SET)}`;
  const template = createHash('sha256').update(name).digest('hex').slice(0, 10);
  const set = `${name}-${template}`;
  const suffix = createHash('sha256').update(String(index)).digest('hex').slice(0, 5);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${set}-${suffix}-${index}`,
      namespace,
      labels: {
        'app.kubernetes.io/name': name,
        'app.kubernetes.io/instance': `${name}-production`,
        'app.kubernetes.io/version': '2.14.3',
        'app.kubernetes.io/part-of': 'shop',
        'pod-template-hash': template,
      },
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '8080',
        'checksum/settings': createHash('sha256').update(set).digest('hex'),
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: set,
          uid: uid(set),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      nodeName: node,
      containers: [service(name), PROXY],
      terminationGracePeriodSeconds: 30,
      volumes: [{ name: 'settings', configMap: { name: `${name}-settings`, optional: true } }],
    },
  };
}

/** The status that a kubelet would have written once the pod runs. */
export function runningStatus(pod: KubeObject, index: number, now: string) {
  const { containers } = pod.spec as { containers: { name: string; image: string }[] };
  const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  return {
    phase: 'Running',
    startTime: now,
    hostIP: '127.0.0.1',
    hostIPs: [{ ip: '127.0.0.1' }],
    podIP: address,
    podIPs: [{ ip: address }],
    qosClass: 'Burstable',
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: now,
      }),
    ),
    containerStatuses: containers.map(({ name, image }) => ({
      name,
      image,
      imageID: `${image.split(':')[0]}@sha256:${digest(image)}`,
      containerID: `containerd://${digest(`${pod.metadata.name}/${name}`)}`,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: now } },
    })),
  };
}
