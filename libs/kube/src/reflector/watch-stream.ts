import type { Attempt } from './attempt.js';
import type { RunContext } from './options.js';
import { Stage } from './stage.js';
import { WatchDecoder, type WatchEvent } from './watch-decoder.js';

/** Random between 5 and 10 minutes, so that the watches of many kinds and replicas do not end together. */
const SHORTEST_S = 300;
/** A resume slower than this is told; a quicker one is not worth a word. */
const RESUME_GRACE_MS = 5_000;
/** Initial objects come in one go: silence this long among them is the end of it. */
const INITIAL_SILENCE_MS = 20_000;

/** One watch request, from where the journal stands, or with all existing objects first (WatchList). */
export class WatchStream {
  /** The server answered 200. */
  answered = false;
  /** Events and bookmarks received. */
  seen = 0;
  private stage: Stage | undefined;
  private abandoned = false;
  private endGrace = (): void => undefined;

  /** @throws StoreRefusedError */
  constructor(
    private readonly context: RunContext,
    private readonly attempt: Attempt,
    private readonly initial: boolean,
  ) {
    if (initial) this.stage = Stage.begin(context.store, context.journal.guarded);
  }

  /** Whether the store holds everything, so that a watch can go on from here. */
  get complete(): boolean {
    return this.stage === undefined;
  }

  /** Resolves when the stream ends cleanly. @throws StatusError, BrokenStreamError, or what the transport failed with */
  async run(): Promise<void> {
    const { clock, random } = this.context.settings;
    const { journal, listWatch } = this.context;
    this.endGrace = clock.after(RESUME_GRACE_MS, () => {
      journal.board.interrupted('The API server has not answered the watch request yet.');
    });
    journal.counters.watches += 1;
    try {
      const request = listWatch.watch({
        ...(this.initial ? { sendInitialEvents: true } : { resourceVersion: journal.lastVersion ?? '' }),
        timeoutSeconds: Math.round(SHORTEST_S * (1 + random())),
        signal: this.attempt.signal,
      });
      const body = await this.attempt.guard(request);
      this.endGrace();
      this.answered = true;
      this.attempt.heard();
      if (this.initial) this.attempt.setLimit(Math.min(INITIAL_SILENCE_MS, this.context.settings.idleLimitMs));
      else journal.board.live();
      await this.read(body);
    } finally {
      this.endGrace();
    }
  }

  /** Drops initial objects that were not committed; nothing reaches the store after this. */
  abandon(): void {
    this.abandoned = true;
    this.endGrace();
    this.stage?.abandon();
  }

  private async read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new WatchDecoder(this.context.settings.maxLineBytes);
    const chunks = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const chunk = await this.attempt.guard(chunks.next());
        if (chunk.done === true) break;
        this.attempt.heard();
        this.context.journal.counters.bytes += chunk.value.byteLength;
        decoder.push(chunk.value, this.take);
      }
      decoder.end(this.take);
    } finally {
      // Why the stream is left is known already; that closing it fails adds nothing.
      chunks.return?.().then(undefined, () => undefined);
    }
  }

  private readonly take = (event: WatchEvent): void => {
    if (this.abandoned) return;
    if (event.type === 'ERROR') throw event.error;
    this.seen += 1;
    const { stage } = this;
    const { journal, store } = this.context;
    const { type, object } = event;
    const version = object.metadata.resourceVersion;
    if (type !== 'BOOKMARK') journal.counters.events += 1;
    if (stage !== undefined) {
      this.takeInitial(stage, event);
      return;
    }
    if (type === 'DELETED') journal.guarded('remove', () => store.remove(object), object);
    else if (type !== 'BOOKMARK') journal.guarded('upsert', () => store.upsert(object), object);
    if (version !== undefined && version !== '') journal.lastVersion = version;
  };

  private takeInitial(stage: Stage, event: Exclude<WatchEvent, { type: 'ERROR' }>): void {
    const { type, object } = event;
    if (type === 'DELETED') stage.remove(object);
    else if (type !== 'BOOKMARK') stage.add(object);
    else if (object.metadata.annotations?.['k8s.io/initial-events-end'] === 'true') {
      const { journal, settings } = this.context;
      stage.commit();
      this.stage = undefined;
      this.attempt.setLimit(settings.idleLimitMs);
      journal.filled(object.metadata.resourceVersion ?? '');
      if (!this.abandoned) journal.board.live();
    }
  }
}
