import { BinnacleError } from '@binnacle/shared/errors';
import type { LedgerRow } from '@binnacle/shared/ledger';
import type { Clock } from '../../../platform/clock/index.js';
import type { Log } from '../../../platform/logging/index.js';
import type { FollowContent, FollowedAction, Ledger } from '../../ledger/index.js';
import type { ClusterRegistry, WorkloadWatch } from '../ports.js';
import { nameOfRow } from '../row-target.js';
import { verbOf } from '../verbs/index.js';
import { decideFollow, undone } from './follow-decision.js';
import { Periodic } from './periodic.js';

/** Besides after each change of a followed object: for what no event tells, such as the end of watching. */
const EVERY_MS = 5_000;

export interface FollowerSurroundings {
  readonly ledger: Ledger;
  readonly registry: ClusterRegistry;
  readonly watch: WorkloadWatch;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Watches what becomes of changes that were made, and puts it on their rows: healthy, stuck, superseded, undone. What
 * it follows is a query over the ledger, so a restart neither loses nor repeats anything.
 */
export class Follower {
  private readonly periodic: Periodic;
  private followed = new Set<string>();
  /** Actions that this process has seen undecided, or seen begin: how long they took is known. */
  private readonly watched = new Set<string>();
  private ends: Array<() => void> = [];

  constructor(private readonly surroundings: FollowerSurroundings) {
    const { clock, log } = surroundings;
    this.periodic = new Periodic('follower', EVERY_MS, () => this.pass(), clock, log);
  }

  start(): void {
    const { ledger, watch } = this.surroundings;
    this.ends = [
      watch.onChange((cluster, { kind, namespace, name }) => {
        if (this.followed.has(keyOf(cluster, kind, namespace ?? null, name))) this.periodic.soon();
      }),
      ledger.onRow((row) => {
        if (row.outcome.kind !== 'following') return;
        this.watched.add(row.id);
        this.periodic.soon();
      }),
    ];
    this.periodic.start();
  }

  async stop(): Promise<void> {
    for (const end of this.ends) end();
    await this.periodic.stop();
  }

  /** Looks at every followed action once. */
  async pass(): Promise<void> {
    const { ledger, clock, log } = this.surroundings;
    const before = [...this.watched];
    const actions = await ledger.following(new Date(clock.wall()));
    this.followed = new Set(
      actions.map(({ row }) => keyOf(row.cluster.name, row.target.kind, row.target.namespace, row.target.name)),
    );
    const ids = new Set(actions.map(({ row }) => row.id));
    for (const id of before) if (!ids.has(id)) this.watched.delete(id);
    for (const action of actions) {
      try {
        const content = await this.decide(action);
        if (content !== null) await ledger.recordFollow(action.row.id, content);
        this.watched.add(action.row.id);
      } catch (error) {
        log.error({ err: error, action: action.row.id }, 'what became of a change could not be found out');
      }
    }
  }

  private async decide({ row, until }: FollowedAction): Promise<FollowContent | null> {
    const { clock, watch, ledger } = this.surroundings;
    const replicas = verbOf(row.action).replicas(row.input);
    if (replicas === null) return null;
    const now = clock.wall();
    const decision = decideFollow({
      outcome: row.outcome.kind,
      replicas,
      resourceVersionAfter: row.resourceVersionAfter,
      sinceMs: now - Date.parse(row.at),
      watched: this.watched.has(row.id),
      over: now >= until.getTime(),
      later: laterOf(row, await ledger.others(row)),
      current: await watch.current(row.cluster.name, nameOfRow(row)),
    });
    return decision === 'look' ? this.look(row) : decision;
  }

  /** The watch may be behind or ahead; only a consistent read tells that the change was undone, and by whom. */
  private async look(row: LedgerRow): Promise<FollowContent | null> {
    try {
      const { reader } = this.surroundings.registry.require(row.cluster.name);
      const object = await reader.get(nameOfRow(row));
      if (row.target.uid !== null && object.metadata.uid !== row.target.uid) return undone(row.target.kind, null);
      const change = verbOf(row.action).changedSince(object, row.input);
      return change === null ? null : undone(row.target.kind, change);
    } catch (error) {
      if (!(error instanceof BinnacleError)) throw error;
      return error.code === 'not_found' ? undone(row.target.kind, null) : null;
    }
  }
}

function laterOf(row: LedgerRow, others: ReadonlyArray<{ row: LedgerRow }>) {
  const later = others.map((other) => other.row).filter(({ number }) => number > row.number);
  if (later.some(({ state }) => state === 'pending')) return 'pending';
  // Newest first, so the last one is the one that followed.
  return later.findLast(({ state }) => state === 'succeeded') ?? null;
}

function keyOf(cluster: string, kind: string, namespace: string | null, name: string): string {
  return [cluster, kind, namespace ?? '', name].join('/');
}
