import { Attempt, SilenceError } from './attempt.js';
import { SHORTEST_MS } from './backoff.js';
import type { RunContext } from './options.js';
import { PagedList } from './paged-list.js';
import { StatusError } from './ports.js';
import { isExpired, type Pause, Recovery, refusesWatchList } from './recovery.js';
import { Rest } from './rest.js';
import { BrokenStreamError } from './watch-decoder.js';
import { WatchStream } from './watch-stream.js';

/** A stream shorter than this without any event is an answer in name only. */
const EMPTY_STREAM_MS = 1_000;
/** A WatchList that fails so often is given up for a paged list: a busy server drops it every time. */
const WATCH_LIST_TRIES = 2;
/** A stream that breaks so often at one version has an event there that nobody can read: a list goes around it. */
const BREAKS_AT_ONE_VERSION = 3;
/** Evidence that comes more often shortens no further wait: a server that fails this watch only sees at most 0.25/s. */
const HURRY_EVERY_MS = 4_000;

/** Somebody else has evidence that the connection is dead. */
class SuspectError extends Error {
  override readonly name = 'SuspectError';
}

/** One run of a reflector, from start to stop: list or WatchList, then watch after watch. */
export class ListAndWatch {
  private phase: 'watch-list' | 'list' | 'watch';
  private stopped = false;
  private attempt: Attempt | undefined;
  private open: WatchStream | undefined;
  private resting: { rest: Rest; pause: Pause } | undefined;
  private hurriedAt = Number.NEGATIVE_INFINITY;
  private readonly pages: PagedList;
  private readonly recovery: Recovery;

  private watchListFailures = 0;
  private emptyStreams = 0;
  /** A relist that no watch has brought anything after yet. */
  private relistedInVain = false;
  /** A suspicion that no answer has followed yet. */
  private suspected = false;
  private broken = { version: '', times: 0 };

  constructor(private readonly context: RunContext) {
    const { settings, journal } = context;
    const paged = settings.initial === 'list' || settings.maxInitial !== undefined || journal.noWatchList;
    this.phase = paged ? 'list' : 'watch-list';
    this.pages = new PagedList(context);
    this.recovery = new Recovery(settings.random);
  }

  /** Resolves after {@link stop}; rejects only on a defect. */
  async run(): Promise<void> {
    while (!this.stopped) {
      const pause = await this.step();
      if (pause !== undefined && !this.stopped) await this.sit(pause);
    }
  }

  /** Nothing is pending, and nothing reaches the store, when this returns. */
  stop(): void {
    this.stopped = true;
    this.open?.abandon();
    this.pages.abandon();
    this.attempt?.end(new Error('The reflector was stopped.'));
    this.resting?.rest.end();
  }

  suspect(because: string): void {
    if (this.attempt === undefined) return;
    this.context.journal.board.interrupted(because);
    this.attempt.end(new SuspectError(because));
  }

  hurry(): void {
    const { clock, random } = this.context.settings;
    const { resting } = this;
    if (resting?.pause.hurriedMs === undefined || clock.monotonic() - this.hurriedAt < HURRY_EVERY_MS) return;
    // Spread, because every watch of the cluster is told at the same time.
    const lasts = resting.rest.shorten(random() * SHORTEST_MS, resting.pause.hurriedMs);
    if (lasts === undefined) return;
    this.hurriedAt = clock.monotonic();
    this.recovery.shortened(lasts);
    this.show(resting.pause, resting.rest.left);
  }

  /** Makes one request and follows its answer to the end. @returns the pause before the next, if there must be one */
  private async step(): Promise<Pause | undefined> {
    const attempt = this.begin();
    try {
      if (this.phase !== 'list') return await this.watch(attempt);
      if (await this.pages.page(attempt)) this.phase = 'watch';
      return undefined;
    } catch (error) {
      return this.stopped ? undefined : this.judge(error);
    } finally {
      this.attempt = undefined;
      attempt.finish();
    }
  }

  private begin(): Attempt {
    const { settings, journal } = this.context;
    this.attempt = new Attempt(settings.clock, settings.idleLimitMs, (at) => {
      journal.lastHeardAt = at;
      this.suspected = false;
      this.recovery.answered();
    });
    return this.attempt;
  }

