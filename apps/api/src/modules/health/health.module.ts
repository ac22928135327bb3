import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../../platform/clock/index.js';
import { DATABASE, type Database } from '../../platform/database/index.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

/** `/healthz` and `/readyz`. */
@Module({
  controllers: [HealthController],
  providers: [{ provide: Readiness, inject: [CLOCK], useFactory: (clock: Clock) => new Readiness(clock) }],
  exports: [Readiness],
})
export class HealthModule implements OnModuleInit {
  constructor(
    private readonly readiness: Readiness,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.readiness.require('database', () => this.database.answers());
  }
}
