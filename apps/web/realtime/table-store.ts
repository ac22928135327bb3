import type { Freshness } from '@binnacle/shared/clusters';
import type { ServerFrame, SnapshotBody } from '@binnacle/shared/realtime';
import { Replica, type ReplicaChange } from '@binnacle/shared/replica';
import { VIEWS, type View, type ViewId } from '@binnacle/shared/views';
import type { Resume, Surroundings } from './ports';
import { type Next, TopicStore } from './topic-store';

/** After a body could not be fetched, the next attempt comes this much later. */
const RETRY_BODY_MS = 2_000;

/**
 * A table topic: a replica of the server's rows. A large table begins with a window and is completed from a URL, while
 * its changes already come in.
 */
export class TableStore extends TopicStore {
  readonly view: View;
  readonly replica: Replica;
  #fetch: AbortController | null = null;
  #retry: unknown;
  #fetchFailed: string | null = null;
  #rowListeners = new Map<number, Set<() => void>>();
  #orderListeners = new Set<(change: ReplicaChange) => void>();
  #lastChangeAt: number | null = null;

  constructor(
    view: ViewId,
    surroundings: Surroundings,
    /** Asks for the topic again. */
    private readonly again: (next: Next) => void,
  ) {
    super(surroundings);
    this.view = VIEWS[view];
    this.replica = new Replica(this.view);
    this.replica.subscribe((change) => {
      const { ids, reordered } = change;
      if (ids.length === 0 && !reordered) return;
      this.#lastChangeAt = this.surroundings.now();
      for (const id of ids) {
        for (const listener of this.#rowListeners.get(id) ?? []) listener();
      }
      for (const listener of this.#orderListeners) listener(change);
    });
  }

  /** When something last came in other than a mark; null before. */
  get lastChangeAt(): number | null {
    return this.#lastChangeAt;
  }

  /** Why the rest of a large table is missing, while it is. */
  get bodyProblem(): string | null {
    return this.#fetchFailed;
  }

  resume(): Resume | undefined {
    const { epoch, seq, complete } = this.replica;
    return complete && epoch !== null ? { epoch, seq } : undefined;
  }

  subscribeRow(id: number, listener: () => void): () => void {
    let listeners = this.#rowListeners.get(id);
    if (listeners === undefined) {
      listeners = new Set();
      this.#rowListeners.set(id, listeners);
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#rowListeners.delete(id);
    };
  }

  /** Told after each batch of changes of rows. */
  subscribeChanges(listener: (change: ReplicaChange) => void): () => void {
    this.#orderListeners.add(listener);
    return () => this.#orderListeners.delete(listener);
  }

  protected override get filled(): boolean {
    return this.replica.complete;
  }

  protected override get serverFreshness(): Freshness | null {
    return this.replica.freshness;
  }

  protected override take(frame: ServerFrame): Next {
    const applied = this.replica.apply(frame);
    if (frame.t === 'snapshot') {
      this.stop();
      if (this.replica.url !== null) this.#fetchBody(this.replica.url);
    }
    return applied === 'gap' ? 'resume' : 'ok';
  }

  #fetchBody(url: string): void {
    const abort = new AbortController();
    this.#fetch = abort;
    this.surroundings
      .fetchJson(url, abort.signal)
      .then((body) => {
        if (!abort.signal.aborted) this.#loadBody(body as SnapshotBody);
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        this.#fetchFailed = error instanceof Error ? error.message : 'The rest of the table could not be read.';
        this.#retry = this.surroundings.setTimeout(() => this.#fetchBody(url), RETRY_BODY_MS);
        this.changed();
      });
  }

  #loadBody(body: SnapshotBody): void {
    this.#fetch = null;
    this.#fetchFailed = null;
    // A body of another epoch is of no use; one that is merely too old is taken, and the rest is asked for.
    if (this.replica.load(body) === 'gap') this.again(this.replica.complete ? 'resume' : 'restart');
    this.changed();
  }

  override stop(): void {
    this.#fetch?.abort();
    this.#fetch = null;
    this.#fetchFailed = null;
    this.surroundings.clearTimeout(this.#retry);
  }
}
