import type { Freshness } from '@binnacle/shared/clusters';

/** One JSON value that is replaced whole, numbered so that a reader can tell whether it has the latest. */
export class DocumentTopic {
  private readonly key: string;
  private readonly epoch: string;
  private body: string | undefined;
  private freshness = '';
  private lastSeq = 0;

  constructor(options: { key: string; epoch: string }) {
    this.key = JSON.stringify(options.key);
    this.epoch = JSON.stringify(options.epoch);
  }

  /** The number of the latest document; 0 before the first. */
  get seq(): number {
    return this.lastSeq;
  }

  /** The frame of a document that differs from the last, or null. A change of freshness alone is for {@link mark}. */
  set(body: unknown, freshness: Freshness): string | null {
    const text = JSON.stringify(body) ?? 'null';
    this.freshness = JSON.stringify(freshness);
    if (text === this.body) return null;
    this.body = text;
    this.lastSeq += 1;
    return this.frame();
  }

  /** The latest document with the latest freshness. Throws before the first {@link set}. */
  frame(): string {
    if (this.body === undefined) throw new Error('The document topic is empty: set a document before sending it.');
    return `{"t":"document","key":${this.key},"seq":${this.lastSeq},"body":${this.body},"freshness":${this.freshness}}`;
  }

  /** Says that the document stands where it stood. */
  mark(freshness: Freshness): string {
    return `{"t":"mark","key":${this.key},"epoch":${this.epoch},"seq":${this.lastSeq},"freshness":${JSON.stringify(freshness)}}`;
  }
}
