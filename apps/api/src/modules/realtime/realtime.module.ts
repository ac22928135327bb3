import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ClustersModule } from '../clusters/index.js';
import { LedgerModule } from '../ledger/index.js';
import { WatchModule } from '../watch/index.js';
import { LiveServer } from './live-server.js';
import { LiveTopics } from './live-topics.js';
import { ProcessTopics } from './process-topics.js';

@Module({
  imports: [AuthModule, ClustersModule, LedgerModule, WatchModule],
  providers: [LiveServer, LiveTopics, ProcessTopics],
})
export class RealtimeModule {}
