import { randomUUID } from 'node:crypto';
import { FakeClock } from '@binnacle/testing/clock';
import { type MemoryDatabase, memoryDatabase } from '../../../platform/database/testing/memory-database.js';
import { createLog } from '../../../platform/logging/index.js';
import { Ledger } from '../ledger.js';
import type { Intended, IntentDraft } from '../recorded-intent.js';

/** A ledger on an empty database in memory, with a clock set by hand and everything it logged. */
export interface LedgerBench {
  database: MemoryDatabase;
  clock: FakeClock;
  logged: string[];
  ledger: Ledger;
  /** A ledger of another process on the same database. */
  another(): Ledger;
}

export async function ledgerBench(): Promise<LedgerBench> {
  const database = await memoryDatabase();
  const clock = new FakeClock();
  const logged: string[] = [];
  const log = createLog({ level: 'debug', human: false, write: (line) => logged.push(line) });
  const another = () => new Ledger({ prisma: database.prisma, clock, log, newId: randomUUID, process: randomUUID() });
  return { database, clock, logged, ledger: another(), another };
}

export function intended(changes: Partial<IntentDraft> = {}): Intended {
  const intent: IntentDraft = {
    actor: { id: 'u1', label: 'ada', kind: 'person', role: 'owner', via: 'link', address: '127.0.0.1' },
    cluster: { name: 'kind-a', uid: 'cluster-uid' },
    action: 'scale',
    target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web', uid: 'object-uid' },
    words: 'scale 3 → 5',
    reason: 'busy evening',
    ticket: null,
    input: { replicas: 5 },
    command: 'kubectl -n shop scale deployment/web --replicas=5',
    idempotencyKey: null,
    requestHash: null,
    undoes: null,
    changes: [{ path: 'spec.replicas', before: 3, after: 5 }],
    resourceVersionBefore: '100',
    previewTokenHash: null,
    warnings: [],
    deadlineMs: 15_000,
    evidence: null,
    ...changes,
  };
  return { uid: intent.target.uid, intent };
}
