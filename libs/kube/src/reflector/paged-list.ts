import type { Attempt } from './attempt.js';
import type { RunContext } from './options.js';
import { Stage } from './stage.js';

/** From the second on, expired tokens mean that pages come too slowly: only the whole can be had at one version. */
const EXPIRED_TOKENS_BEFORE_WHOLE = 2;

/** Lists everything, page by page, into a {@link Stage}, and commits it with the last page. Good for many lists in turn. */
export class PagedList {
  private stage: Stage | undefined;
  private staged = 0;
  private token: string | undefined;
  private expired = 0;

  constructor(private readonly context: RunContext) {}

  /** Whether the next request goes on from an earlier page. */
  get underway(): boolean {
    return this.token !== undefined;
  }

  /**
   * Fetches one page. A failed page is asked for again by the next call, so a long list survives a short fault.
   * @returns whether the list is complete and committed
   * @throws StoreRefusedError, or what the request failed with
   */
  async page(attempt: Attempt): Promise<boolean> {
    const { listWatch, store, settings, journal } = this.context;
    if (this.stage === undefined) {
      this.stage = Stage.begin(store, journal.guarded);
      this.staged = 0;
      journal.counters.lists += 1;
    }
    const { stage, token } = this;
    const request = listWatch.list({
      ...this.limit(),
      ...(token === undefined ? {} : { continueToken: token }),
      signal: attempt.signal,
    });
    const page = await attempt.guard(request);
    attempt.heard();
    for (const item of page.items) stage.add(item);
    if (this.stage !== stage) return false; // Stopped by a handler.
    this.staged += page.items.length;
    const enough = this.staged >= (settings.maxInitial ?? Number.POSITIVE_INFINITY);
    this.token = enough ? undefined : page.continueToken;
    if (this.token !== undefined) return false;
    this.stage = undefined;
    stage.commit();
    this.expired = 0;
    journal.filled(page.resourceVersion);
    return true;
  }

  /** The token is no longer good: the next page is a first one. @returns how often that happened to this list */
  startOver(): number {
    this.abandon();
    this.expired += 1;
    return this.expired;
  }

  /** Drops what was staged. */
  abandon(): void {
    const { stage } = this;
    this.stage = undefined;
    this.token = undefined;
    stage?.abandon();
  }

  private limit(): { limit?: number } {
    const { pageLimit, maxInitial } = this.context.settings;
    if (maxInitial !== undefined) return { limit: Math.max(1, Math.min(pageLimit, maxInitial - this.staged)) };
    return this.expired >= EXPIRED_TOKENS_BEFORE_WHOLE ? {} : { limit: pageLimit };
  }
}
