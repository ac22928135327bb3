import type { Actor } from '@binnacle/shared/access';
import { actionRequestSchema } from '@binnacle/shared/actions';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { clusterNameSchema } from '@binnacle/shared/names';
import { Body, Controller, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { parseInput } from '../../platform/errors/index.js';
import { CurrentActor, RequirePermission } from '../auth/index.js';
import { ActionService } from './action-service.js';
import type { ActionReply } from './reply.js';
import { Undo } from './undo.js';

const querySchema = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') });
/** Printable ASCII, as clients make them; long enough for any UUID with a prefix. */
const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'Idempotency-Key must be 1 to 200 printable characters without blanks')
  .optional();

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

/**
 * Changes. The guard asks for no more than reading: the action's own permission is asked for in the pipeline, where a
 * refusal becomes a row of the ledger.
 */
@Controller('api/v1')
export class ActionsController {
  constructor(
    private readonly actions: ActionService,
    private readonly undos: Undo,
  ) {}

  @Post('clusters/:cluster/actions/:action')
  @HttpCode(200)
  @RequirePermission('objects:read')
  async act(
    @CurrentActor() actor: Actor,
    @Param() params: { cluster: string; action: string },
    @Query() query: unknown,
    @Body() body: unknown,
    @Headers('idempotency-key') key: unknown,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const { dryRun } = parseInput(querySchema, query);
    const request = {
      cluster: parseInput(clusterNameSchema, params.cluster),
      action: params.action,
      body: parseInput(actionRequestSchema, body),
      idempotencyKey: parseInput(idempotencyKeySchema, key),
    };
    if (dryRun === 'true') return this.actions.plan(actor, request);
    return answer(await this.actions.perform(actor, request), reply);
  }

  @Post('ledger/:id/undo')
  @HttpCode(200)
  @RequirePermission('ledger:read')
  async undo(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Headers('idempotency-key') key: unknown,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    return answer(await this.undos.undo(actor, parseInput(z.uuid(), id), parseInput(idempotencyKeySchema, key)), reply);
  }
}

function answer({ status, row, notice }: ActionReply, reply: Reply): LedgerRow {
  reply.status(status).header('location', `/api/v1/ledger/${row.id}`);
  return notice === undefined ? row : { ...row, notice };
}
