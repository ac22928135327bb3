/** As much of any Kubernetes object as the watch engine relies on. Everything else is read by projections, defensively. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: Array<{ apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }>;
    generation?: number;
  };
  [field: string]: unknown;
}

/** One page of a list. `continueToken` is absent on the last page. */
export interface ListPage {
  items: KubeObject[];
  resourceVersion: string;
  continueToken?: string;
}

export interface ListOptions {
  limit?: number;
  continueToken?: string;
  /** `0` lets the server answer from its watch cache; absent is a consistent read. */
  resourceVersion?: string;
  signal: AbortSignal;
}

export interface WatchOptions {
  /** Where to go on from; absent only with `sendInitialEvents`. */
  resourceVersion?: string;
  /** WatchList: existing objects first, then a bookmark annotated `k8s.io/initial-events-end`, then the live stream. */
  sendInitialEvents?: boolean;
  /** The server ends the stream by itself after this long. */
  timeoutSeconds: number;
  signal: AbortSignal;
}

/**
 * What the reflector needs of an API server, for one kind. Both calls reject with {@link StatusError} when the server
 * answered with an error, and with any other error when it did not answer.
 */
export interface ListWatch {
  list(options: ListOptions): Promise<ListPage>;
  /** Resolves once the server has answered 200; the chunks are the raw bytes of the body, cut anywhere, each in memory of its own. */
  watch(options: WatchOptions): Promise<AsyncIterable<Uint8Array>>;
}

/** An answer of the API server that is not a success: a `Status` object, or what is known of one. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  constructor(
    /** HTTP status, or the `code` of a Status that came inside a watch stream. */
    readonly code: number,
    readonly reason: string,
    message: string,
    /** From Retry-After, in milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** A staged relist: readers keep seeing the old content until `commit`, which swaps at once and drops what is gone. */
export interface Replacement {
  /** The same object may be added more than once (it changed while it was being fetched): the last one counts. */
  add(object: KubeObject): void;
  commit(): void;
  abandon(): void;
}

/** Where the reflector puts what it learns. Handlers may throw: the reflector counts it and goes on with the next object. */
export interface ReflectorStore {
  beginReplace(): Replacement;
  upsert(object: KubeObject): void;
  remove(object: KubeObject): void;
}

/** `performance.now()`-like monotonic milliseconds, wall time, and timers: real in the product, fake in tests. */
export interface Clock {
  /** Milliseconds that only ever grow, for durations. */
  monotonic(): number;
  /** Milliseconds since 1970, for what is shown. */
  wall(): number;
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** A number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** What a reflector says about itself, each time it changes. */
export interface ReflectorStatus {
  state: 'loading' | 'live' | 'stale' | 'forbidden';
  /** Wall milliseconds since when. */
  since: number;
  because?: string;
  /** Wall milliseconds of the next attempt. */
  retryAt?: number;
}
