import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ClustersModule } from '../clusters/index.js';
import { WatchModule } from '../watch/index.js';
import { ClustersController } from './clusters.controller.js';
import { ObjectsController } from './objects.controller.js';
import { SnapshotBodies } from './snapshot-bodies.js';
import { ViewsController } from './views.controller.js';

@Module({
  imports: [AuthModule, ClustersModule, WatchModule],
  controllers: [ClustersController, ViewsController, ObjectsController],
  providers: [SnapshotBodies],
})
export class InventoryModule {}
