import { createHash } from 'node:crypto';
import { askedSchema as askedInPublic, fieldChangeSchema, OUTCOME_KINDS } from '@binnacle/shared/ledger';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.js';

/** What every first entry of an action holds. */
const askedSchema = askedInPublic.extend({
  command: z.string(),
  idempotencyKey: z.string().nullable(),
  /** SHA-256 of the request, to tell a repeat of the key from another request under it. */
  requestHash: z.string().nullable(),
  /** Id of the action this one takes back. */
  undoes: z.string().nullable(),
});
export type Asked = z.infer<typeof askedSchema>;

export const intentSchema = askedSchema.extend({
  changes: z.array(fieldChangeSchema),
  resourceVersionBefore: z.string(),
  previewTokenHash: z.string().nullable(),
  warnings: z.array(z.string()),
  /** The process that is about to act. */
  process: z.string(),
  /** The call to the cluster ends by then, answered or not. */
  deadlineMs: z.number(),
  /** What the object looked like to whoever must later tell whether the change was made; the action's own. */
  evidence: z.unknown(),
});
export type IntentContent = z.infer<typeof intentSchema>;

export const refusalSchema = askedSchema.extend({
  process: z.string(),
  code: z.string(),
  because: z.string(),
  /** What would have been needed. */
  missing: z.record(z.string(), z.unknown()),
});
export type RefusalContent = z.infer<typeof refusalSchema>;

export const outcomeContentSchema = z.object({
  result: z.enum(['succeeded', 'failed', 'unknown']),
  /** Of the API server when it failed: HTTP status and reason. */
  code: z.number().nullable(),
  reason: z.string().nullable(),
  because: z.string().nullable(),
  resourceVersion: z.string().nullable(),
  /** Milliseconds for which it is watched what becomes of it. */
  followMs: z.number().nullable(),
});
export type OutcomeContent = z.infer<typeof outcomeContentSchema>;

export const settlementSchema = outcomeContentSchema.extend({
  /** Whether this is the last word; else evidence is looked for again. */
  final: z.boolean(),
});
export type SettlementContent = z.infer<typeof settlementSchema>;

export const followSchema = z.object({
  kind: z.enum(OUTCOME_KINDS),
  seconds: z.number().optional(),
  because: z.string().optional(),
  by: z.string().optional(),
  /** Whether it is still watched. */
  open: z.boolean(),
});
export type FollowContent = z.infer<typeof followSchema>;

/** What an entry says, by type. A type is never renamed: old rows keep it for ever. */
export type EntryBody =
  | { type: 'intent'; content: IntentContent }
  | { type: 'refusal'; content: RefusalContent }
  | { type: 'outcome'; content: OutcomeContent }
  | { type: 'settlement'; content: SettlementContent }
  | { type: 'follow'; content: FollowContent };

/** An entry as it stands in the chain. */
export type Entry = EntryBody & { number: bigint; at: Date; actionId: string; hash: string };

/** What stands in the table. */
export interface StoredEntry {
  number: bigint;
  at: Date;
  type: string;
  actionId: string;
  content: string;
  previousHash: string;
  hash: string;
}

/** What the first entry's `previousHash` is. */
export const CHAIN_START = '0'.repeat(64);

/** SHA-256 over the previous hash and everything the entry says. */
export function entryHash(entry: Omit<StoredEntry, 'hash'>): string {
  const said = canonicalJson({
    actionId: entry.actionId,
    at: entry.at.toISOString(),
    content: entry.content,
    number: entry.number.toString(),
    type: entry.type,
  });
  return createHash('sha256').update(`${entry.previousHash}\n${said}`).digest('hex');
}

/**
 * Reads a stored entry.
 * @throws when it is of a type or shape that this program does not know
 */
export function parseEntry(stored: StoredEntry): Entry {
  const { number, at, actionId, hash } = stored;
  const content: unknown = JSON.parse(stored.content);
  return { number, at, actionId, hash, ...parseBody(stored.type, content) };
}

function parseBody(type: string, content: unknown): EntryBody {
  switch (type) {
    case 'intent':
      return { type, content: intentSchema.parse(content) };
    case 'refusal':
      return { type, content: refusalSchema.parse(content) };
    case 'outcome':
      return { type, content: outcomeContentSchema.parse(content) };
    case 'settlement':
      return { type, content: settlementSchema.parse(content) };
    case 'follow':
      return { type, content: followSchema.parse(content) };
    default:
      throw new TypeError(`a ledger entry of type ${type} is not known to this version of Binnacle`);
  }
}
