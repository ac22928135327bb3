/**
 * Kubeconfigs, credentials, connections, and the two doors to each cluster. Worker threads, which must not load Nest,
 * enter through `./transport/index.js` instead.
 */
export { ClustersModule, clustersModule } from './clusters.module.js';
export type { ClusterConnection } from './credentials/cluster-connection.js';
export { Cluster } from './registry/cluster.js';
export { ClusterRegistry } from './registry/cluster-registry.js';
export type { ConnectionMaterial } from './transport/index.js';
