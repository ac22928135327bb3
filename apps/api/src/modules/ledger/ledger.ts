import { BinnacleError } from '@binnacle/shared/errors';
import type { LedgerRow, Verification } from '@binnacle/shared/ledger';
import type { Clock } from '../../platform/clock/index.js';
import type { PrismaClient } from '../../platform/database/index.js';
import type { Log } from '../../platform/logging/index.js';
import { append, type Decide, KeyTakenError } from './chain.js';
import {
  type Asked,
  type FollowContent,
  type IntentContent,
  type OutcomeContent,
  type RefusalContent,
  type SettlementContent,
} from './entry.js';
import { LedgerReader } from './ledger-reader.js';
import { plainText } from './plain-text.js';
import { type Intended, mintRecordedIntent, type RawOutcome, type RecordedIntent } from './recorded-intent.js';
import { rowOf } from './row.js';
import { verifyLedger } from './verification.js';

/** What the ledger needs of the process. */
export interface LedgerSurroundings {
  readonly prisma: PrismaClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Fresh UUIDs. */
  readonly newId: () => string;
  /** UUID of this run of this process. */
  readonly process: string;
}

/**
 * The append-only record of every change. What it promises: an intent that was returned is committed; an entry is never
 * changed or taken away; numbers have no gaps; each entry's hash covers the one before it.
 */
export class Ledger extends LedgerReader {
  private readonly listeners = new Set<(row: LedgerRow) => void>();

  constructor(private readonly surroundings: LedgerSurroundings) {
    super(surroundings.prisma);
  }

  /** UUID of this run of this process, as intents carry it. */
  get process(): string {
    return this.surroundings.process;
  }

  /**
   * Makes sure, before anything is asked of a cluster, that an intent could be recorded.
   * @throws BinnacleError `not_recorded`
   */
  async assertWritable(): Promise<void> {
    try {
      await this.surroundings.prisma.ledgerHead.findUniqueOrThrow({ where: { id: 1 } });
    } catch (error) {
      throw notRecorded(error);
    }
  }

  /**
   * Commits an intent. Nothing may be sent to a cluster without what this returns.
   * @throws BinnacleError `not_recorded`; KeyTakenError when the actor has used the idempotency key before
   */
  async recordIntent<P extends Intended>(planned: P): Promise<RecordedIntent<P>> {
    const { prisma, newId, process } = this.surroundings;
    const id = newId();
    const content: IntentContent = { ...tidied(planned.intent), process };
    let row: LedgerRow;
    try {
      const { entry, reading } = await this.append(id, () => ({ type: 'intent', content }));
      if (entry === null || reading === null) throw new Error(`the action ${id} is on the record already`);
      // The embedded database's adapter does not report a commit that failed; what can be read back is committed.
      const kept = await prisma.ledgerEntry.findUnique({ where: { number: entry.number }, select: { hash: true } });
      if (kept?.hash !== entry.hash) throw new Error(`entry ${entry.number} was not kept`);
      row = rowOf(reading, [entry]);
    } catch (error) {
      if (error instanceof KeyTakenError) throw error;
      throw notRecorded(error);
    }
    this.announce(row);
    const { name, uid } = content.cluster;
    return mintRecordedIntent({ id, clusterName: name, clusterUid: uid, planned, row });
  }

  /**
   * Records that somebody was not allowed to do something.
   * @throws KeyTakenError, or what the database said
   */
  async recordRefusal(asked: Asked, because: Pick<RefusalContent, 'code' | 'because' | 'missing'>): Promise<LedgerRow> {
    const { newId, process } = this.surroundings;
    const content = { ...tidied(asked), ...because, because: plainText(because.because), process };
    return this.recorded(newId(), () => ({ type: 'refusal', content }));
  }

  /**
   * Records what became of the call. An outcome that comes late, after the reconciler has had the last word, changes
   * nothing; one that comes after *unknown* is a settlement.
   * @throws what the database said; the outcome is then not on the record
   */
  async recordOutcome(intent: RecordedIntent, raw: RawOutcome, followMs: number | null): Promise<LedgerRow> {
    const content = outcomeContent(raw, followMs);
    return this.recorded(intent.id, (before) => {
      if (before === null || before.settled) return null;
      if (before.state === 'pending') return { type: 'outcome', content };
      return { type: 'settlement', content: { ...content, final: content.result !== 'unknown' } };
    });
  }

  /** Records what evidence says about an action whose outcome was open. Does nothing when it is settled already. */
  async recordSettlement(id: string, content: SettlementContent): Promise<LedgerRow> {
    const because = content.because === null ? null : plainText(content.because);
    return this.recorded(id, (before) =>
      before === null || before.settled ? null : { type: 'settlement', content: { ...content, because } },
    );
  }

  /** Records what became of the object. Does nothing when the action is no longer followed, or says the same already. */
  async recordFollow(id: string, content: FollowContent): Promise<LedgerRow> {
    const { because, by } = content;
    const tidy = {
      ...content,
      ...(because === undefined ? {} : { because: plainText(because) }),
      ...(by === undefined ? {} : { by: plainText(by) }),
    };
    return this.recorded(id, (before) => {
      if (before?.following !== true || (before.outcomeKind === content.kind && content.open)) return null;
      return { type: 'follow', content: tidy };
    });
  }

  /** Walks the whole chain and compares the readings with it. */
  verify(): Promise<Verification> {
    return verifyLedger(this.surroundings.prisma, new Date(this.surroundings.clock.wall()));
  }

  /**
   * Calls back with each row that this process writes, once committed. A listener that throws is logged and harms
   * nobody. Returns the end of it.
   */
  onRow(listener: (row: LedgerRow) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private append(id: string, decide: Decide) {
    return append(this.surroundings.prisma, id, new Date(this.surroundings.clock.wall()), decide);
  }

  private async recorded(id: string, decide: Decide): Promise<LedgerRow> {
    const { entry, reading } = await this.append(id, decide);
    if (reading === null) throw new Error(`the ledger has no action ${id}`);
    const [row] = await this.rows([reading]);
    if (row === undefined) throw new Error(`the ledger has no entries of action ${id}`);
    if (entry !== null) this.announce(row);
    return row;
  }

  private announce(row: LedgerRow): void {
    for (const listener of this.listeners) {
      try {
        listener(row);
      } catch (error) {
        this.surroundings.log.error({ err: error, action: row.id }, 'a listener of the ledger failed');
      }
    }
  }
}

function tidied<A extends Pick<Asked, 'reason' | 'ticket' | 'words'>>(asked: A): A {
  const ticket = asked.ticket === null ? null : plainText(asked.ticket);
  return { ...asked, reason: plainText(asked.reason), ticket, words: plainText(asked.words) };
}

function outcomeContent(raw: RawOutcome, followMs: number | null): OutcomeContent {
  const nothing = { code: null, reason: null, because: null, resourceVersion: null, followMs: null };
  switch (raw.kind) {
    case 'succeeded':
      return { ...nothing, result: 'succeeded', resourceVersion: raw.resourceVersion, followMs };
    case 'failed':
      return {
        ...nothing,
        result: 'failed',
        code: raw.code,
        reason: plainText(raw.reason),
        because: plainText(raw.message),
      };
    case 'unknown':
      return { ...nothing, result: 'unknown', because: plainText(raw.because) };
  }
}

function notRecorded(cause: unknown): BinnacleError {
  return new BinnacleError(
    'not_recorded',
    'The change could not be put on the record, so it was not made: nothing was sent to the cluster. Try again once the database answers.',
    { cause },
  );
}
