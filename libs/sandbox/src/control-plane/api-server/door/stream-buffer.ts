/**
 * What happens, handed to a client that reads at its own pace. Whoever does not read is let go once `limit` pieces wait:
 * the stream ends, cleanly and without a word, as the real server ends the watch of a client that is too slow.
 */
export class StreamBuffer implements AsyncIterable<string> {
  readonly #limit: number;
  #waiting: string[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  /** @param signal ends the stream */
  constructor(limit: number, signal: AbortSignal) {
    this.#limit = limit;
    if (signal.aborted) this.#ended = true;
    else signal.addEventListener('abort', () => this.end(), { once: true });
  }

  /** False once nobody reads any more: the source can be let go. */
  push(piece: string): boolean {
    if (this.#ended) return false;
    if (this.#waiting.length >= this.#limit) {
      this.#waiting = [];
      this.end();
      return false;
    }
    this.#waiting.push(piece);
    this.#wake?.();
    return true;
  }

  /** What waits is still delivered. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void> {
    try {
      for (;;) {
        if (this.#waiting.length > 0) yield this.#waiting.splice(0).join('');
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#ended = true;
    }
  }
}
