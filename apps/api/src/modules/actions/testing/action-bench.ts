import type { Actor } from '@binnacle/shared/access';
import { actionRequestSchema } from '@binnacle/shared/actions';
import { BinnacleError } from '@binnacle/shared/errors';
import type { LedgerRow } from '@binnacle/shared/ledger';
import type { Target } from '@binnacle/shared/names';
import type { Clock } from '../../../platform/clock/index.js';
import { createLog, type Log } from '../../../platform/logging/index.js';
import { ledgerQuerySchema } from '../../ledger/filters.js';
import type { Ledger } from '../../ledger/index.js';
import { type LedgerBench, ledgerBench } from '../../ledger/testing/ledger-bench.js';
import { ActionService, type ChangeRequest } from '../action-service.js';
import { Reconciler } from '../pipeline/reconcile.js';
import { Settler } from '../pipeline/settle.js';
import { PreviewTokens } from '../preview-token.js';
import { Undo } from '../undo.js';
import { FakeCluster } from './fake-cluster.js';

export const ADA: Actor = {
  id: 'u1',
  label: 'ada',
  kind: 'person',
  role: 'owner',
  via: 'link',
  sessionId: 's1',
  address: '127.0.0.1',
};
export const VIEWER: Actor = { ...ADA, id: 'u2', label: 'vic', role: 'viewer' };

/** One run of the product's write flow, on a ledger and a cluster that outlive it. */
export interface Process {
  ledger: Ledger;
  service: ActionService;
  settler: Settler;
  undo: Undo;
  reconciler: Reconciler;
  /** Nothing that this process waits for by the clock happens any more. */
  kill(): void;
}

export interface ActionBench extends LedgerBench, Process {
  cluster: FakeCluster;
  log: Log;
  /** The whole ledger, newest first. */
  rows(): Promise<LedgerRow[]>;
  /** Starts the product anew, as after a kill: same database, same cluster, nothing in memory. */
  restart(): Process;
}

export async function actionBench(): Promise<ActionBench> {
  const bench = await ledgerBench();
  const cluster = new FakeCluster();
  const log = createLog({ level: 'debug', human: false, write: (line) => bench.logged.push(line) });
  const start = (): Process => {
    let alive = true;
    const clock: Clock = {
      monotonic: bench.clock.monotonic,
      wall: bench.clock.wall,
      after: (ms, callback) => bench.clock.after(ms, () => alive && callback()),
    };
    const kill = () => {
      alive = false;
    };
    const ledger = bench.another();
    const settler = new Settler(ledger, clock, log);
    const tokens = new PreviewTokens(Buffer.alloc(32, 7), clock);
    const service = new ActionService({ registry: cluster, ledger, settler, tokens: async () => tokens, clock, log });
    const isBusyWith = (id: string) => service.isBusyWith(id);
    const reconciler = new Reconciler({ ledger, registry: cluster, clock, log, isBusyWith, alone: true });
    return { ledger, service, settler, undo: new Undo(ledger, cluster, service), reconciler, kill };
  };
  const rows = async () => (await bench.ledger.page(ledgerQuerySchema.parse({}))).items;
  return { ...bench, ...start(), cluster, log, rows, restart: start };
}

/** The refusal of something that must not be done. @throws when it was done, or failed in another way */
export function problem(run: Promise<unknown>): Promise<BinnacleError> {
  return run.then(
    () => {
      throw new Error('it was done');
    },
    (error: unknown) => {
      if (error instanceof BinnacleError) return error;
      throw error;
    },
  );
}

/** A request to scale, as the controller hands it on. */
export function scaleTo(
  target: Target,
  replicas: number,
  more: Partial<ChangeRequest> & { previewToken?: string; reason?: string } = {},
): ChangeRequest {
  const { previewToken, reason = '', ...rest } = more;
  const body = actionRequestSchema.parse({
    target,
    input: { replicas },
    reason,
    ...(previewToken === undefined ? {} : { previewToken }),
  });
  return { cluster: 'kind-a', action: 'scale', body, ...rest };
}
