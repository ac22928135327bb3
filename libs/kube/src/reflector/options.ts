import type { Journal } from './journal.js';
import type { Clock, ListWatch, Random, ReflectorStatus, ReflectorStore } from './ports.js';

export interface ReflectorOptions {
  clock: Clock;
  random: Random;
  /** How the first content is fetched. `watch-list` (the default) falls back to `list` where the server has no WatchList. */
  initial?: 'watch-list' | 'list';
  /** Objects per page of a list. Default 500. */
  pageLimit?: number;
  /**
   * Stop paging at this many objects and watch from there: for kinds of which a sample of what exists is enough (Events).
   * Implies `initial: 'list'`, and holds for relists too.
   */
  maxInitial?: number;
  /** No byte for so long means that the connection is dead. Default 90 s: the server sends a bookmark each minute. */
  idleLimitMs?: number;
  /** A longer line breaks the stream. Default 3 MiB: twice what etcd takes for one object. */
  maxLineBytes?: number;
  /**
   * The server answered 401: read the credentials anew. Called once for the first 401, which is then retried at once,
   * and before each delayed retry after that. Its rejection is reported as a problem.
   */
  onUnauthorized?: () => Promise<void>;
  onStatus?: (status: ReflectorStatus) => void;
  /** One sentence on something that went wrong and was survived; it never holds any part of an object but its name. */
  onProblem?: (message: string) => void;
}

/** Totals since the reflector was made. */
export interface ReflectorCounters {
  /** Lists begun, each of one or more pages. */
  lists: number;
  /** Watch requests sent, WatchList included. */
  watches: number;
  /** Objects received by watch, initial ones included; bookmarks are not. */
  events: number;
  /** Bytes received by watch. */
  bytes: number;
  problems: number;
  /** Lists made because a watch could not go on. */
  relists: number;
}

export const DEFAULTS = {
  initial: 'watch-list',
  pageLimit: 500,
  idleLimitMs: 90_000,
  maxLineBytes: 3 * 1024 * 1024,
} as const;

export type Settings = ReflectorOptions & Required<Pick<ReflectorOptions, keyof typeof DEFAULTS>>;

/** What one run works with. */
export interface RunContext {
  listWatch: ListWatch;
  store: ReflectorStore;
  settings: Settings;
  journal: Journal;
}
