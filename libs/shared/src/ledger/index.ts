import { z } from 'zod';
import { ROLES } from '../access/index.js';

/** Where an action stands. `unknown` is said when the evidence is missing, and settled later, visibly. */
export const ACTION_STATES = ['pending', 'waiting', 'succeeded', 'failed', 'refused', 'unknown', 'cancelled'] as const;
export type ActionState = (typeof ACTION_STATES)[number];

/** What became of the object afterwards. */
export const OUTCOME_KINDS = ['following', 'healthy', 'stuck', 'superseded', 'undone', 'none'] as const;

export const outcomeSchema = z.object({
  kind: z.enum(OUTCOME_KINDS),
  seconds: z.number().optional(),
  because: z.string().optional(),
  by: z.string().optional(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

/** One field that an action changes: JSON-pointer-like path in dots, values as JSON text, `null` for absent. */
export const fieldChangeSchema = z.object({ path: z.string(), before: z.unknown(), after: z.unknown() });
export type FieldChange = z.infer<typeof fieldChangeSchema>;

/** One step in the life of an action, from its ledger entries. */
export const ledgerStepSchema = z.object({
  /** Number of the entry in the hash chain. */
  number: z.number().int(),
  at: z.string(),
  type: z.enum(['intent', 'refusal', 'outcome', 'settlement', 'follow']),
  words: z.string(),
  hash: z.string(),
});

/** Who asked for what. Labels and names are copies, since the record outlives people and clusters. */
export const askedSchema = z.object({
  actor: z.object({
    id: z.string(),
    label: z.string(),
    kind: z.enum(['person', 'key']),
    role: z.enum(ROLES),
    via: z.string(),
    address: z.string(),
  }),
  cluster: z.object({ name: z.string(), uid: z.string() }),
  action: z.string(),
  target: z.object({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().nullable(),
    name: z.string(),
    uid: z.string().nullable(),
  }),
  /** The intent in words: `scale 3 → 5`. */
  words: z.string(),
  reason: z.string(),
  ticket: z.string().nullable(),
  input: z.record(z.string(), z.unknown()),
});

/** A ledger row: an action with everything that is on the record about it. */
export const ledgerRowSchema = askedSchema.extend({
  id: z.string(),
  number: z.number().int(),
  at: z.string(),
  state: z.enum(ACTION_STATES),
  outcome: outcomeSchema,
  /** The API server's own words when it refused or failed. */
  error: z.string().nullable(),
  changes: z.array(fieldChangeSchema),
  resourceVersionBefore: z.string().nullable(),
  resourceVersionAfter: z.string().nullable(),
  command: z.string(),
  steps: z.array(ledgerStepSchema),
  /** In the answer 202 to a change only: what is not usual about it, in a sentence. Not on the record. */
  notice: z.string().optional(),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

export const ledgerPageSchema = z.object({
  items: z.array(ledgerRowSchema),
  total: z.number().int(),
  nextCursor: z.string().nullable(),
});

export const verificationSchema = z.object({
  ok: z.boolean(),
  entries: z.number().int(),
  /** The first broken entry's number, and what is wrong with it. */
  firstBroken: z.number().int().nullable(),
  because: z.string().nullable(),
  at: z.string(),
});
export type Verification = z.infer<typeof verificationSchema>;
