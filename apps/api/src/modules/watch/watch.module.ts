import { Module } from '@nestjs/common';
import { ClustersModule } from '../clusters/index.js';
import { WatchService } from './watch.service.js';

@Module({ imports: [ClustersModule], providers: [WatchService], exports: [WatchService] })
export class WatchModule {}
