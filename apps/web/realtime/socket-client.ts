import type { ServerFrame } from '@binnacle/shared/realtime';
import { PROTOCOL_VERSION } from '@binnacle/shared/replica';
import type { ViewId } from '@binnacle/shared/views';
import { DocumentStore } from './document-store';
import { type LiveSocket, type Surroundings, type TopicInput, topicId } from './ports';
import { TableStore } from './table-store';
import type { Next, TopicStore } from './topic-store';

/** A topic nobody looks at is kept this long, so that going back to a page costs nothing. */
const LINGER_MS = 30_000;
/** First rows of a large table, sent ahead of the rest. */
const WINDOW_ROWS = 200;
/** A server that hung up, and a topic that was closed for a passing reason, are asked again after this. */
const RETRY_MS = 2_000;
/** Reasons to close a topic that asking again would not change. */
const FINAL = new Set(['forbidden', 'unknown_cluster', 'not_found', 'invalid']);

export interface Connection {
  state: 'connecting' | 'connected' | 'lost' | 'refused';
  /** Milliseconds since 1970. */
  since: number;
  because: string;
  /** Why the server refused the greeting: `unauthenticated`, `client-too-old`, ... */
  code: string | null;
}

interface Entry {
  topic: TopicInput;
  store: TopicStore;
  readers: number;
  /** The server's name for the topic, from the answer to the subscription. */
  key: string | null;
  /** Counts subscriptions, so that a late answer to an older one is told apart. */
  attempt: number;
  linger: unknown;
  sort: string | null;
}

const RECONNECTING = 'The connection to Binnacle was lost; trying again.';

/**
 * The page's end of the live protocol: one connection, any number of readers per topic, and after a break each topic
 * goes on from the number it stood at. Nothing here decides what is true; the stores keep what the server said.
 */
export class LiveClient {
  #entries = new Map<string, Entry>();
  #byKey = new Map<string, Entry>();
  /** Frames that overtook the answer which names their topic. */
  #early = new Map<string, ServerFrame[]>();
  #unanswered = 0;
  #connection: Connection;
  #greeted = false;
  #listeners = new Set<() => void>();

