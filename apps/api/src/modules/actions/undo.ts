import type { Actor } from '@binnacle/shared/access';
import { BinnacleError } from '@binnacle/shared/errors';
import type { LedgerRow } from '@binnacle/shared/ledger';
import type { Ledger } from '../ledger/index.js';
import type { ActionService } from './action-service.js';
import type { ClusterRegistry } from './ports.js';
import type { ActionReply } from './reply.js';
import { targetOfRow } from './row-target.js';
import { verbOf } from './verbs/index.js';

/** Takes a change back by a new one, through the same flow. */
export class Undo {
  constructor(
    private readonly ledger: Ledger,
    private readonly registry: ClusterRegistry,
    private readonly actions: ActionService,
  ) {}

  /**
   * @throws BinnacleError `not_undoable` when the row made no change or the object does not stand as the row left it;
   * else as {@link ActionService.perform}
   */
  async undo(actor: Actor, id: string, idempotencyKey: string | undefined): Promise<ActionReply> {
    const row = await this.ledger.get(id);
    const verb = verbOf(row.action);
    if (row.state !== 'succeeded') throw notUndoable(row, `it is ${row.state}`);
    const input = verb.inverse(row.changes, row.input);
    if (input === null) throw notUndoable(row, 'it changed nothing');
    const request = {
      cluster: row.cluster.name,
      action: row.action,
      body: { target: targetOfRow(row), input, reason: `undo of #${row.number}` },
      idempotencyKey,
      undoes: row.id,
    };
    // A repeat of an undo that was made finds the object moved on, by that very undo.
    const repeated = idempotencyKey !== undefined && (await this.ledger.findByKey(actor.id, idempotencyKey)) !== null;
    if (!repeated) await this.assertStands(row);
    return this.actions.perform(actor, request);
  }

  private async assertStands(row: LedgerRow): Promise<void> {
    const { reader, summary } = this.registry.require(row.cluster.name);
    if (summary.uid !== null && summary.uid !== row.cluster.uid)
      throw notUndoable(row, 'another cluster answers under that name now');
    const { uid, ...name } = targetOfRow(row);
    const object = await reader.get(name);
    if (uid !== undefined && object.metadata.uid !== uid)
      throw notUndoable(row, `the ${row.target.kind} was deleted and created anew since`);
    const change = verbOf(row.action).changedSince(object, row.input);
    if (change === null) return;
    const by = change.by.length === 0 ? '' : ` (set by ${change.by.join(', ')})`;
    throw notUndoable(row, `the object has moved on since: ${change.now}${by}`);
  }
}

function notUndoable(row: LedgerRow, because: string): BinnacleError {
  return new BinnacleError(
    'not_undoable',
    `#${row.number} (${row.words}) cannot be taken back: ${because}. Nothing was done.`,
  );
}
