import { redact } from '@binnacle/kube/redaction';
import { BinnacleError } from '@binnacle/shared/errors';
import { clusterNameSchema, type Target, targetSchema } from '@binnacle/shared/names';
import type { ObjectDocument } from '@binnacle/shared/realtime';
import { VIEWS, type View, viewOfKind } from '@binnacle/shared/views';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { dump } from 'js-yaml';
import { z } from 'zod';
import { parseInput } from '../../platform/errors/index.js';
import { RequirePermission } from '../auth/index.js';
import { ClusterRegistry } from '../clusters/index.js';
import { WatchService } from '../watch/index.js';

const formatQuery = z.object({ format: z.enum(['json', 'yaml']).default('json') });

interface Reply {
  type(value: string): Reply;
}

/** One object: read from the API server on demand, and what the watch knows around it. */
@Controller('api/v1/clusters/:cluster/object')
export class ObjectsController {
  constructor(
    private readonly registry: ClusterRegistry,
    private readonly watch: WatchService,
  ) {}

  @Get()
  @RequirePermission('objects:read')
  async object(
    @Param('cluster') clusterParam: string,
    @Query() { format: formatParam, ...query }: Record<string, unknown>,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const target = parseInput(targetSchema, query);
    const { format } = parseInput(formatQuery, { format: formatParam });
    const cluster = this.registry.require(parseInput(clusterNameSchema, clusterParam));
    const object = redact(await cluster.reader.get(checkedTarget(target))) as {
      metadata?: { resourceVersion?: string };
    };
    if (format === 'yaml') {
      reply.type('application/yaml; charset=utf-8');
      return dump(object, { noRefs: true, lineWidth: -1 });
    }
    return { object, resourceVersion: object.metadata?.resourceVersion ?? null };
  }

  @Get('tree')
  @RequirePermission('objects:read')
  async tree(@Param('cluster') cluster: string, @Query() query: Record<string, unknown>) {
    const { body, freshness } = await this.document(cluster, query);
    return { tree: body.tree, freshness };
  }

  @Get('rollout')
  @RequirePermission('objects:read')
  async rollout(@Param('cluster') cluster: string, @Query() query: Record<string, unknown>) {
    const { body, freshness } = await this.document(cluster, query);
    return { rollout: body.rollout, freshness };
  }

  @Get('events')
  @RequirePermission('objects:read')
  async events(@Param('cluster') cluster: string, @Query() query: Record<string, unknown>) {
    const { body, freshness } = await this.document(cluster, query);
    return { items: body.events, total: body.events.length, nextCursor: null, freshness };
  }

  private async document(clusterParam: string, query: Record<string, unknown>) {
    const cluster = parseInput(clusterNameSchema, clusterParam);
    const { apiVersion, kind, namespace, name } = checkedTarget(parseInput(targetSchema, query));
    this.registry.require(cluster);
    const topic = { type: 'object', apiVersion, kind, namespace: namespace ?? null, name } as const;
    const { body, freshness } = await this.watch.request(cluster, 'document', { topic });
    return { body: body as ObjectDocument, freshness };
  }
}

/** The target, if Binnacle shows its kind and it has a namespace exactly when its kind needs one. */
function checkedTarget(target: Target): Target {
  const view: View | undefined = viewOfKind(target.apiVersion, target.kind);
  if (view === undefined) {
    const known = Object.values(VIEWS).map((v) => `${v.apiVersion} ${v.kind}`);
    throw new BinnacleError(
      'not_found',
      `Objects of kind ${target.kind} are not shown yet. Shown: ${known.join(', ')}.`,
    );
  }
  if (view.namespaced !== (target.namespace !== undefined)) {
    throw new BinnacleError(
      'invalid_input',
      view.namespaced ? `A ${view.noun} needs a namespace.` : `A ${view.noun} has no namespace.`,
    );
  }
  return target;
}
