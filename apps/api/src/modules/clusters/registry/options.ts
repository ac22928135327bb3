import type { Clock, Random } from '@binnacle/kube/reflector';
import type { DiscoveryOptions } from '../kubeconfig/discover.js';
import type { KubeTransport, KubeTransportOptions } from '../transport/kube-transport.js';

/** The transport as the registry uses it. */
export type ClusterTransport = Pick<KubeTransport, 'json' | 'forgetMaterial' | 'close'>;

/** Injection token of the one {@link ClustersOptions} of the process. */
export const CLUSTERS_OPTIONS = Symbol('CLUSTERS_OPTIONS');

/** Where clusters are looked for, and what tests replace. */
export interface ClustersOptions extends DiscoveryOptions {
  /** Sent to API servers as `binnacle/<version>`. */
  readonly version?: string;
  readonly clock?: Clock;
  readonly random?: Random;
  createTransport?(options: KubeTransportOptions): ClusterTransport;
}
