import { clusterNameSchema } from '@binnacle/shared/names';
import type { Overview } from '@binnacle/shared/realtime';
import { VIEWS, wireColumns } from '@binnacle/shared/views';
import { Controller, Get, Param } from '@nestjs/common';
import { parseInput } from '../../platform/errors/index.js';
import { RequirePermission } from '../auth/index.js';
import { ClusterRegistry } from '../clusters/index.js';
import { WatchService } from '../watch/index.js';

/** The fleet, and what is known of each cluster as a whole. */
@Controller('api/v1/clusters')
export class ClustersController {
  constructor(
    private readonly registry: ClusterRegistry,
    private readonly watch: WatchService,
  ) {}

  @Get()
  @RequirePermission('clusters:read')
  list() {
    const items = this.registry.list();
    return { items, total: items.length, nextCursor: null, problems: this.registry.problems };
  }

  @Get(':cluster')
  @RequirePermission('clusters:read')
  one(@Param('cluster') cluster: string) {
    return this.registry.require(parseInput(clusterNameSchema, cluster)).summary;
  }

  @Get(':cluster/overview')
  @RequirePermission('clusters:read')
  async overview(@Param('cluster') cluster: string) {
    const { body, freshness } = await this.document(cluster);
    return { ...body, freshness };
  }

  @Get(':cluster/findings')
  @RequirePermission('views:read')
  async findings(@Param('cluster') cluster: string) {
    const { body, freshness } = await this.document(cluster);
    return { items: body.findings, total: body.findingsTotal, nextCursor: null, freshness };
  }

  @Get(':cluster/views')
  @RequirePermission('views:read')
  views(@Param('cluster') cluster: string) {
    this.registry.require(parseInput(clusterNameSchema, cluster));
    const items = Object.values(VIEWS).map(({ columns: _, ...view }) => ({
      ...view,
      columns: wireColumns(VIEWS[view.id as keyof typeof VIEWS]),
    }));
    return { items, total: items.length, nextCursor: null };
  }

  private async document(cluster: string) {
    const name = parseInput(clusterNameSchema, cluster);
    this.registry.require(name);
    const answer = await this.watch.request(name, 'document', { topic: { type: 'overview' } });
    return { body: answer.body as Overview, freshness: answer.freshness };
  }
}