  private async watch(attempt: Attempt): Promise<Pause | undefined> {
    const { clock } = this.context.settings;
    const began = clock.monotonic();
    const stream = new WatchStream(this.context, attempt, this.phase === 'watch-list');
    this.open = stream;
    try {
      await stream.run();
      if (!stream.complete) return this.watchListFailed();
      return this.afterCleanEnd(stream.seen === 0 && clock.monotonic() - began < EMPTY_STREAM_MS);
    } catch (error) {
      if (!stream.complete && !this.stopped && this.goesOnByList(error, stream.answered)) return undefined;
      throw error;
    } finally {
      this.open = undefined;
      stream.abandon();
      if (stream.answered) this.recovery.served(clock.monotonic() - began);
      if (stream.complete) this.phase = 'watch';
      if (stream.complete && stream.seen > 0) this.relistedInVain = false;
    }
  }

  private afterCleanEnd(empty: boolean): Pause | undefined {
    this.emptyStreams = empty ? this.emptyStreams + 1 : 0;
    // Once is a server that closes; again and again would be a request storm.
    if (this.emptyStreams < 2) return undefined;
    return this.recovery.interruption('The API server ends the watch as soon as it begins.');
  }

  /** Decides what a failed WatchList means for the next request. @returns whether that follows at once */
  private goesOnByList(error: unknown, answered: boolean): boolean {
    if (!answered && refusesWatchList(error)) {
      this.context.journal.noWatchList = true;
      this.phase = 'list';
      return true;
    }
    const overwhelmed = error instanceof StatusError && error.code >= 500 && error.code !== 503;
    if (error instanceof SuspectError) return false;
    if (answered || overwhelmed || isExpired(error) || error instanceof SilenceError) this.watchListFailed();
    return false;
  }

  private watchListFailed(): undefined {
    this.watchListFailures += 1;
    if (this.watchListFailures >= WATCH_LIST_TRIES) this.phase = 'list';
  }

  private judge(error: unknown): Pause | undefined {
    if (error instanceof SuspectError) {
      const again = this.suspected;
      this.suspected = true;
      return again ? this.recovery.interruption(error.message) : undefined;
    }
    if (isExpired(error) && this.phase === 'watch') return this.relist(error);
    if (this.pages.underway && (isExpired(error) || (error instanceof StatusError && error.code === 400))) {
      // Once is bad luck and not worth a wait; more often, waiting is what lets the server catch up.
      return this.pages.startOver() === 1 ? undefined : this.recovery.pauseAfter(error);
    }
    if (error instanceof BrokenStreamError) this.noteBreak(error);
    return this.recovery.pauseAfter(error);
  }

  /** The watch cannot go on from here. The store keeps its content until the list is complete. */
  private relist(error: unknown): Pause | undefined {
    const { journal } = this.context;
    this.phase = 'list';
    journal.counters.relists += 1;
    journal.board.interrupted(
      'The API server has forgotten the version this watch stood at; everything is listed again.',
    );
    const again = this.relistedInVain;
    this.relistedInVain = true;
    return again ? this.recovery.pauseAfter(error) : undefined;
  }

  private noteBreak(error: BrokenStreamError): void {
    const { journal } = this.context;
    const version = journal.lastVersion ?? '';
    journal.problem(`${error.message} The watch goes on from version ${version === '' ? 'none' : version}.`);
    if (this.phase !== 'watch') return;
    this.broken = { version, times: this.broken.version === version ? this.broken.times + 1 : 1 };
    if (this.broken.times < BREAKS_AT_ONE_VERSION) return;
    this.broken = { version: '', times: 0 };
    this.phase = 'list';
    journal.counters.relists += 1;
  }

  /** Waits, says so, and reads the credentials anew if they were refused. */
  private async sit(pause: Pause): Promise<void> {
    this.show(pause, pause.waitMs);
    if (pause.waitMs > 0) {
      const rest = new Rest(this.context.settings.clock, pause.waitMs);
      this.resting = { rest, pause };
      await rest.over;
      this.resting = undefined;
    }
    if (pause.refresh && !this.stopped) await this.refreshCredentials();
  }

  private show({ show, because }: Pause, leftMs: number): void {
    const { journal, settings } = this.context;
    const retryAt = settings.clock.wall() + leftMs;
    if (show === 'interrupted') journal.board.interrupted(because, retryAt);
    if (show === 'forbidden') journal.board.forbidden(because, retryAt);
  }

  private async refreshCredentials(): Promise<void> {
    const { onUnauthorized } = this.context.settings;
    if (onUnauthorized === undefined) return;
    const attempt = this.begin();
    try {
      await attempt.guard(onUnauthorized());
    } catch (error) {
      if (this.stopped || error instanceof SuspectError) return;
      const message = error instanceof Error ? error.message : String(error);
      this.context.journal.problem(`The credentials could not be read anew: ${message}`);
    } finally {
      this.attempt = undefined;
      attempt.finish();
    }
  }
}
