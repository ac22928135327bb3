import type { EngineTopic } from '@binnacle/kube/engine';
import type { Subscribe, Topic } from '@binnacle/shared/realtime';
import { Injectable } from '@nestjs/common';
import { WatchService } from '../watch/index.js';
import { ProcessTopics } from './process-topics.js';
import type { TopicHub, TopicSource } from './topic-hub.js';

/** A topic's key and the frames that bring a new reader up to date, or why there are none. */
export type Attached = { ok: true; key: string; frames: readonly string[] } | { ok: false; error: Error };

/**
 * Where topics come from: those of a cluster from its engine, `fleet` and `ledger` from this process. Callbacks instead
 * of promises, so that nothing is published between an answer and its reader's joining.
 */
@Injectable()
export class LiveTopics implements TopicSource {
  constructor(
    private readonly watch: WatchService,
    private readonly processTopics: ProcessTopics,
  ) {}

  /** From now on every frame goes to the hub. */
  start(hub: TopicHub): void {
    this.watch.onNotice((_cluster, notice) => {
      if (notice.type === 'frame') hub.publish(notice.key, notice.seq, notice.text);
    });
    this.watch.onRestart((cluster) => this.reattach(cluster, hub));
    this.processTopics.start((key, seq, text) => hub.publish(key, seq, text));
  }

  stop(): void {
    this.processTopics.stop();
  }

  /** @throws BinnacleError `unknown_cluster`, `cluster_unreachable` */
  attach({ topic, resume, window }: Subscribe, done: (attached: Attached) => void): void {
    if (topic.type === 'fleet' || topic.type === 'ledger') {
      done({ ok: true, key: topic.type, frames: [this.processTopics.frame(topic.type)] });
      return;
    }
    const ask = { topic: engineTopic(topic), ...(resume && { resume }), ...(window && { window }) };
    this.watch.ask(topic.cluster, 'attach', ask, (outcome) => {
      done(outcome.ok ? { ok: true, ...outcome.answer } : outcome);
    });
  }

  catchUp(key: string, from: { epoch: string; seq: number }, done: (frames: string[]) => void): void {
    if (key === 'fleet' || key === 'ledger') {
      done([this.processTopics.frame(key)]);
      return;
    }
    const [cluster = '', ...rest] = key.split('/');
    const document = documentTopic(rest);
    if (document === null) {
      this.watch.ask(cluster, 'catchUp', { key, ...from }, (o) => done(o.ok ? o.answer.frames : []));
    } else {
      this.watch.ask(cluster, 'attach', { topic: document }, (o) => done(o.ok ? o.answer.frames : []));
    }
  }

  readers(key: string, count: number): void {
    if (key === 'fleet' || key === 'ledger') return;
    const [cluster = ''] = key.split('/');
    // Nothing is lost when the thread is down: a new one asks its readers to attach again.
    this.watch.ask(cluster, 'readers', { key, count }, () => undefined);
  }

  /** A cluster's engine began anew: every reader of its topics gets a snapshot of the new epoch. */
  private reattach(cluster: string, hub: TopicHub): void {
    for (const key of hub.keysUnder(`${cluster}/`)) {
      const rest = key.split('/').slice(1);
      const topic = documentTopic(rest) ?? ({ type: 'table', view: rest[0] } as EngineTopic);
      const sockets = hub.readersOf(key);
      for (const socket of sockets) {
        this.watch.ask(cluster, 'attach', { topic, resume: { epoch: '', seq: 0 } }, (outcome) => {
          if (outcome.ok && socket.connected) hub.join(key, socket, outcome.answer.frames);
        });
      }
      this.readers(key, sockets.length);
    }
  }
}

function engineTopic(topic: Extract<Topic, { cluster: unknown }>): EngineTopic {
  switch (topic.type) {
    case 'table':
      return { type: 'table', view: topic.view };
    case 'overview':
      return { type: 'overview' };
    case 'object': {
      const { apiVersion, kind, namespace, name } = topic.target;
      return { type: 'object', apiVersion, kind, namespace: namespace ?? null, name };
    }
  }
}

/** The document topic that a key (without its cluster) names, or null for a table. */
function documentTopic(rest: readonly string[]): Exclude<EngineTopic, { type: 'table' }> | null {
  if (rest[0] === 'overview') return { type: 'overview' };
  if (rest[0] !== 'object') return null;
  const [kind = '', namespace = '', name = ''] = rest.slice(-3);
  return {
    type: 'object',
    apiVersion: rest.slice(1, -3).join('/'),
    kind,
    namespace: namespace === '' ? null : namespace,
    name,
  };
}
