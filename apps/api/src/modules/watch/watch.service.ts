import type { EngineNotice, EngineRequest, EngineRequests } from '@binnacle/kube/engine';
import { systemClock } from '@binnacle/kube/reflector';
import { BinnacleError } from '@binnacle/shared/errors';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { rootLogger } from '../../platform/logging/index.js';
import { type Cluster, ClusterRegistry } from '../clusters/index.js';
import { EngineThread } from './engine-thread.js';

export type NoticeListener = (cluster: string, notice: EngineNotice) => void;
export type RestartListener = (cluster: string) => void;

/** One engine a cluster: starts them, asks them, passes on what they say. */
@Injectable()
export class WatchService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly threads = new Map<string, EngineThread>();
  private readonly listeners = new Set<NoticeListener>();
  private readonly restartListeners = new Set<RestartListener>();
  private readonly logger = rootLogger.child({ module: 'watch' });

  constructor(private readonly registry: ClusterRegistry) {}

  onApplicationBootstrap(): void {
    for (const cluster of this.registry.clusters()) this.startThread(cluster);
    const unreachable = new Set<string>();
    this.registry.onChange(({ summary }) => {
      const thread = this.threads.get(summary.name);
      thread?.command({ type: 'summary', summary });
      // Another cluster answers under this address: nothing of it may be shown as the one that was meant (F30).
      if (summary.fault === 'replaced') void thread?.stop();
      // Said once: connections that look open may be dead, and are made anew.
      if (summary.state !== 'unreachable') unreachable.delete(summary.name);
      else if (!unreachable.has(summary.name)) {
        unreachable.add(summary.name);
        thread?.command({ type: 'suspect', because: summary.because ?? 'The API server does not answer.' });
      }
    });
    this.registry.onContact(({ name }) => this.threads.get(name)?.command({ type: 'reachable' }));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.threads.values()].map((thread) => thread.stop()));
  }

  /** See {@link EngineThread.ask}: the callback runs in the turn of the answer. @throws BinnacleError unknown_cluster */
  ask<R extends EngineRequest>(
    cluster: string,
    request: R,
    ask: EngineRequests[R]['ask'],
    answer: (outcome: { ok: true; answer: EngineRequests[R]['answer'] } | { ok: false; error: Error }) => void,
  ): void {
    this.thread(cluster).ask(request, ask, answer);
  }

  /** {@link ask} as a promise, for those who join no broadcast. */
  async request<R extends EngineRequest>(
    cluster: string,
    request: R,
    ask: EngineRequests[R]['ask'],
  ): Promise<EngineRequests[R]['answer']> {
    return await new Promise((resolve, reject) => {
      this.ask(cluster, request, ask, (outcome) => (outcome.ok ? resolve(outcome.answer) : reject(outcome.error)));
    });
  }

  onNotice(listener: NoticeListener): void {
    this.listeners.add(listener);
  }

  /** Called when a cluster's engine began anew: whoever follows its topics must attach again. */
  onRestart(listener: RestartListener): void {
    this.restartListeners.add(listener);
  }

  private thread(name: string): EngineThread {
    const cluster = this.registry.require(name);
    const thread = this.threads.get(cluster.summary.name);
    if (thread === undefined) {
      throw new BinnacleError(
        'cluster_unreachable',
        cluster.summary.because ?? 'This cluster has no usable connection.',
      );
    }
    return thread;
  }

  private startThread(cluster: Cluster): void {
    if (cluster.connection === null) return;
    const { name } = cluster.summary;
    let started = false;
    const thread = new EngineThread({
      connection: cluster.connection,
      summary: () => cluster.summary,
      clock: systemClock,
      random: Math.random,
      onNotice: (notice) => {
        if (notice.type === 'problem') this.logger.warn({ cluster: name, view: notice.view }, notice.message);
        for (const listener of this.listeners) listener(name, notice);
      },
      onCrash: (error) =>
        this.logger.error({ cluster: name, err: error }, 'watch thread died; it will be started again'),
      onStart: () => {
        if (started) for (const listener of this.restartListeners) listener(name);
        started = true;
      },
    });
    this.threads.set(name, thread);
    thread.start();
  }
}
