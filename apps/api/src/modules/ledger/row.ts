import { actorSchema } from '@binnacle/shared/access';
import { ACTION_STATES, type LedgerRow, ledgerRowSchema } from '@binnacle/shared/ledger';
import { z } from 'zod';
import type { Entry, OutcomeContent } from './entry.js';
import { outcomeOf, type Reading } from './reading.js';

const stateSchema = z.enum(ACTION_STATES);
const { changes: changesSchema, input: inputSchema } = ledgerRowSchema.shape;
const { kind: kindSchema, role: roleSchema } = actorSchema.shape;

/** A reading and its entries as the contract's row. */
export function rowOf(reading: Reading, entries: readonly Entry[]): LedgerRow {
  return {
    id: reading.id,
    number: Number(reading.number),
    at: reading.at.toISOString(),
    actor: {
      id: reading.actorId,
      label: reading.actorLabel,
      kind: kindSchema.parse(reading.actorKind),
      role: roleSchema.parse(reading.actorRole),
      via: reading.actorVia,
      address: reading.actorAddress,
    },
    cluster: { name: reading.clusterName, uid: reading.clusterUid },
    action: reading.action,
    target: {
      apiVersion: reading.apiVersion,
      kind: reading.kind,
      namespace: reading.namespace,
      name: reading.name,
      uid: reading.uid,
    },
    words: reading.words,
    reason: reading.reason,
    ticket: reading.ticket,
    input: inputSchema.parse(reading.input),
    state: stateSchema.parse(reading.state),
    outcome: outcomeOf(reading),
    error: reading.error,
    changes: changesSchema.parse(reading.changes),
    resourceVersionBefore: reading.resourceVersionBefore,
    resourceVersionAfter: reading.resourceVersionAfter,
    command: reading.command,
    steps: entries.map((entry) => ({
      number: Number(entry.number),
      at: entry.at.toISOString(),
      type: entry.type,
      words: wordsOf(entry),
      hash: entry.hash,
    })),
  };
}

/** One entry in words, as the history of an action lists it. */
function wordsOf(entry: Entry): string {
  switch (entry.type) {
    case 'intent':
      return entry.content.words;
    case 'refusal':
      return `refused: ${entry.content.because}`;
    case 'outcome':
      return resultWords(entry.content);
    case 'settlement':
      return `${resultWords(entry.content)}${entry.content.final ? '' : ' (looking for evidence)'}`;
    case 'follow': {
      const { kind, seconds, because, by } = entry.content;
      const parts = [kind, seconds === undefined ? '' : ` in ${seconds} s`, by === undefined ? '' : ` by ${by}`];
      return `${parts.join('')}${because === undefined ? '' : `: ${because}`}`;
    }
  }
}

function resultWords({ result, because }: OutcomeContent): string {
  return because === null ? result : `${result}: ${because}`;
}
