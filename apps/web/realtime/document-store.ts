import type { Freshness } from '@binnacle/shared/clusters';
import type { ServerFrame } from '@binnacle/shared/realtime';
import type { Resume } from './ports';
import { type Next, TopicStore } from './topic-store';

/** A document topic: one JSON value, replaced whole. */
export class DocumentStore<Body> extends TopicStore {
  #body: Body | null = null;
  #seq = 0;
  #freshness: Freshness | null = null;

  get body(): Body | null {
    return this.#body;
  }

  /** Number of the document shown; grows with each change. */
  get seq(): number {
    return this.#seq;
  }

  resume(): Resume | undefined {
    // A document is small: after a break it is sent whole.
    return undefined;
  }

  protected override get filled(): boolean {
    return this.#body !== null;
  }

  protected override get serverFreshness(): Freshness | null {
    return this.#freshness;
  }

  protected override take(frame: ServerFrame): Next {
    if (frame.t === 'document') {
      this.#body = frame.body as Body;
      this.#seq = frame.seq;
      this.#freshness = frame.freshness;
    } else if (frame.t === 'mark') {
      this.#freshness = frame.freshness;
    }
    return 'ok';
  }

  override stop(): void {
    this.#body = null;
  }
}
