import { BinnacleError } from '@binnacle/shared/errors';
import type { LedgerRow } from '@binnacle/shared/ledger';
import type { PrismaClient } from '../../platform/database/index.js';
import { type Entry, type IntentContent, intentSchema, parseEntry } from './entry.js';
import { cursorAfter, type LedgerFilters, type LedgerQuery, whereOf } from './filters.js';
import { type Reading, readAll } from './reading.js';
import { rowOf } from './row.js';

/** An action whose outcome is not yet certain, with the intent that began it. */
export interface OpenAction {
  row: LedgerRow;
  intent: IntentContent;
  /** When the intent was committed, or when an outcome that said *unknown* was. */
  since: Date;
  state: 'pending' | 'unknown';
}

/** An action that is being followed. */
export interface FollowedAction {
  row: LedgerRow;
  settledAt: Date;
  until: Date;
}

/** The definitive answer to a request: the row as it read then, and the entry that settled it. */
export interface SettledAction {
  row: LedgerRow;
  entry: Entry;
}

/** Rows fetched at a time by an export. */
const EXPORT_PAGE_ROWS = 200;
/** Open and followed rows looked at in one pass; more wait for the next. */
const PASS_ROWS = 500;

/** The ledger as one reads it. */
export class LedgerReader {
  constructor(protected readonly prisma: PrismaClient) {}

  /** One page, newest first. Keyset: rows that arrive meanwhile neither repeat nor hide any. */
  async page(query: LedgerQuery): Promise<{ items: LedgerRow[]; total: number; nextCursor: string | null }> {
    const { limit, cursor, ...filters } = query;
    const where = whereOf(filters);
    const [total, readings] = await Promise.all([
      this.prisma.action.count({ where }),
      this.newest(filters, limit + 1, cursor),
    ]);
    const items = await this.rows(readings.slice(0, limit));
    const last = readings[limit - 1];
    return {
      items,
      total,
      nextCursor: readings.length > limit && last !== undefined ? cursorAfter(last.number) : null,
    };
  }

  /** Every row that matches, newest first, fetched as they are consumed. */
  async *all(filters: LedgerFilters): AsyncGenerator<LedgerRow> {
    let below: bigint | undefined;
    for (;;) {
      const readings = await this.newest(filters, EXPORT_PAGE_ROWS, below);
      yield* await this.rows(readings);
      below = readings.at(-1)?.number;
      if (readings.length < EXPORT_PAGE_ROWS) return;
    }
  }

  /** One row by its id. @throws BinnacleError `not_found` */
  async get(id: string): Promise<LedgerRow> {
    const reading = await this.prisma.action.findUnique({ where: { id } });
    const [row] = reading === null ? [] : await this.rows([reading]);
    if (row === undefined) throw new BinnacleError('not_found', `The ledger has no row ${id}.`);
    return row;
  }

  /** The action of this actor under this idempotency key, with the hash of the request that began it. */
  async findByKey(actorId: string, idempotencyKey: string) {
    const where = { actorId_idempotencyKey: { actorId, idempotencyKey } };
    return this.prisma.action.findUnique({ where, select: { id: true, requestHash: true } });
  }

  /** Hash of the request that began an action. */
  async requestHashOf(id: string): Promise<string | null> {
    const action = await this.prisma.action.findUnique({ where: { id }, select: { requestHash: true } });
    return action?.requestHash ?? null;
  }

  /**
   * The answer the action's request was or would have been given, the same however often it is asked: the row as at
   * the entry that settled it. Null while that is open.
   */
  async settled(id: string): Promise<SettledAction | null> {
    const entries = await this.entriesOf([id]);
    for (let count = 1; count <= entries.length; count += 1) {
      const reading = readAll(entries.slice(0, count));
      const entry = entries[count - 1];
      if (reading?.settled && entry !== undefined) return { row: rowOf(reading, entries.slice(0, count)), entry };
    }
    return null;
  }

  /** Actions whose outcome is not certain, oldest first. */
  async open(): Promise<OpenAction[]> {
    const readings = await this.prisma.action.findMany({
      where: { settled: false },
      orderBy: { number: 'asc' },
      take: PASS_ROWS,
    });
    const rows = await this.rows(readings);
    const contents = await this.intentsOf(readings);
    return rows.flatMap((row, at) => {
      const reading = readings[at];
      const intent = contents.get(row.id);
      if (reading === undefined || intent === undefined) return [];
      const state = reading.state === 'unknown' ? 'unknown' : 'pending';
      return [{ row, intent, since: reading.settledAt ?? reading.at, state }];
    });
  }

  /** Actions of which it is still watched what becomes, oldest first; undecided ones also when their time is over. */
  async following(now: Date): Promise<FollowedAction[]> {
    const undecided = { outcomeKind: { in: ['following', 'stuck'] } };
    const where = { following: true, OR: [undecided, { followUntil: { gt: now } }] };
    const readings = await this.prisma.action.findMany({ where, orderBy: { number: 'asc' }, take: PASS_ROWS });
    const rows = await this.rows(readings);
    return rows.flatMap((row, at) => {
      const { settledAt, followUntil } = readings[at] ?? {};
      return settledAt && followUntil ? [{ row, settledAt, until: followUntil }] : [];
    });
  }

  /** Other actions on the same object that changed or may have changed it, newest first, with what they looked at. */
  async others(row: LedgerRow): Promise<Array<{ row: LedgerRow; intent: IntentContent }>> {
    const { kind, namespace, name } = row.target;
    const where = {
      clusterUid: row.cluster.uid,
      kind,
      namespace,
      name,
      state: { in: ['pending', 'unknown', 'succeeded'] },
    };
    const orderBy = { number: 'desc' } as const;
    const readings = await this.prisma.action.findMany({
      where: { ...where, id: { not: row.id } },
      orderBy,
      take: PASS_ROWS,
    });
    const rows = await this.rows(readings);
    const contents = await this.intentsOf(readings);
    return rows.flatMap((other) => {
      const intent = contents.get(other.id);
      return intent === undefined ? [] : [{ row: other, intent }];
    });
  }

  private newest(filters: LedgerFilters, take: number, below?: bigint): Promise<Reading[]> {
    const where = { AND: [whereOf(filters), below === undefined ? {} : { number: { lt: below } }] };
    return this.prisma.action.findMany({ where, orderBy: { number: 'desc' }, take });
  }

  protected async rows(readings: readonly Reading[]): Promise<LedgerRow[]> {
    const entries = Map.groupBy(await this.entriesOf(readings.map((r) => r.id)), (entry) => entry.actionId);
    return readings.map((reading) => rowOf(reading, entries.get(reading.id) ?? []));
  }

  private async entriesOf(ids: readonly string[]): Promise<Entry[]> {
    if (ids.length === 0) return [];
    const where = { actionId: { in: [...ids] } };
    const stored = await this.prisma.ledgerEntry.findMany({ where, orderBy: { number: 'asc' } });
    return stored.map(parseEntry);
  }

  private async intentsOf(readings: readonly Reading[]): Promise<Map<string, IntentContent>> {
    const where = { number: { in: readings.map((reading) => reading.number) }, type: 'intent' };
    const stored = await this.prisma.ledgerEntry.findMany({ where });
    return new Map(stored.map((entry) => [entry.actionId, intentSchema.parse(JSON.parse(entry.content))]));
  }
}
