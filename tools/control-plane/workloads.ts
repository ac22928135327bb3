import { KUBELET_LABEL } from './flags.ts';
import type { KubeObject } from './kube-object.ts';

export interface ContainerShape {
  name: string;
  image: string;
  /** A restartable init container, that is a sidecar. */
  sidecar?: boolean;
  readinessPath?: string;
}

function container({ name, image, sidecar, readinessPath }: ContainerShape) {
  return {
    name,
    image,
    ...(sidecar ? { restartPolicy: 'Always' } : {}),
    ...(readinessPath ? { readinessProbe: { httpGet: { path: readinessPath, port: 8080 } } } : {}),
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
  };
}

export interface PodShape {
  namespace?: string;
  containers: ContainerShape[];
  initContainers?: ContainerShape[];
  restartPolicy?: 'Always' | 'OnFailure' | 'Never';
  annotations?: Record<string, string>;
  finalizers?: string[];
  /** Seconds that it stays on a node that is not ready; 300 where nothing is said. */
  tolerateSilentNodeSeconds?: number;
}

function podSpec(shape: PodShape) {
  const seconds = shape.tolerateSilentNodeSeconds;
  const stay = (key: string) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds });
  return {
    ...(shape.initContainers ? { initContainers: shape.initContainers.map(container) } : {}),
    containers: shape.containers.map(container),
    restartPolicy: shape.restartPolicy ?? 'Always',
    ...(seconds === undefined
      ? {}
      : { tolerations: [stay('node.kubernetes.io/not-ready'), stay('node.kubernetes.io/unreachable')] }),
  };
}

/** A pod of its own, owned by nobody. */
export function pod(name: string, shape: PodShape): KubeObject {
  const { namespace = 'default', annotations, finalizers } = shape;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { app: name },
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
    },
    spec: podSpec(shape),
  };
}

export interface DeploymentShape extends PodShape {
  replicas: number;
  progressDeadlineSeconds?: number;
}

export function deployment(name: string, shape: DeploymentShape): KubeObject {
  const { namespace = 'default', replicas, progressDeadlineSeconds, annotations } = shape;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      replicas,
      ...(progressDeadlineSeconds === undefined ? {} : { progressDeadlineSeconds }),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name }, ...(annotations ? { annotations } : {}) }, spec: podSpec(shape) },
    },
  };
}

export function daemonSet(name: string, shape: PodShape): KubeObject {
  const { namespace = 'default' } = shape;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: podSpec(shape) },
    },
  };
}

export function job(name: string, shape: PodShape): KubeObject {
  const { namespace = 'default' } = shape;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      backoffLimit: 0,
      template: { metadata: { labels: { app: name } }, spec: podSpec({ restartPolicy: 'Never', ...shape }) },
    },
  };
}

export function service(name: string, namespace: string, nodePort?: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      type: nodePort === undefined ? 'ClusterIP' : 'NodePort',
      selector: { app: name },
      ports: [{ name: 'http', port: 80, targetPort: 80, ...(nodePort === undefined ? {} : { nodePort }) }],
    },
  };
}

export function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export interface NodeShape {
  /** False for a node whose kubelet nobody plays. */
  kubelet?: boolean;
  cpu?: string;
  memory?: string;
  pods?: string;
}

export function node(name: string, shape: NodeShape = {}): KubeObject {
  const { kubelet = true, cpu = '4', memory = '16Gi', pods = '110' } = shape;
  const resources = { cpu, memory, pods, 'ephemeral-storage': '100Gi' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        'node-role.kubernetes.io/worker': '',
        ...(kubelet ? { [KUBELET_LABEL]: 'running' } : {}),
      },
    },
    status: {
      capacity: resources,
      allocatable: resources,
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://2.2.0',
        kernelVersion: '6.12.0',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.37.2',
        machineID: '',
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        systemUUID: '',
      },
    },
  };
}
