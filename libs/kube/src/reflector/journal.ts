import type { ReflectorCounters, ReflectorOptions } from './options.js';
import type { KubeObject } from './ports.js';
import { keyOf } from './stage.js';
import { StatusBoard } from './status-board.js';

/** What a reflector knows about itself across starts and stops, and whom it tells. */
export class Journal {
  readonly counters: ReflectorCounters = { lists: 0, watches: 0, events: 0, bytes: 0, problems: 0, relists: 0 };
  readonly board: StatusBoard;
  lastVersion: string | undefined;
  lastHeardAt: number | undefined;
  /** The server refused WatchList once: it is not asked again. */
  noWatchList = false;

  constructor(private readonly options: Pick<ReflectorOptions, 'clock' | 'onStatus' | 'onProblem'>) {
    this.board = new StatusBoard(options.clock, (status) => {
      this.guarded('onStatus', () => options.onStatus?.(status));
    });
  }

  /** Something went wrong and was survived. */
  problem(message: string): void {
    this.counters.problems += 1;
    try {
      this.options.onProblem?.(message);
    } catch {
      // There is nobody left to tell; the feed must not end because a listener is broken.
      this.counters.problems += 1;
    }
  }

  /** The store holds everything up to this version. */
  filled(version: string): void {
    this.lastVersion = version;
    this.board.filled();
  }

  /** Runs somebody else's code: when it throws, that is a problem and nothing more. @returns whether it did not throw */
  readonly guarded = (what: string, work: () => void, object?: KubeObject): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      const where = object === undefined ? what : `${what} ${keyOf(object)}`;
      this.problem(`The handler failed at "${where}": ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
}
