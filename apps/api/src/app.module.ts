import { type DynamicModule, Global, Module } from '@nestjs/common';
import {
  type ClusterRegistry as ActionClusters,
  ActionsModule,
  CLUSTER_REGISTRY,
  WORKLOAD_WATCH,
} from './modules/actions/index.js';
import { AuthModule } from './modules/auth/index.js';
import { ClusterRegistry, clustersModule } from './modules/clusters/index.js';
import { HealthModule } from './modules/health/index.js';
import { InventoryModule } from './modules/inventory/index.js';
import { LedgerModule } from './modules/ledger/index.js';
import { RealtimeModule } from './modules/realtime/index.js';
import { WatchModule, WatchService } from './modules/watch/index.js';
import { CLOCK, type Clock } from './platform/clock/index.js';
import { APP_CONFIG, type AppConfig } from './platform/config/index.js';
import { DATABASE, type Database } from './platform/database/index.js';
import { LOG, type Log } from './platform/logging/index.js';
import { workloadWatch } from './workload-watch.js';

/** What was there before the application: every module may ask for it by its token. */
export interface Platform {
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** Opening while the rest is put together. */
  readonly database: Promise<Database>;
  readonly version: string;
}

@Global()
@Module({})
class PlatformModule {}

function platformModule({ config, clock, log, database }: Platform): DynamicModule {
  const providers = [
    { provide: APP_CONFIG, useValue: config },
    { provide: CLOCK, useValue: clock },
    { provide: LOG, useValue: log },
    { provide: DATABASE, useFactory: () => database },
  ];
  return { module: PlatformModule, providers, exports: providers.map(({ provide }) => provide) };
}

/** What actions need of clusters and watch, under the names by which they ask for it. */
@Global()
@Module({
  imports: [WatchModule],
  providers: [
    {
      provide: CLUSTER_REGISTRY,
      inject: [ClusterRegistry],
      // An object of its own: the framework would start the registry once more for each name it is provided under.
      useFactory: (registry: ClusterRegistry): ActionClusters => ({ require: (name) => registry.require(name) }),
    },
    { provide: WORKLOAD_WATCH, inject: [WatchService], useFactory: workloadWatch },
  ],
  exports: [CLUSTER_REGISTRY, WORKLOAD_WATCH],
})
class ActionPortsModule {}

@Module({})
class AppModule {}

/** The whole application: one line a module. */
export function appModule(platform: Platform): DynamicModule {
  const { kubeconfigs, environment, home } = platform.config;
  return {
    module: AppModule,
    imports: [
      platformModule(platform),
      HealthModule,
      AuthModule,
      clustersModule({ kubeconfigs, env: environment.copy(), home: home ?? '', version: platform.version }),
      LedgerModule,
      WatchModule,
      InventoryModule,
      RealtimeModule,
      ActionPortsModule,
      ActionsModule,
    ],
  };
}
