import { outcomeSchema } from '@binnacle/shared/ledger';
import type { Action, Prisma } from '../../generated/prisma/client.js';
import type { Entry, OutcomeContent } from './entry.js';

/** The current reading of an action: exactly the row of the `Action` table. */
export type Reading = Action;

/** The reading after an action's first entry. */
function begun(entry: Entry & { type: 'intent' | 'refusal' }): Reading {
  const { content } = entry;
  const intent = entry.type === 'intent' ? entry.content : null;
  return {
    id: entry.actionId,
    number: entry.number,
    lastNumber: entry.number,
    at: entry.at,
    actorId: content.actor.id,
    actorLabel: content.actor.label,
    actorKind: content.actor.kind,
    actorRole: content.actor.role,
    actorVia: content.actor.via,
    actorAddress: content.actor.address,
    clusterName: content.cluster.name,
    clusterUid: content.cluster.uid,
    action: content.action,
    apiVersion: content.target.apiVersion,
    kind: content.target.kind,
    namespace: content.target.namespace,
    name: content.target.name,
    uid: content.target.uid,
    words: content.words,
    reason: content.reason,
    ticket: content.ticket,
    input: json(content.input),
    state: intent === null ? 'refused' : 'pending',
    outcomeKind: 'none',
    outcome: { kind: 'none' },
    error: entry.type === 'refusal' ? entry.content.because : null,
    changes: json(intent?.changes ?? []),
    resourceVersionBefore: intent?.resourceVersionBefore ?? null,
    resourceVersionAfter: null,
    command: content.command,
    undoes: content.undoes,
    idempotencyKey: content.idempotencyKey,
    requestHash: content.requestHash,
    process: content.process,
    settledAt: intent === null ? entry.at : null,
    settled: intent === null,
    following: false,
    followUntil: null,
  };
}

/**
 * The reading after one more entry. Pure: the same entries always read the same, which is what verification relies on.
 * @throws TypeError when the entries are not the life of one action
 */
export function read(before: Reading | null, entry: Entry): Reading {
  if (entry.type === 'intent' || entry.type === 'refusal') {
    if (before !== null) throw new TypeError(`entry ${entry.number} begins an action that has begun`);
    return begun(entry);
  }
  if (before === null) throw new TypeError(`entry ${entry.number} goes on with an action that never began`);
  const next = { ...before, lastNumber: entry.number };
  switch (entry.type) {
    case 'outcome':
      return { ...next, ...resultOf(entry.content, entry.at), settled: entry.content.result !== 'unknown' };
    case 'settlement':
      return { ...next, ...resultOf(entry.content, entry.at), settled: entry.content.final };
    case 'follow': {
      const { open, ...outcome } = entry.content;
      return { ...next, outcome: json(outcome), outcomeKind: outcome.kind, following: open };
    }
  }
}

function resultOf(content: OutcomeContent, at: Date): Partial<Reading> {
  const follows = content.result === 'succeeded' && content.followMs !== null;
  return {
    state: content.result,
    error: content.because,
    resourceVersionAfter: content.resourceVersion,
    settledAt: at,
    outcomeKind: follows ? 'following' : 'none',
    outcome: { kind: follows ? 'following' : 'none' },
    following: follows,
    followUntil: follows ? new Date(at.getTime() + (content.followMs ?? 0)) : null,
  };
}

/** The reading after all of them, in order of number. */
export function readAll(entries: readonly Entry[]): Reading | null {
  return entries.reduce<Reading | null>(read, null);
}

/** The stored outcome as the contract has it. */
export function outcomeOf(reading: Reading) {
  return outcomeSchema.parse(reading.outcome);
}

/** Plain JSON for a column: absent members left out, as the database would. */
function json(value: unknown): Prisma.JsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.JsonValue;
}
