import { createHash } from 'node:crypto';
import type { Actor } from '@binnacle/shared/access';
import type { ActionRequest, Plan } from '@binnacle/shared/actions';
import { BinnacleError } from '@binnacle/shared/errors';
import type { Clock } from '../../platform/clock/index.js';
import type { Log } from '../../platform/logging/index.js';
import { canonicalJson, KeyTakenError, type Ledger } from '../ledger/index.js';
import { Answers } from './answers.js';
import { askedOf, type Circumstances } from './asked.js';
import { InFlight } from './in-flight.js';
import { AuthorisedAction } from './pipeline/authorise.js';
import { execute } from './pipeline/execute.js';
import { PlannedAction } from './pipeline/plan.js';
import { record } from './pipeline/record.js';
import type { Settler } from './pipeline/settle.js';
import type { ClusterDoors, ClusterRegistry } from './ports.js';
import type { PreviewTokens } from './preview-token.js';
import { type ActionReply, outcomeUnknown } from './reply.js';
import { type BoundAction, verbOf } from './verbs/index.js';

export interface ActionSurroundings {
  readonly registry: ClusterRegistry;
  readonly ledger: Ledger;
  readonly settler: Settler;
  readonly tokens: () => Promise<PreviewTokens>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A request for a change, wherever it came from. */
export interface ChangeRequest {
  readonly cluster: string;
  readonly action: string;
  readonly body: ActionRequest;
  readonly idempotencyKey?: string | undefined;
  /** Id of the action that is taken back. */
  readonly undoes?: string;
}

/** The write flow: authorise, plan, record, execute, settle. Every change of a cluster passes through {@link perform}. */
export class ActionService {
  private readonly inFlight = new InFlight<ActionReply>();
  private readonly running = new Set<Promise<unknown>>();
  /** Ids of actions whose call is under way in this process. */
  private readonly executing = new Set<string>();
  private draining = false;
  private readonly answers: Answers;

  constructor(private readonly surroundings: ActionSurroundings) {
    this.answers = new Answers(surroundings.ledger, surroundings.clock);
  }

  /**
   * What would happen, tried out on the API server and not done.
   * @throws BinnacleError `forbidden` (recorded as refused), `not_found`, `conflict`, `refused_by_cluster`, ...
   */
  async plan(actor: Actor, request: ChangeRequest): Promise<Plan> {
    const { doors, action } = this.resolve(request);
    // A preview uses up no idempotency key, not even when it is refused.
    const planned = await this.planned(actor, doors, action, { ...circumstancesOf(request), idempotencyKey: null });
    return planned.shown(await this.surroundings.tokens());
  }

  /**
   * Makes the change, once for each actor and idempotency key, however often and from wherever it is asked.
   * @throws BinnacleError; `not_recorded` and everything before it means that the cluster was not touched
   */
  perform(actor: Actor, request: ChangeRequest): Promise<ActionReply> {
    if (this.draining) {
      return Promise.reject(
        new BinnacleError('not_ready', 'Binnacle is stopping and takes no changes. Nothing was done.'),
      );
    }
    const work = this.once(actor, request);
    const done: Promise<unknown> = work.then(
      () => this.running.delete(done),
      () => this.running.delete(done),
    );
    this.running.add(done);
    return work;
  }

  /** Whether this process knows, or is about to know, what became of the action. */
  isBusyWith(id: string): boolean {
    return this.executing.has(id) || this.surroundings.settler.keeps(id);
  }

  /** Takes no more changes, and waits for those under way, up to `ms`. */
  async drain(ms: number): Promise<void> {
    this.draining = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.surroundings.clock.after(ms, resolve);
    await Promise.race([Promise.all(this.running), promise]);
    cancel();
    this.surroundings.settler.stop();
  }

  private async once(actor: Actor, request: ChangeRequest): Promise<ActionReply> {
    const { doors, action } = this.resolve(request);
    const circumstances = circumstancesOf(request);
    const { idempotencyKey: key, requestHash } = circumstances;
    if (key === null) return this.fresh(actor, doors, action, request, circumstances);
    return this.inFlight.run(`${actor.id}\n${key}`, requestHash, async () => {
      const before = await this.answers.before(actor, key, requestHash);
      return before ?? this.fresh(actor, doors, action, request, circumstances);
    });
  }

