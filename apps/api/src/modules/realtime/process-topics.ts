import { systemClock } from '@binnacle/kube/reflector';
import { DocumentTopic } from '@binnacle/kube/topic';
import type { Freshness } from '@binnacle/shared/clusters';
import { MARK_INTERVAL_MS } from '@binnacle/shared/realtime';
import { Injectable } from '@nestjs/common';
import { ClusterRegistry } from '../clusters/index.js';
import { Ledger } from '../ledger/index.js';

type Publish = (key: string, seq: number, text: string) => void;
type Key = 'fleet' | 'ledger';

/**
 * The topics that belong to this process and to no cluster: `fleet` (every cluster's summary) and `ledger` (its newest
 * number, so that pages know to read on).
 */
@Injectable()
export class ProcessTopics {
  private readonly since = new Date(systemClock.wall()).toISOString();
  private readonly topics: Record<Key, DocumentTopic>;
  private newestLedgerNumber = 0;
  private timer: NodeJS.Timeout | undefined;
  private publish: Publish = () => undefined;

  constructor(
    private readonly registry: ClusterRegistry,
    private readonly ledger: Ledger,
  ) {
    const epoch = systemClock.wall().toString(36);
    this.topics = {
      fleet: new DocumentTopic({ key: 'fleet', epoch }),
      ledger: new DocumentTopic({ key: 'ledger', epoch }),
    };
  }

  start(publish: Publish): void {
    this.publish = publish;
    this.registry.onChange(() => this.send('fleet'));
    this.ledger.onRow((row) => {
      this.newestLedgerNumber = Math.max(this.newestLedgerNumber, ...row.steps.map((step) => step.number));
      this.send('ledger');
    });
    this.timer = setInterval(() => {
      for (const key of ['fleet', 'ledger'] as const) {
        publish(key, this.topics[key].seq, this.topics[key].mark(this.freshness()));
      }
    }, MARK_INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The topic as it stands, for a new reader. */
  frame(key: Key): string {
    this.send(key);
    return this.topics[key].frame();
  }

  private send(key: Key): void {
    const text = this.topics[key].set(this.body(key), this.freshness());
    if (text !== null) this.publish(key, this.topics[key].seq, text);
  }

  private body(key: Key): unknown {
    if (key === 'fleet') return { clusters: this.registry.list(), problems: this.registry.problems };
    return { newest: this.newestLedgerNumber };
  }

  private freshness(): Freshness {
    return { state: 'live', since: this.since };
  }
}
