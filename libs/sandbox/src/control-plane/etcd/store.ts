import type { KubeObject } from '../../object.js';

/** An object as one revision left it. Frozen to the bottom, its `metadata.resourceVersion` is `revision`. */
export interface Stored {
  readonly key: string;
  readonly revision: number;
  readonly object: KubeObject;
}

/** What one revision did. Every revision is one change of one key, so revisions of events follow without a hole. */
export interface StoreEvent {
  readonly type: 'put' | 'delete';
  readonly key: string;
  readonly revision: number;
  /** As put; of a deletion the last state, its `metadata.resourceVersion` the revision of the deletion. */
  readonly object: KubeObject;
  /** What the key held before; `null` when it did not exist. */
  readonly previous: KubeObject | null;
}

/** A change before it is known what it replaces: what stands in the log. */
export type Change = Omit<StoreEvent, 'previous'>;

export interface RangeOptions {
  /** Read as of this revision; the newest when missing. */
  at?: number;
  /** Begin behind this key. */
  after?: string;
  /** At most so many items. */
  limit?: number;
}

export interface Range {
  readonly items: Stored[];
  /** Whether keys were left out by `limit`, and how many. */
  readonly more: boolean;
  readonly remaining: number;
}

/**
 * A map with a history, like etcd: every change gets the next revision, old revisions can be read and watched until
 * they are compacted. Keys are ordered. What cannot be read after a power cut is never shown to anybody: a change
 * becomes visible (to reads and watches) when it is durable, and its promise resolves right after.
 */
export interface Store {
  /** The newest visible revision. At the end of every turn each listener has been told all events up to it. */
  readonly revision: number;
  /** Reads and watches from before this revision are refused. */
  readonly compacted: number;
  get(key: string): Stored | undefined;
  /**
   * The keys that begin with `prefix`, in order.
   * @throws CompactedError
   * @throws FutureRevisionError when `at` was not reached yet
   */
  range(prefix: string, options?: RangeOptions): Range;
  /**
   * `expected` is the revision the key must have, 0 when it must not exist. Changes take effect in the order of the
   * calls. The object is frozen and kept, not copied: it belongs to the store from now on. Rejects with
   * RevisionConflict as soon as the change it lost against can be read, so that trying again makes sense at once.
   */
  put(key: string, object: KubeObject, expected: number): Promise<Stored>;
  /** Removes the key; `last` is the state told to watches. @returns the revision of the deletion */
  delete(key: string, expected: number, last: KubeObject): Promise<number>;
  /**
   * The events of keys with this prefix after revision `after`, in order, none missing, none twice: first those from
   * the history, from the next microtask on, then each as it happens. An exception of the listener is reported and
   * touches nobody else. @returns ends the watch at once
   * @throws CompactedError
   */
  watch(prefix: string, after: number, listener: (event: StoreEvent) => void): () => void;
  /** Forgets what only revisions before this one need. Compacting twice does nothing. */
  compact(revision: number): void;
  /** Resolves when all that was asked before is done and the folder is free for another process. */
  close(): Promise<void>;
}
