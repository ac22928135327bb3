import type { KubeObject } from '@binnacle/kube/reflector';
import { BinnacleError } from '@binnacle/shared/errors';
import type { Clock } from '../../../platform/clock/index.js';
import type { Log } from '../../../platform/logging/index.js';
import type { Ledger, OpenAction, SettlementContent } from '../../ledger/index.js';
import type { ClusterRegistry } from '../ports.js';
import { targetOfRow } from '../row-target.js';
import { type Testimony, verbOf } from '../verbs/index.js';
import { Periodic } from './periodic.js';
import { FOLLOW_MS } from './settle.js';

/** Evidence is looked for this often. */
const EVERY_MS = 5_000;
/** Beyond its deadline a call may still be on its way through the API server for a moment, once that works at all. */
const GRACE_MS = 10_000;
/** An action whose cluster cannot be asked is called unknown, visibly, after this long; the search goes on. */
const VISIBLE_AFTER_MS = 45_000;

export interface ReconcilerSurroundings {
  readonly ledger: Ledger;
  readonly registry: ClusterRegistry;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether this process itself knows what becomes of the action. */
  readonly isBusyWith: (id: string) => boolean;
  /** Whether no other process can be at work on this ledger: then every other process' intent is a dead one's. */
  readonly alone: boolean;
}

/** What this process has noticed of an open action, by the monotonic clock. */
interface Sighting {
  /** When it was first seen open. */
  since: number;
  /** Since when the cluster has answered every look for it: one that stood still may have held the call for as long. */
  answeringSince: number | null;
}

/**
 * Settles every action whose outcome is open, from evidence on the object, within 60 seconds of the cluster answering.
 * Says `succeeded` or `failed` only when the evidence can be read in one way; time is measured by the monotonic clock
 * and by what this process has seen itself, so that a jump of the wall clock decides nothing.
 */
export class Reconciler {
  private readonly periodic: Periodic;
  private readonly sightings = new Map<string, Sighting>();

  constructor(private readonly surroundings: ReconcilerSurroundings) {
    const { clock, log } = surroundings;
    this.periodic = new Periodic('reconciler', EVERY_MS, () => this.pass(), clock, log);
  }

  start(): void {
    this.periodic.start();
  }

  stop(): Promise<void> {
    return this.periodic.stop();
  }

  /** Looks at every open action once. */
  async pass(): Promise<void> {
    const { ledger, clock, log, isBusyWith } = this.surroundings;
    const open = await ledger.open();
    const ids = new Set(open.map(({ row }) => row.id));
    for (const id of this.sightings.keys()) if (!ids.has(id)) this.sightings.delete(id);
    for (const action of open) {
      const { id } = action.row;
      const sighting = this.sightings.get(id) ?? { since: clock.monotonic(), answeringSince: null };
      this.sightings.set(id, sighting);
      if (isBusyWith(id)) continue;
      try {
        await this.settle(action, sighting);
      } catch (error) {
        log.error({ err: error, action: id }, 'the evidence for an open action could not be judged');
      }
    }
  }

  private async settle(action: OpenAction, sighting: Sighting): Promise<void> {
    const { ledger, alone, clock } = this.surroundings;
    const { row, intent } = action;
    const live = await this.look(action);
    const now = clock.monotonic();
    sighting.answeringSince = 'unreachable' in live ? null : (sighting.answeringSince ?? now);
    const underWayMs = intent.deadlineMs + GRACE_MS;
    const mayBeAlive = action.state === 'pending' && (intent.process === ledger.process || !alone);
    if (mayBeAlive && now - sighting.since < underWayMs) return;
    if ('unreachable' in live) {
      if (action.state !== 'pending' || now - sighting.since < VISIBLE_AFTER_MS) return;
      const because = `the cluster cannot be asked: ${live.unreachable}`;
      await ledger.recordSettlement(row.id, settlement('unknown', because, false));
      return;
    }
    if ('replaced' in live) {
      await ledger.recordSettlement(row.id, settlement('unknown', live.replaced, true));
      return;
    }
    const over = now - (sighting.answeringSince ?? now) >= underWayMs;
    const judgement = verbOf(row.action).judge(await this.testimony(action, live.object, over));
    if (judgement.kind === 'wait') return;
    await ledger.recordSettlement(row.id, settlement(judgement.kind, judgement.because, true));
  }

  private async look({
    row,
  }: OpenAction): Promise<{ object: KubeObject | null } | { unreachable: string } | { replaced: string }> {
    try {
      const { reader, summary } = this.surroundings.registry.require(row.cluster.name);
      if (summary.uid === null) return { unreachable: 'it was not reached since the start' };
      if (summary.uid !== row.cluster.uid)
        return { replaced: `another cluster answers under the name ${row.cluster.name} now` };
      const { uid: _, ...name } = targetOfRow(row);
      return { object: await reader.get(name) };
    } catch (error) {
      if (!(error instanceof BinnacleError)) throw error;
      return error.code === 'not_found' ? { object: null } : { unreachable: error.detail };
    }
  }

  private async testimony({ row, intent }: OpenAction, live: KubeObject | null, over: boolean): Promise<Testimony> {
    const others = await this.surroundings.ledger.others(row);
    return {
      id: row.id,
      input: intent.input,
      uid: intent.target.uid,
      resourceVersionBefore: intent.resourceVersionBefore,
      evidence: intent.evidence,
      live,
      others: others.map((other) => ({
        number: other.row.number,
        state: other.row.state,
        uid: other.intent.target.uid,
        input: other.intent.input,
        evidence: other.intent.evidence,
      })),
      over,
    };
  }
}

function settlement(result: SettlementContent['result'], because: string, final: boolean): SettlementContent {
  const followMs = result === 'succeeded' ? FOLLOW_MS : null;
  return { result, because, final, followMs, code: null, reason: null, resourceVersion: null };
}
