import type { Verification } from '@binnacle/shared/ledger';
import type { Action, LedgerEntry } from '../../generated/prisma/client.js';
import type { PrismaClient } from '../../platform/database/index.js';
import { canonicalJson } from './canonical-json.js';
import { CHAIN_START, entryHash, parseEntry } from './entry.js';
import { type Reading, readAll } from './reading.js';

/** Entries held at a time. */
const PAGE_ENTRIES = 1_000;
/** The chain may have grown by others meanwhile; what is checked is the ledger as it was at the beginning. */
type Head = { number: bigint; hash: string };

interface Break {
  number: bigint;
  because: string;
}

/**
 * Walks the chain from its first entry to its head, then compares every action's reading with what its entries say.
 * Names the first entry that was changed, removed or added outside the ledger.
 */
export async function verifyLedger(prisma: PrismaClient, at: Date): Promise<Verification> {
  const head = await prisma.ledgerHead.findUnique({ where: { id: 1 } });
  const broken: Break | null =
    head === null
      ? { number: 1n, because: 'the end of the chain (the row of LedgerHead) is missing' }
      : ((await brokenLink(prisma, head)) ?? (await brokenReading(prisma, head)));
  return {
    ok: broken === null,
    entries: await prisma.ledgerEntry.count(),
    firstBroken: broken === null ? null : Number(broken.number),
    because: broken?.because ?? null,
    at: at.toISOString(),
  };
}

async function brokenLink(prisma: PrismaClient, head: Head): Promise<Break | null> {
  let last: Head = { number: 0n, hash: CHAIN_START };
  while (last.number < head.number) {
    const page = await pageAfter(prisma, last.number, head.number);
    if (page.length === 0) break;
    for (const stored of page) {
      const because = wrongWith(stored, last);
      if (because !== null) return { number: because.number, because: because.text };
      last = { number: stored.number, hash: stored.hash };
    }
  }
  if (last.number < head.number) return { number: last.number + 1n, because: 'the entry is missing' };
  if (last.hash !== head.hash) return { number: head.number, because: 'the entry is not the one the chain ended with' };
  const early = await prisma.ledgerEntry.findFirst({ where: { number: { lt: 1 } } });
  return early === null
    ? null
    : { number: early.number, because: 'the entry stands before the beginning of the chain' };
}

function wrongWith(stored: LedgerEntry, last: Head): { number: bigint; text: string } | null {
  const { number } = stored;
  if (number !== last.number + 1n) return { number: last.number + 1n, text: 'the entry is missing' };
  if (stored.previousHash !== last.hash) return { number, text: 'the entry does not hang on the one before it' };
  if (entryHash(stored) !== stored.hash)
    return { number, text: 'the entry was changed: its content does not match its hash' };
  return null;
}

/** The readings are what people see; one that says something else than its entries was changed behind the ledger's back. */
async function brokenReading(prisma: PrismaClient, head: Head): Promise<Break | null> {
  const begins = { type: { in: ['intent', 'refusal'] } };
  let begun = 0;
  let after = 0n;
  for (;;) {
    const where = { ...begins, number: { gt: after, lte: head.number } };
    const first = await prisma.ledgerEntry.findMany({ where, orderBy: { number: 'asc' }, take: PAGE_ENTRIES });
    const ids = first.map((entry) => entry.actionId);
    const actions = new Map((await prisma.action.findMany({ where: { id: { in: ids } } })).map((a) => [a.id, a]));
    const entries = await prisma.ledgerEntry.findMany({ where: { actionId: { in: ids } }, orderBy: { number: 'asc' } });
    const byAction = Map.groupBy(entries.map(parseEntry), (entry) => entry.actionId);
    for (const { actionId, number } of first) {
      const action = actions.get(actionId);
      if (action === undefined) return { number, because: 'the reading of the action that begins here is missing' };
      const counted = (byAction.get(actionId) ?? []).filter(
        (e) => e.number <= head.number || e.number <= action.lastNumber,
      );
      if (spelled(readAll(counted)) !== spelled(action)) {
        return { number, because: 'the reading of the action that begins here does not say what its entries say' };
      }
    }
    begun += first.length;
    const last = first.at(-1);
    if (last === undefined) break;
    after = last.number;
  }
  const known = await prisma.action.count({ where: { number: { lte: head.number } } });
  if (known === begun) return null;
  return { number: await strayReading(prisma), because: 'there is the reading of an action that no entry begins' };
}

async function strayReading(prisma: PrismaClient): Promise<bigint> {
  const [stray] = await prisma.$queryRaw<Array<{ number: bigint }>>`
    SELECT a."number" FROM "Action" a
    WHERE NOT EXISTS (SELECT 1 FROM "LedgerEntry" e WHERE e."number" = a."number" AND e."actionId" = a."id")
    ORDER BY a."number" LIMIT 1`;
  return stray?.number ?? 0n;
}

function pageAfter(prisma: PrismaClient, after: bigint, upTo: bigint): Promise<LedgerEntry[]> {
  const where = { number: { gt: after, lte: upTo } };
  return prisma.ledgerEntry.findMany({ where, orderBy: { number: 'asc' }, take: PAGE_ENTRIES });
}

function spelled(reading: Reading | Action | null): string {
  if (reading === null) return 'null';
  const plain = Object.entries(reading).map(([column, value]) => {
    if (typeof value === 'bigint') return [column, value.toString()];
    return [column, value instanceof Date ? value.toISOString() : value];
  });
  return canonicalJson(Object.fromEntries(plain));
}
