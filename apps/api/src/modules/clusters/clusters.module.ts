import { type DynamicModule, Module } from '@nestjs/common';
import { ClusterRegistry } from './registry/cluster-registry.js';
import { CLUSTERS_OPTIONS, type ClustersOptions } from './registry/options.js';

/** The fleet and the two doors to each cluster. Other modules import the bare class to say that they need it. */
@Module({})
export class ClustersModule {}

/** The module with its options; the application registers it once, and all get the same registry. */
export function clustersModule(options: ClustersOptions): DynamicModule {
  return {
    module: ClustersModule,
    global: true,
    providers: [{ provide: CLUSTERS_OPTIONS, useValue: options }, ClusterRegistry],
    exports: [ClusterRegistry],
  };
}
