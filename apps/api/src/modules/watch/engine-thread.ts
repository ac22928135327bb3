import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { EngineCommand, EngineNotice, EngineRequest, EngineRequests } from '@binnacle/kube/engine';
import type { Clock, Random } from '@binnacle/kube/reflector';
import type { ClusterSummary } from '@binnacle/shared/clusters';
import { BinnacleError, type ErrorItem } from '@binnacle/shared/errors';
import type { ClusterConnection } from '../clusters/index.js';
import type { CarriedError, EngineStart, FromEngine, ToEngine } from './port-protocol.js';

/** A thread that keeps dying is started again after 1 s, doubling to this. */
const RESTART_MAX_MS = 30_000;
const STOP_WAIT_MS = 3_000;

export interface EngineThreadOptions {
  connection: ClusterConnection;
  summary(): ClusterSummary;
  clock: Clock;
  random: Random;
  onNotice(notice: EngineNotice): void;
  /** The thread died: what readers hold is of a former epoch once it is back. */
  onCrash(error: Error): void;
  /** A new thread has begun, with a new epoch. */
  onStart(epoch: string): void;
}

type Answer = (outcome: { ok: true; answer: unknown } | { ok: false; error: Error }) => void;

/** The engine of one cluster in its own thread: started, asked, and started again when it dies. */
export class EngineThread {
  private worker: Worker | undefined;
  private readonly open = new Map<number, Answer>();
  private nextId = 1;
  private restarts = 0;
  private stopped = false;
  private cancelRestart: (() => void) | undefined;

  constructor(private readonly options: EngineThreadOptions) {}

  start(): void {
    const epoch = randomBytes(9).toString('base64url');
    const workerData: EngineStart = { cluster: this.options.summary().name, epoch, summary: this.options.summary() };
    const worker = new Worker(new URL('./engine.worker.js', import.meta.url), { workerData });
    this.worker = worker;
    worker.on('message', (message: FromEngine) => this.receive(worker, message));
    worker.on('error', (error) => this.died(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.died(worker, new Error('the watch thread ended')));
    this.options.onStart(epoch);
  }

  /**
   * Asks; `answer` is called in the very turn in which the thread's answer arrives, before any frame that the thread
   * sent after it. Whoever joins a broadcast relies on that.
   */
  ask<R extends EngineRequest>(
    request: R,
    ask: EngineRequests[R]['ask'],
    answer: (outcome: { ok: true; answer: EngineRequests[R]['answer'] } | { ok: false; error: Error }) => void,
  ): void {
    if (this.worker === undefined) {
      answer({
        ok: false,
        error: new BinnacleError('not_ready', 'The watch of this cluster is starting; try again in a second.'),
      });
      return;
    }
    const id = this.nextId++;
    this.open.set(id, answer as Answer);
    this.post({ type: 'request', id, request, ask } as ToEngine);
  }

  command(command: EngineCommand): void {
    this.post({ type: 'command', command });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelRestart?.();
    const worker = this.worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.post({ type: 'stop' });
    const cancel = this.options.clock.after(STOP_WAIT_MS, () => void worker.terminate());
    await ended;
    cancel();
  }

  private post(message: ToEngine): void {
    this.worker?.postMessage(message);
  }

  private receive(worker: Worker, message: FromEngine): void {
    if (worker !== this.worker) return;
    switch (message.type) {
      case 'notice':
        if (message.notice.type === 'ready') this.restarts = 0;
        this.options.onNotice(message.notice);
        break;
      case 'answer':
        this.settle(message.id, { ok: true, answer: message.answer });
        break;
      case 'refusal':
        this.settle(message.id, { ok: false, error: rebuilt(message.error) });
        break;
      case 'material':
        this.giveMaterial(message.id, message.renew);
        break;
    }
  }

  private giveMaterial(id: number, renew: boolean): void {
    if (renew) this.options.connection.invalidateCredentials();
    this.options.connection.material().then(
      (material) => this.post({ type: 'material', id, material }),
      (error: unknown) =>
        this.post({ type: 'material', id, error: error instanceof Error ? error.message : 'no credentials' }),
    );
  }

  private settle(id: number, outcome: Parameters<Answer>[0]): void {
    const answer = this.open.get(id);
    this.open.delete(id);
    answer?.(outcome);
  }

  private died(worker: Worker, error: Error): void {
    if (worker !== this.worker) return;
    this.worker = undefined;
    const lost = new BinnacleError('not_ready', 'The watch of this cluster is starting again; try again in a second.', {
      cause: error,
    });
    for (const id of [...this.open.keys()]) this.settle(id, { ok: false, error: lost });
    if (this.stopped) return;
    this.options.onCrash(error);
    const wait = Math.min(RESTART_MAX_MS, 1_000 * 2 ** this.restarts) * (1 + this.options.random());
    this.restarts += 1;
    this.cancelRestart = this.options.clock.after(wait, () => this.start());
  }
}

/** Errors of a query that are the asker's to mend: they become problem documents that say what was wrong with the input. */
const INPUT_ERRORS = ['InvalidFilterError', 'InvalidSortError', 'InvalidCursorError'];

function rebuilt(carried: CarriedError): Error {
  if (!INPUT_ERRORS.includes(carried.name)) return new Error(`${carried.name}: ${carried.message}`);
  const errors = carried.positions?.map(
    ({ position, message }): ErrorItem => ({ path: 'filter', column: position + 1, message }),
  );
  return new BinnacleError('invalid_input', carried.message, errors === undefined ? {} : { errors });
}
