import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';
import { canonicalJson } from './canonical-json.js';
import { type Entry, type EntryBody, entryHash } from './entry.js';
import { type Reading, read } from './reading.js';

/** A transaction is waited for, and may take, this long; then the change is refused (fault F09). */
const TRANSACTION = { maxWait: 3_000, timeout: 5_000 };

/** The same actor has used this idempotency key before. */
export class KeyTakenError extends Error {
  override readonly name = 'KeyTakenError';
  constructor(readonly actionId: string) {
    super('the idempotency key was used before');
  }
}

/** What an append does: it sees the reading under the lock, and may find that there is nothing left to say. */
export type Decide = (before: Reading | null) => EntryBody | null;

/**
 * Appends one entry and updates the reading of its action, in one transaction. Writers, of any process, stand in line
 * at the head's row lock; so numbers have no gaps and every entry hangs on the one before it. Resolves once committed.
 * @returns the entry and the new reading, or `entry: null` when `decide` had nothing to say
 * @throws KeyTakenError; any other error means that nothing is on the record, or that it cannot be known
 */
export async function append(
  prisma: PrismaClient,
  actionId: string,
  at: Date,
  decide: Decide,
): Promise<{ entry: Entry | null; reading: Reading | null }> {
  return prisma.$transaction(async (tx) => {
    const [head] = await tx.$queryRaw<Array<{ number: bigint; hash: string }>>`
      SELECT "number", "hash" FROM "LedgerHead" WHERE "id" = 1 FOR UPDATE`;
    if (head === undefined) throw new Error('the ledger has lost its head: the row of "LedgerHead" is missing');
    const before = await tx.action.findUnique({ where: { id: actionId } });
    const body = decide(before);
    if (body === null) return { entry: null, reading: before };
    if (body.type === 'intent' || body.type === 'refusal') await refuseRepeat(tx, body.content);

    const number = head.number + 1n;
    const content = canonicalJson(body.content);
    const unhashed = { number, at, type: body.type, actionId, content, previousHash: head.hash };
    const hash = entryHash(unhashed);
    await tx.ledgerEntry.create({ data: { ...unhashed, hash }, select: { number: true } });
    await tx.ledgerHead.update({ where: { id: 1 }, data: { number, hash } });
    const entry: Entry = { ...body, number, at, actionId, hash };
    const reading = read(before, entry);
    await write(tx, reading, before === null);
    return { entry, reading };
  }, TRANSACTION);
}

async function refuseRepeat(
  tx: Prisma.TransactionClient,
  { actor, idempotencyKey }: { actor: { id: string }; idempotencyKey: string | null },
): Promise<void> {
  if (idempotencyKey === null) return;
  const where = { actorId_idempotencyKey: { actorId: actor.id, idempotencyKey } };
  const taken = await tx.action.findUnique({ where, select: { id: true } });
  if (taken !== null) throw new KeyTakenError(taken.id);
}

async function write(tx: Prisma.TransactionClient, reading: Reading, first: boolean): Promise<void> {
  const data = {
    ...reading,
    input: reading.input ?? Prisma.JsonNull,
    outcome: reading.outcome ?? Prisma.JsonNull,
    changes: reading.changes ?? Prisma.JsonNull,
  };
  const select = { id: true };
  if (first) await tx.action.create({ data, select });
  else await tx.action.update({ where: { id: reading.id }, data, select });
}
