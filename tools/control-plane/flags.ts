import type { RunFolder } from './run-folder.ts';

export interface Ports {
  etcdClient: number;
  etcdPeer: number;
  apiServer: number;
  controllerManager: number;
  scheduler: number;
  kwok: number;
}

/** The label whose nodes kwok is the kubelet of; taken away, the node falls silent. */
export const KUBELET_LABEL = 'kwok.x-k8s.io/kubelet';

export function etcdFlags(folder: RunFolder, ports: Ports): string[] {
  const client = `http://127.0.0.1:${ports.etcdClient}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    `--data-dir=${folder.file('etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    // Data need not survive a power cut; killed with SIGKILL it loses nothing that it has answered.
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

export function apiServerFlags(folder: RunFolder, ports: Ports): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcdClient}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.apiServer}`,
    // Where there is only a loopback interface it finds no address to advertise; this one belongs to documentation.
    '--advertise-address=192.0.2.1',
    `--cert-dir=${folder.file('certificates')}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=Node,RBAC',
    `--token-auth-file=${folder.file('tokens.csv')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${folder.file('service-account.key')}`,
    `--service-account-key-file=${folder.file('service-account.pub')}`,
    `--audit-policy-file=${folder.file('audit-policy.yaml')}`,
    `--audit-log-path=${folder.file('audit.log')}`,
    '--audit-log-maxsize=0',
    '--kubelet-preferred-address-types=InternalIP',
    '--allow-privileged=true',
  ];
}

export interface ControllerManagerSettings {
  /** How long a node may be silent before it is called NotReady; 50 s where nothing is said, as upstream. */
  nodeMonitorGraceSeconds?: number;
}

export function controllerManagerFlags(
  folder: RunFolder,
  ports: Ports,
  { nodeMonitorGraceSeconds }: ControllerManagerSettings,
): string[] {
  return [
    `--kubeconfig=${folder.kubeconfig('kube-controller-manager')}`,
    `--service-account-private-key-file=${folder.file('service-account.key')}`,
    `--root-ca-file=${folder.file('certificates/apiserver.crt')}`,
    '--use-service-account-credentials=true',
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.controllerManager}`,
    `--cert-dir=${folder.file('certificates-controller-manager')}`,
    '--leader-elect=true',
    // With the usual limit (20 requests a second) it needs five seconds to give every controller its account.
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    ...(nodeMonitorGraceSeconds === undefined
      ? []
      : [`--node-monitor-grace-period=${nodeMonitorGraceSeconds}s`, '--node-monitor-period=1s']),
  ];
}

export function schedulerFlags(folder: RunFolder, ports: Ports): string[] {
  return [
    `--kubeconfig=${folder.kubeconfig('kube-scheduler')}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.scheduler}`,
    `--cert-dir=${folder.file('certificates-scheduler')}`,
    '--leader-elect=true',
  ];
}

export function kwokFlags(folder: RunFolder, ports: Ports, leaseSeconds: number): string[] {
  return [
    `--kubeconfig=${folder.kubeconfig('kwok')}`,
    '--manage-all-nodes=false',
    // By label, not by annotation: only a change of labels ends kwok's watch of a node, and with it the lease.
    `--manage-nodes-with-label-selector=${KUBELET_LABEL}=running`,
    '--node-ip=127.0.0.1',
    `--node-port=${ports.kwok}`,
    `--server-address=127.0.0.1:${ports.kwok}`,
    `--tls-cert-file=${folder.file('certificates/apiserver.crt')}`,
    `--tls-private-key-file=${folder.file('certificates/apiserver.key')}`,
    `--node-lease-duration-seconds=${leaseSeconds}`,
    `--config=${folder.file('kwok.yaml')}`,
  ];
}
