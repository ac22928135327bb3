import { ACTION_STATES, OUTCOME_KINDS } from '@binnacle/shared/ledger';
import { clusterNameSchema, kindNameSchema, namespaceNameSchema, objectNameSchema } from '@binnacle/shared/names';
import { z } from 'zod';
import type { Prisma } from '../../generated/prisma/client.js';

const PAGE_ROWS = 50;
/** A page is one answer, not a way to fetch the ledger: that is what the export is for. */
const PAGE_MAX_ROWS = 500;
const TEXT_MAX_CHARACTERS = 253;

const text = z.string().max(TEXT_MAX_CHARACTERS);
/** One or several of them: `state=failed&state=unknown`. */
const anyOf = <T extends z.ZodType>(value: T) => z.preprocess((given) => [given].flat(), z.array(value).max(50));
const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

/** Query of `GET /ledger` and `GET /ledger/export`. */
export const ledgerFiltersSchema = z.strictObject({
  /** An actor's id or label. */
  actor: text.optional(),
  cluster: anyOf(clusterNameSchema).optional(),
  namespace: anyOf(namespaceNameSchema).optional(),
  kind: anyOf(kindNameSchema).optional(),
  name: objectNameSchema.optional(),
  action: anyOf(text).optional(),
  state: anyOf(z.enum(ACTION_STATES)).optional(),
  outcome: anyOf(z.enum(OUTCOME_KINDS)).optional(),
  /** RFC 3339, inclusive. */
  since: time.optional(),
  /** RFC 3339, exclusive. */
  until: time.optional(),
  /** Text in words, reason, ticket, name, actor or error, without regard to case. */
  q: text.trim().optional(),
});
export type LedgerFilters = z.output<typeof ledgerFiltersSchema>;

export const ledgerQuerySchema = ledgerFiltersSchema.extend({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX_ROWS).default(PAGE_ROWS),
  /** `nextCursor` of the page before. */
  cursor: z
    .string()
    .max(100)
    .transform((value, context) => {
      const number = /^n([1-9][0-9]{0,17})$/.exec(Buffer.from(value, 'base64url').toString('latin1'))?.[1];
      if (number !== undefined) return BigInt(number);
      context.addIssue({ code: 'custom', message: 'is not a cursor that a page of the ledger gave' });
      return z.NEVER;
    })
    .optional(),
});
export type LedgerQuery = z.output<typeof ledgerQuerySchema>;

/** The cursor after the row with this number: the next page begins below it, whatever was appended since. */
export function cursorAfter(number: bigint): string {
  return Buffer.from(`n${number}`).toString('base64url');
}

export function whereOf(filters: LedgerFilters): Prisma.ActionWhereInput {
  const { actor, q, since, until } = filters;
  const all: Prisma.ActionWhereInput[] = [];
  if (actor !== undefined) all.push({ OR: [{ actorId: actor }, { actorLabel: actor }] });
  if (q !== undefined && q !== '') {
    // Prisma hands the text to LIKE as it is, so its wildcards are taken literally only when escaped.
    const contains = { contains: q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const;
    const columns = ['words', 'reason', 'ticket', 'name', 'actorLabel', 'error'] as const;
    all.push({ OR: columns.map((column) => ({ [column]: contains })) });
  }
  return {
    AND: all,
    clusterName: among(filters.cluster),
    namespace: among(filters.namespace),
    kind: among(filters.kind),
    name: filters.name,
    action: among(filters.action),
    state: among(filters.state),
    outcomeKind: among(filters.outcome),
    at: { gte: since, lt: until },
  };
}

function among(values: string[] | undefined) {
  return values === undefined ? undefined : { in: values };
}
