import { type Shape, schemaOf } from './field-schema.js';

const patches: Shape = [{ group: 'string', version: 'string', kind: 'string', patch: 'string' }];

/** The fields of kind's `Cluster` in `kind.x-k8s.io/v1alpha4`. */
export const KIND_SCHEMA = schemaOf({
  apiVersion: 'string',
  kind: 'string',
  name: 'string',
  nodes: [
    {
      role: 'control-plane|worker',
      image: 'string',
      labels: { '*': 'string' },
      extraMounts: [
        {
          containerPath: 'string',
          hostPath: 'string',
          readOnly: 'boolean',
          selinuxRelabel: 'boolean',
          propagation: 'None|HostToContainer|Bidirectional',
        },
      ],
      extraPortMappings: [
        {
          containerPort: 'integer',
          hostPort: 'integer',
          listenAddress: 'string',
          protocol: 'TCP|UDP|SCTP|tcp|udp|sctp',
        },
      ],
      gpus: 'string',
      kubeadmConfigPatches: ['string'],
      kubeadmConfigPatchesJSON6902: patches,
    },
  ],
  networking: {
    ipFamily: 'ipv4|ipv6|dual',
    apiServerPort: 'integer',
    apiServerAddress: 'string',
    podSubnet: 'string',
    serviceSubnet: 'string',
    disableDefaultCNI: 'boolean',
    kubeProxyMode: 'iptables|ipvs|nftables|none',
    dnsSearch: ['string'],
  },
  featureGates: { '*': 'boolean' },
  runtimeConfig: { '*': 'string' },
  kubeadmConfigPatches: ['string'],
  kubeadmConfigPatchesJSON6902: patches,
  containerdConfigPatches: ['string'],
  containerdConfigPatchesJSON6902: ['string'],
});

const NO_KUBEADM = 'the sandbox is not set up by kubeadm';
const NO_CONTAINERD = 'the sandbox has no containerd';
const NO_NETWORK = 'pods of the sandbox have no network';
const LOOPBACK = 'the sandbox is served on 127.0.0.1 only';

/** What the sandbox reads and does nothing with, and why. */
export const WITHOUT_EFFECT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    image: 'the sandbox is always the same Kubernetes version',
    extraMounts: 'nodes of the sandbox have no file system',
    gpus: 'nodes of the sandbox have no devices',
    listenAddress: LOOPBACK,
    ipFamily: NO_NETWORK,
    apiServerAddress: LOOPBACK,
    disableDefaultCNI: NO_NETWORK,
    kubeProxyMode: NO_NETWORK,
    dnsSearch: NO_NETWORK,
    featureGates: 'the sandbox has no feature gates',
    runtimeConfig: 'the sandbox serves a fixed set of APIs',
    kubeadmConfigPatches: NO_KUBEADM,
    kubeadmConfigPatchesJSON6902: NO_KUBEADM,
    containerdConfigPatches: NO_CONTAINERD,
    containerdConfigPatchesJSON6902: NO_CONTAINERD,
  }),
);
