import type { IncomingMessage } from 'node:http';
import type { Kube } from './kube.ts';

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: Kube;
}

const PATIENCE_MS = 20_000;

/** The events of one watch, taken in the order in which they came. */
export class Watch {
  readonly status: number;
  readonly contentType: string;
  readonly #response: IncomingMessage;
  readonly #waiting: WatchEvent[] = [];
  #rest = '';
  #over = false;
  #wake: () => void = () => undefined;

  constructor(response: IncomingMessage) {
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.contentType = response.headers['content-type'] ?? '';
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text));
    response.on('error', () => this.#end());
    response.on('close', () => this.#end());
  }

  /** The next event; fails when none comes. */
  async next(withinMs = PATIENCE_MS): Promise<WatchEvent> {
    const event = await this.#nextOrEnd(withinMs);
    if (event === null) throw new Error('the server ended the watch where an event was expected');
    return event;
  }

  /** The next event's type and the name of its object, in short: `ADDED a`. */
  async said(): Promise<string> {
    const { type, object } = await this.next();
    return `${type} ${object.metadata.name}`;
  }

  /** The first event that is as wanted; those before it are taken too, and told when it does not come. */
  async until(what: string, wanted: (event: WatchEvent) => boolean, withinMs = PATIENCE_MS): Promise<WatchEvent> {
    const seen: string[] = [];
    const deadline = performance.now() + withinMs;
    for (;;) {
      const event = await this.#nextOrEnd(Math.max(1, deadline - performance.now())).catch(() => null);
      if (event === null)
        throw new Error(`the watch did not bring ${what}; it brought: ${seen.join(', ') || 'nothing'}`);
      seen.push(`${event.type} ${event.object.metadata?.name}`);
      if (wanted(event)) return event;
    }
  }

  /** Everything that comes until the server ends the watch. */
  async untilEnd(withinMs = PATIENCE_MS): Promise<WatchEvent[]> {
    const events: WatchEvent[] = [];
    for (;;) {
      const event = await this.#nextOrEnd(withinMs);
      if (event === null) return events;
      events.push(event);
    }
  }

  close(): void {
    this.#response.destroy();
  }

  /** The body of a refused watch. */
  async refusal(): Promise<Kube> {
    await this.untilEnd();
    return JSON.parse(this.#rest) as Kube;
  }

  async #nextOrEnd(withinMs: number): Promise<WatchEvent | null> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const event = this.#waiting.shift();
      if (event !== undefined) return event;
      if (this.#over) return null;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`no event within ${withinMs} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  #take(text: string): void {
    this.#rest += text;
    if (this.status !== 200) return;
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') this.#waiting.push(JSON.parse(line) as WatchEvent);
    this.#wake();
  }

  #end(): void {
    this.#over = true;
    this.#wake();
  }
}
