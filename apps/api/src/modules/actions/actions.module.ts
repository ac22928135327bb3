import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock } from '../../platform/clock/index.js';
import { DATABASE, type Database } from '../../platform/database/index.js';
import { LOG, type Log } from '../../platform/logging/index.js';
import { Ledger, LedgerModule } from '../ledger/index.js';
import { ActionService } from './action-service.js';
import { ActionsController } from './actions.controller.js';
import { Follower } from './pipeline/follow.js';
import { Reconciler } from './pipeline/reconcile.js';
import { Settler } from './pipeline/settle.js';
import { CLUSTER_REGISTRY, type ClusterRegistry, WORKLOAD_WATCH, type WorkloadWatch } from './ports.js';
import { previewKey } from './preview-key.js';
import { PreviewTokens } from './preview-token.js';
import { Undo } from './undo.js';

/** A stop waits this long for changes under way; the rest is the reconciler's at the next start. */
const DRAIN_MS = 7_000;

/** Takes the global DATABASE, CLOCK, LOG, CLUSTER_REGISTRY and WORKLOAD_WATCH. */
@Module({
  imports: [LedgerModule],
  controllers: [ActionsController],
  providers: [
    {
      provide: ActionService,
      inject: [CLUSTER_REGISTRY, Ledger, DATABASE, CLOCK, LOG],
      useFactory: (registry: ClusterRegistry, ledger: Ledger, database: Database, clock: Clock, log: Log) => {
        let tokens: PreviewTokens | undefined;
        return new ActionService({
          registry,
          ledger,
          settler: new Settler(ledger, clock, log),
          tokens: async () => {
            tokens ??= new PreviewTokens(await previewKey(database.prisma), clock);
            return tokens;
          },
          clock,
          log,
        });
      },
    },
    {
      provide: Undo,
      inject: [Ledger, CLUSTER_REGISTRY, ActionService],
      useFactory: (ledger: Ledger, registry: ClusterRegistry, actions: ActionService) =>
        new Undo(ledger, registry, actions),
    },
    {
      provide: Reconciler,
      inject: [Ledger, CLUSTER_REGISTRY, ActionService, DATABASE, CLOCK, LOG],
      useFactory: (
        ledger: Ledger,
        registry: ClusterRegistry,
        actions: ActionService,
        database: Database,
        clock: Clock,
        log: Log,
      ) =>
        new Reconciler({
          ledger,
          registry,
          clock,
          log,
          isBusyWith: (id) => actions.isBusyWith(id),
          alone: database.kind === 'embedded',
        }),
    },
    {
      provide: Follower,
      inject: [Ledger, CLUSTER_REGISTRY, WORKLOAD_WATCH, CLOCK, LOG],
      useFactory: (ledger: Ledger, registry: ClusterRegistry, watch: WorkloadWatch, clock: Clock, log: Log) =>
        new Follower({ ledger, registry, watch, clock, log }),
    },
  ],
  exports: [ActionService],
})
export class ActionsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(ActionService) private readonly actions: ActionService,
    @Inject(Reconciler) private readonly reconciler: Reconciler,
    @Inject(Follower) private readonly follower: Follower,
  ) {}

  onApplicationBootstrap(): void {
    this.reconciler.start();
    this.follower.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.actions.drain(DRAIN_MS);
    await Promise.all([this.reconciler.stop(), this.follower.stop()]);
  }
}