  constructor(
    private readonly socket: LiveSocket,
    private readonly surroundings: Surroundings,
  ) {
    this.#connection = { state: 'connecting', since: surroundings.now(), because: '', code: null };
    socket.on('connect', () => this.#greet());
    socket.on('disconnect', (reason) => {
      this.#lose('lost', RECONNECTING);
      // After this reason alone the library does not come back by itself.
      if (reason === 'io server disconnect') this.#reconnectLater();
    });
    socket.on('connect_error', (error) => {
      if (error.message === 'unauthenticated') {
        this.#lose('refused', 'You are not signed in.', 'unauthenticated');
        return;
      }
      this.#lose('lost', 'Binnacle does not answer; trying again.');
      if (!socket.active) this.#reconnectLater();
    });
    socket.on('f', (frame) => this.#receive(JSON.parse(frame) as ServerFrame));
  }

  start(): void {
    this.socket.connect();
  }

  stop(): void {
    this.socket.disconnect();
  }

  get connection(): Connection {
    return this.#connection;
  }

  subscribeConnection = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The store of a table; `release` when it is no longer shown. `sort` orders the first rows of a large table. */
  table(cluster: string, view: ViewId, sort?: string): TableStore {
    return this.#entry({ type: 'table', cluster, view }, sort ?? null).store as TableStore;
  }

  document<Body>(topic: Exclude<TopicInput, { type: 'table' }>): DocumentStore<Body> {
    return this.#entry(topic, null).store as DocumentStore<Body>;
  }

  /** Counts one reader in; the function returned counts it out. */
  hold(topic: TopicInput): () => void {
    const entry = this.#entry(topic, null);
    entry.readers += 1;
    this.surroundings.clearTimeout(entry.linger);
    if (entry.readers === 1 && entry.attempt === 0 && this.#greeted) this.#subscribe(entry);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      entry.readers -= 1;
      if (entry.readers === 0) entry.linger = this.surroundings.setTimeout(() => this.#forget(entry), LINGER_MS);
    };
  }

  /** Tables that are held or were lately, for the palette. */
  tables(): TableStore[] {
    return [...this.#entries.values()].flatMap(({ store }) => (store instanceof TableStore ? [store] : []));
  }

  /** Which cluster a table of {@link tables} belongs to. */
  clusterOf(store: TableStore): string | null {
    for (const entry of this.#entries.values()) {
      if (entry.store === store && entry.topic.type === 'table') return String(entry.topic.cluster);
    }
    return null;
  }

  #entry(topic: TopicInput, sort: string | null): Entry {
    const id = topicId(topic);
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const entry: Entry = { topic, store: null as never, readers: 0, key: null, attempt: 0, linger: undefined, sort };
    entry.store =
      topic.type === 'table'
        ? new TableStore(topic.view, this.surroundings, (next) => this.#again(entry, next))
        : new DocumentStore(this.surroundings);
    if (this.#connection.state === 'lost')
      entry.store.lose({ at: this.#connection.since, because: this.#connection.because });
    this.#entries.set(id, entry);
    return entry;
  }

  #greet(): void {
    this.socket.emit('hello', { protocol: PROTOCOL_VERSION }, (answer) => {
      if (!answer.ok) {
        this.#lose('refused', answer.detail, answer.code);
        this.socket.disconnect();
        return;
      }
      this.#greeted = true;
      this.#set({ state: 'connected', since: this.surroundings.now(), because: '', code: null });
      for (const entry of this.#entries.values()) {
        if (entry.readers > 0) this.#subscribe(entry);
        else this.#forget(entry);
      }
    });
  }

  #subscribe(entry: Entry, fresh = false): void {
    entry.attempt += 1;
    const attempt = entry.attempt;
    const resume = fresh ? undefined : entry.store.resume();
    const window = entry.topic.type === 'table' ? this.#window(entry) : undefined;
    entry.store.asked();
    this.#unanswered += 1;
    const message = { topic: entry.topic, ...(resume && { resume }), ...(window && { window }) };
    this.socket.emit('subscribe', message, (answer) => {
      this.#unanswered -= 1;
      if (entry.attempt !== attempt || !this.#entries.has(topicId(entry.topic))) return;
      if (!answer.ok) {
        // A watch that is only starting is no failure to show: the page goes on loading.
        if (answer.code !== 'not_ready') entry.store.refuse(answer.code, answer.detail);
        this.#retry(entry, answer.code);
        return;
      }
      entry.key = answer.key;
      this.#byKey.set(answer.key, entry);
      const early = this.#early.get(answer.key) ?? [];
      this.#early.delete(answer.key);
      for (const frame of early) this.#deliver(entry, frame);
    });
  }

  #window(entry: Entry): { sort: string; limit: number } {
    const store = entry.store as TableStore;
    return { sort: entry.sort ?? store.view.defaultSort, limit: WINDOW_ROWS };
  }

  #receive(frame: ServerFrame): void {
    const entry = this.#byKey.get(frame.key);
    if (entry !== undefined) {
      this.#deliver(entry, frame);
      return;
    }
    // With no answer outstanding it is a frame about a topic that was left.
    if (this.#unanswered === 0) return;
    const early = this.#early.get(frame.key);
    if (early === undefined) this.#early.set(frame.key, [frame]);
    else early.push(frame);
  }

  #deliver(entry: Entry, frame: ServerFrame): void {
    this.#again(entry, entry.store.receive(frame));
    if (frame.t !== 'closed') return;
    this.#byKey.delete(frame.key);
    entry.key = null;
    this.#retry(entry, frame.code);
  }

  /** Asks again after a while, unless the answer would be the same or somebody has asked in between. */
  #retry(entry: Entry, code: string): void {
    if (FINAL.has(code)) return;
    const { attempt } = entry;
    this.surroundings.setTimeout(() => {
      if (entry.attempt === attempt) this.#again(entry, 'resume');
    }, RETRY_MS);
  }

  #again(entry: Entry, next: Next): void {
    if (next !== 'ok' && this.#greeted && entry.readers > 0) this.#subscribe(entry, next === 'restart');
  }

  #forget(entry: Entry): void {
    if (entry.readers > 0) return;
    entry.store.stop();
    this.#entries.delete(topicId(entry.topic));
    if (entry.key === null) return;
    this.#byKey.delete(entry.key);
    // The answer does not matter: a frame that still comes finds no reader.
    if (this.#greeted) this.socket.emit('unsubscribe', { key: entry.key }, () => undefined);
  }

  #lose(state: 'lost' | 'refused', because: string, code: string | null = null): void {
    const since = this.#connection.state === state ? this.#connection.since : this.surroundings.now();
    if (this.#connection.state === 'refused') return;
    this.#greeted = false;
    this.#byKey.clear();
    this.#early.clear();
    this.#unanswered = 0;
    for (const entry of this.#entries.values()) {
      entry.key = null;
      entry.store.lose({ at: since, because });
    }
    this.#set({ state, since, because, code });
  }

  #reconnectLater(): void {
    this.surroundings.setTimeout(() => this.socket.connect(), RETRY_MS);
  }

  #set(connection: Connection): void {
    this.#connection = connection;
    for (const listener of this.#listeners) listener();
  }
}
