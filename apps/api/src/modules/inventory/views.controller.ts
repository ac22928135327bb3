import { BinnacleError } from '@binnacle/shared/errors';
import { clusterNameSchema, namespaceNameSchema } from '@binnacle/shared/names';
import { VIEW_IDS, VIEWS } from '@binnacle/shared/views';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { parseInput } from '../../platform/errors/index.js';
import { RequirePermission } from '../auth/index.js';
import { WatchService } from '../watch/index.js';
import { csvOf, presentedRow } from './row-presentation.js';
import { type Encoding, SnapshotBodies } from './snapshot-bodies.js';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1_000;
/** Rows asked of the engine at a time while a CSV is written. */
const CSV_PAGE = 1_000;
const CSV_MAX_ROWS = 200_000;

const many = <T extends z.ZodType>(item: T) => z.preprocess((given) => [given].flat(), z.array(item)).optional();

const listQuery = z.strictObject({
  namespace: many(namespaceNameSchema),
  filter: z.string().max(1_000).default(''),
  sort: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
  cursor: z.string().max(2_048).optional(),
  format: z.enum(['json', 'csv']).optional(),
});

/** The part of the HTTP reply that these routes use. */
interface Reply {
  header(name: string, value: string): Reply;
  type(value: string): Reply;
  send(body: unknown): Reply;
}

/** Rows of any view: keyset pages, CSV, and the compressed whole that a browser's replica starts from. */
@Controller('api/v1/clusters/:cluster/views')
export class ViewsController {
  constructor(
    private readonly watch: WatchService,
    private readonly bodies: SnapshotBodies,
  ) {}

  @Get(':view')
  @RequirePermission('views:read')
  async rows(
    @Param('cluster') clusterParam: string,
    @Param('view') viewParam: string,
    @Query() query: Record<string, unknown>,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const cluster = parseInput(clusterNameSchema, clusterParam);
    const view = knownView(viewParam);
    const { namespace = [], filter, sort, limit, cursor, format } = parseInput(listQuery, query);
    const ask = {
      view,
      filter,
      sort: sort ?? VIEWS[view].defaultSort,
      namespaces: namespace,
      limit,
      cursor: cursor ?? null,
    };
    if (format === 'csv' || (format === undefined && accept?.includes('text/csv') === true)) {
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${cluster}-${view}.csv"`);
      return await this.csv(cluster, ask);
    }
    const page = await this.watch.request(cluster, 'query', ask);
    reply.header('binnacle-freshness', `${page.freshness.state}; since=${page.freshness.since}`);
    return {
      items: page.items.map((row) => presentedRow(VIEWS[view], row)),
      total: page.total,
      nextCursor: page.nextCursor,
      freshness: page.freshness,
    };
  }

  @Get(':view/snapshot')
  @RequirePermission('views:read')
  async snapshot(
    @Param('cluster') clusterParam: string,
    @Param('view') viewParam: string,
    @Headers('accept-encoding') accepted: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const cluster = parseInput(clusterNameSchema, clusterParam);
    const encoding = bestEncoding(accepted);
    const { seq, bytes } = await this.bodies.body(cluster, knownView(viewParam), encoding);
    reply
      .type('application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('binnacle-seq', String(seq))
      .header('vary', 'accept-encoding');
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return bytes;
  }

  private async csv(cluster: string, ask: Parameters<typeof this.query>[1]): Promise<string> {
    const rows = [];
    let cursor: string | null = ask.cursor;
    do {
      const page = await this.query(cluster, { ...ask, limit: CSV_PAGE, cursor });
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && rows.length < CSV_MAX_ROWS);
    return csvOf(VIEWS[ask.view], rows);
  }

  private query(cluster: string, ask: Parameters<typeof this.watch.request<'query'>>[2]) {
    return this.watch.request(cluster, 'query', ask);
  }
}

function knownView(id: string): (typeof VIEW_IDS)[number] {
  const found = VIEW_IDS.find((view) => view === id);
  if (found === undefined)
    throw new BinnacleError('not_found', `There is no such view. Views: ${VIEW_IDS.join(', ')}.`);
  return found;
}

function bestEncoding(accepted: string | undefined): Encoding {
  if (accepted === undefined) return 'identity';
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : 'identity';
}