  private async fresh(
    actor: Actor,
    doors: ClusterDoors,
    action: BoundAction,
    { body }: ChangeRequest,
    circumstances: Circumstances,
  ): Promise<ActionReply> {
    const { ledger, clock, log, settler } = this.surroundings;
    // A database that is away costs the cluster not even a read (fault F08).
    await ledger.assertWritable();
    const planned = await this.planned(actor, doors, action, circumstances);
    await this.confirm(planned, body.previewToken);
    let id: string | undefined;
    try {
      const intent = await record(ledger, planned, circumstances, body.previewToken);
      id = intent.id;
      this.executing.add(id);
      const raw = await execute(intent, clock, log);
      const row = await settler.settle(intent, raw);
      if (row === null) return pendingReply(intent.row, raw.kind);
      if (row.state === 'unknown') throw outcomeUnknown(row);
      return this.answers.of(id);
    } catch (error) {
      if (error instanceof KeyTakenError) return this.answers.ofCopy(error.actionId, circumstances.requestHash);
      throw error;
    } finally {
      if (id !== undefined) this.executing.delete(id);
    }
  }

  private async planned(
    actor: Actor,
    doors: ClusterDoors,
    action: BoundAction,
    circumstances: Circumstances,
  ): Promise<PlannedAction> {
    let authorised: AuthorisedAction;
    try {
      authorised = await AuthorisedAction.of(actor, doors, action);
    } catch (error) {
      if (error instanceof BinnacleError && error.code === 'forbidden') {
        const id = await this.refuse(error, actor, doors, action, circumstances);
        if (id !== null) await this.answers.of(id);
      }
      throw error;
    }
    return PlannedAction.of(authorised);
  }

  /**
   * Puts a refusal on the record and gives the row's id. It stands whether or not that succeeds: nothing is done either
   * way.
   */
  private async refuse(
    error: BinnacleError,
    actor: Actor,
    doors: ClusterDoors,
    action: BoundAction,
    circumstances: Circumstances,
  ): Promise<string | null> {
    const cluster = { name: doors.summary.name, uid: doors.summary.uid ?? '' };
    const { code, detail: because, extra: missing = {} } = error;
    try {
      const asked = askedOf(actor, cluster, action, circumstances);
      return (await this.surroundings.ledger.recordRefusal(asked, { code, because, missing })).id;
    } catch (failure) {
      if (failure instanceof KeyTakenError) return failure.actionId;
      this.surroundings.log.error({ err: failure, actor: actor.id }, 'a refusal could not be recorded');
      return null;
    }
  }

  /** A token that came along must have been given for exactly this plan. */
  private async confirm(planned: PlannedAction, token: string | undefined): Promise<void> {
    if (token === undefined) return;
    const tokens = await this.surroundings.tokens();
    const fault = tokens.faultOf(token, planned.bound);
    if (fault === null) return;
    const why =
      fault === 'expired' ? 'The preview is too old to confirm.' : 'What was previewed is no longer what would happen.';
    throw new BinnacleError('preview_stale', `${why} Nothing was done; here is a fresh one.`, {
      extra: { plan: planned.shown(tokens) },
    });
  }

  private resolve({ cluster, action, body }: ChangeRequest): { doors: ClusterDoors; action: BoundAction } {
    const bound = verbOf(action).bind(body.target, body.input);
    return { doors: this.surroundings.registry.require(cluster), action: bound };
  }
}

function circumstancesOf({ cluster, action, body, idempotencyKey, undoes }: ChangeRequest): Circumstances {
  const requestHash = createHash('sha256').update(canonicalJson({ cluster, action, body })).digest('hex');
  const { reason, ticket = null } = body;
  return { reason, ticket, idempotencyKey: idempotencyKey ?? null, requestHash, undoes: undoes ?? null };
}

function pendingReply(row: ActionReply['row'], kind: string): ActionReply {
  const said = { succeeded: 'The change was made', failed: 'The change was not made: the API server refused it' }[kind];
  const notice = `${said ?? 'Whether the change was made is not known'}. The intent is on the record; the outcome could not be recorded yet and will be once the database answers.`;
  return { status: 202, row, notice };
}
