import type { Freshness } from '@binnacle/shared/clusters';
import type { Clock } from '../reflector/index.js';
import { DocumentTopic } from '../topic/index.js';
import { Ticker } from './ticker.js';

export interface DocumentFeedOptions {
  key: string;
  epoch: string;
  clock: Clock;
  /** At most one new document in this time, milliseconds. */
  interval: number;
  compute(): { body: unknown; freshness: Freshness };
  emit(seq: number, text: string): void;
}

/** A document made from tables: made again when they change and somebody reads, sent when it differs. */
export class DocumentFeed {
  private readonly topic: DocumentTopic;
  private readonly ticker: Ticker;
  private readers = 0;

  constructor(private readonly options: DocumentFeedOptions) {
    this.topic = new DocumentTopic({ key: options.key, epoch: options.epoch });
    this.ticker = new Ticker(() => this.flush(), { clock: options.clock, interval: () => options.interval });
  }

  setReaders(count: number): void {
    this.readers = count;
    if (count === 0) this.ticker.stop();
    else this.ticker.touch();
  }

  /** The tables changed. */
  touch(): void {
    if (this.readers > 0) this.ticker.touch();
  }

  mark(): void {
    if (this.readers === 0) return;
    this.flush();
    this.options.emit(this.topic.seq, this.topic.mark(this.options.compute().freshness));
  }

  /** The document as it is now, as the frame that a new reader gets. */
  frame(): string {
    this.flush();
    return this.topic.frame();
  }

  stop(): void {
    this.ticker.stop();
  }

  private flush(): void {
    const { body, freshness } = this.options.compute();
    const text = this.topic.set(body, freshness);
    if (text !== null && this.readers > 0) this.options.emit(this.topic.seq, text);
  }
}
