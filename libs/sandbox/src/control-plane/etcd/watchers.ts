import type { StoreEvent } from './store.js';

export type Listener = (event: StoreEvent) => void;

interface Watcher {
  readonly prefix: string;
  readonly after: number;
  readonly listener: Listener;
  /** What is to be told before anything new; `null` once the watch is live. */
  backlog: StoreEvent[] | null;
}

/** Tells every listener its events in order, each once, whatever the others do. */
export class Watchers {
  readonly #watchers = new Set<Watcher>();
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** `backlog`: all that was published after revision `after`. It is told from a microtask: the caller can stop by then. */
  add(prefix: string, after: number, backlog: StoreEvent[], listener: Listener): () => void {
    const watcher: Watcher = { prefix, after, listener, backlog };
    this.#watchers.add(watcher);
    queueMicrotask(() => {
      // What is published meanwhile is added at the end and met by the same loop.
      for (const event of watcher.backlog ?? []) this.#tell(watcher, event);
      watcher.backlog = null;
    });
    return () => this.#watchers.delete(watcher);
  }

  publish(event: StoreEvent): void {
    // A copy: a watch begun by a listener has this event in its backlog already.
    for (const watcher of [...this.#watchers]) {
      if (watcher.backlog === null) this.#tell(watcher, event);
      else watcher.backlog.push(event);
    }
  }

  #tell(watcher: Watcher, event: StoreEvent): void {
    if (event.revision <= watcher.after || !event.key.startsWith(watcher.prefix)) return;
    if (!this.#watchers.has(watcher)) return;
    try {
      watcher.listener(event);
    } catch (error) {
      this.#report(error);
    }
  }
}
