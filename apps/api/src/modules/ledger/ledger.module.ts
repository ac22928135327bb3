import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { CLOCK, type Clock } from '../../platform/clock/index.js';
import { DATABASE, type Database } from '../../platform/database/index.js';
import { LOG, type Log } from '../../platform/logging/index.js';
import { LedgerController } from './ledger.controller.js';
import { Ledger } from './ledger.js';

/** Takes the global DATABASE, CLOCK and LOG; offers {@link Ledger}. */
@Module({
  controllers: [LedgerController],
  providers: [
    {
      provide: Ledger,
      inject: [DATABASE, CLOCK, LOG],
      useFactory: (database: Database, clock: Clock, log: Log) =>
        new Ledger({ prisma: database.prisma, clock, log, newId: randomUUID, process: randomUUID() }),
    },
  ],
  exports: [Ledger],
})
export class LedgerModule {}
