import type { Freshness } from '@binnacle/shared/clusters';
import type { ServerFrame } from '@binnacle/shared/realtime';
import type { Evidence } from './freshness';
import type { Resume, Surroundings } from './ports';

/** What the client does after a frame: nothing, or ask again (with what the store holds, or for a new snapshot). */
export type Next = 'ok' | 'resume' | 'restart';

/** What is known of one topic. Lives longer than the connection: after a break it holds what was last known. */
export abstract class TopicStore {
  #listeners = new Set<() => void>();
  #heardAt: number | null = null;
  #resuming = false;
  #refused: Evidence['refused'] = null;
  #lost: Evidence['lost'] = null;
  #connected = false;
  #version = 0;

  constructor(protected readonly surroundings: Surroundings) {}

  /** From where to go on after a break; undefined asks for everything. */
  abstract resume(): Resume | undefined;
  protected abstract take(frame: ServerFrame): Next;
  protected abstract get filled(): boolean;
  protected abstract get serverFreshness(): Freshness | null;
  /** Ends what is under way (a body being fetched). */
  abstract stop(): void;

  /** Counts what concerns the topic as a whole: freshness, totals, connection. */
  get version(): number {
    return this.#version;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  evidence(): Evidence {
    return {
      connected: this.#connected,
      lost: this.#lost,
      heardAt: this.#heardAt,
      filled: this.filled,
      resuming: this.#resuming,
      refused: this.#refused,
      server: this.serverFreshness,
    };
  }

  receive(frame: ServerFrame): Next {
    if (frame.t === 'closed') {
      this.refuse(frame.code, frame.detail);
      return 'ok';
    }
    this.#heardAt = this.surroundings.now();
    const next = this.take(frame);
    this.#resuming = next !== 'ok' || frame.t === 'gap';
    this.changed();
    return next;
  }

  /** The subscription was asked for (again). */
  asked(): void {
    this.#connected = true;
    this.#lost = null;
    this.#refused = null;
    this.#resuming = this.#heardAt !== null;
    this.changed();
  }

  refuse(code: string, detail: string): void {
    this.#refused = { at: this.surroundings.now(), code, detail };
    this.changed();
  }

  lose(lost: { at: number; because: string }): void {
    this.#connected = false;
    this.#lost = lost;
    this.changed();
  }

  protected changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
