import { Journal } from './journal.js';
import { ListAndWatch } from './list-and-watch.js';
import { DEFAULTS, type ReflectorCounters, type ReflectorOptions } from './options.js';
import type { ListWatch, ReflectorStatus, ReflectorStore } from './ports.js';

/**
 * Keeps a store equal to what the API server holds of one kind, from {@link start} until {@link stop}.
 *
 * Guaranteed: every change reaches the store in the order of the server; the store is replaced as a whole or not at
 * all; whatever fails is retried for ever, with a status that says so; a list is made only at the start and when a
 * watch cannot go on (410, or a stream that breaks at the same place again and again). The rules are those of
 * client-go's reflector (`tools/cache/reflector.go`), except that lists are consistent reads: only those are paged by
 * the server, and they never go back in time.
 */
export class Reflector {
  private readonly journal: Journal;
  private run: ListAndWatch | undefined;

  constructor(
    private readonly listWatch: ListWatch,
    private readonly store: ReflectorStore,
    private readonly options: ReflectorOptions,
  ) {
    this.journal = new Journal(options);
  }

  /** `live` only while a watch is open that the server answered. */
  get status(): ReflectorStatus {
    return this.journal.board.status;
  }

  /** Whether the store has been filled at least once; it keeps its content through everything after that. */
  get loaded(): boolean {
    return this.journal.board.loaded;
  }

  /** The resource version up to which the store is told. */
  get lastVersion(): string | undefined {
    return this.journal.lastVersion;
  }

  /** Monotonic milliseconds of the last byte or good answer from the server. */
  get lastHeardAt(): number | undefined {
    return this.journal.lastHeardAt;
  }

  get counters(): Readonly<ReflectorCounters> {
    return this.journal.counters;
  }

  /** Begins with a list of everything, also after a stop. Does nothing when it is running. */
  start(): void {
    if (this.run !== undefined) return;
    const { board } = this.journal;
    board.interrupted(board.loaded ? 'The watch is starting again.' : undefined);
    const { listWatch, store, journal } = this;
    const run = new ListAndWatch({ listWatch, store, journal, settings: { ...DEFAULTS, ...this.options } });
    this.run = run;
    run.run().catch((error: unknown) => {
      // A defect of ours: better a feed that says it is dead than one that looks alive.
      this.journal.problem(`The reflector itself failed: ${error instanceof Error ? error.message : String(error)}`);
      if (this.run === run) this.stop();
    });
  }

  /** When it returns, no timer and no request is left, and neither store nor callbacks are called any more. */
  stop(): void {
    const { run } = this;
    if (run === undefined) return;
    this.run = undefined;
    run.stop();
    this.journal.board.interrupted('The watch is stopped.');
  }

  /**
   * Outside evidence says that the connection is dead: it is dropped and made anew at once, and the feed counts as
   * stale until the server answers. A wait in progress (a Retry-After, a backoff) is not cut short.
   */
  suspect(because: string): void {
    this.run?.suspect(because);
  }

  /**
   * Outside evidence says that the server answers: a backoff in progress ends within 0.8 s, but not before the time the
   * server asked for (Retry-After), and not at all after 401, 403, and a 429 that names no time. May be called at any
   * rate: it leads to one request per 4 s at most.
   */
  hurry(): void {
    this.run?.hurry();
  }
}
