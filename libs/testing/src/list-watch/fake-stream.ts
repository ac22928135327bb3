import type { StreamFault } from './faults.js';

const encoder = new TextEncoder();

/** One watch body: lines in, bytes out, cut where the test wants, and broken as a fault says. */
export class FakeStream implements AsyncIterable<Uint8Array> {
  private readonly ready: Uint8Array[] = [];
  private over: { error?: Error } | undefined;
  private waiting:
    | { resolve: (result: IteratorResult<Uint8Array>) => void; reject: (error: Error) => void }
    | undefined;
  private silent = false;

  constructor(
    private readonly options: {
      signal: AbortSignal;
      fault?: { afterLines: number; fault: StreamFault };
      /** Random cuts within and across characters; otherwise one chunk is one line. */
      cut?: () => number;
      onOver: () => void;
    },
  ) {
    options.signal.addEventListener('abort', () => this.finish(new Error('The request was aborted.')), { once: true });
  }

  /** True until it ended, was reset or was aborted. */
  get open(): boolean {
    return this.over === undefined;
  }

  send(event: unknown): void {
    if (!this.open || this.silent) return;
    const line = `${JSON.stringify(event)}\n`;
    const planned = this.options.fault;
    if (planned === undefined || planned.afterLines > 0) {
      if (planned !== undefined) planned.afterLines -= 1;
      this.emit(encoder.encode(line));
      return;
    }
    this.break(planned.fault, line);
  }

  /** @param line the event that the fault hits, if it hits one. */
  break(fault: StreamFault, line = '{"type":"ADDED","object":{"metadata":{"name":"ü"}}}\n'): void {
    if (!this.open) return;
    const bytes = encoder.encode(line);
    if (fault.kind === 'silence') this.silent = true;
    if (fault.kind === 'garbage') this.emit(encoder.encode('upstream connect error\n'));
    if (fault.kind === 'half-line') this.emit(bytes.subarray(0, bytes.length >> 1));
    if (fault.kind === 'too-long') this.emit(new Uint8Array(fault.bytes).fill(120));
    if (fault.kind === 'error')
      this.emit(encoder.encode(`${JSON.stringify({ type: 'ERROR', object: statusOf(fault) })}\n`));
    if (fault.kind === 'reset') this.finish(new Error('read ECONNRESET'));
    if (fault.kind !== 'silence' && fault.kind !== 'reset') this.end();
  }

  end(): void {
    this.finish(undefined);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => new Promise((resolve, reject) => this.deliver(resolve, reject)),
      return: () => {
        this.finish(undefined);
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  private deliver(resolve: (result: IteratorResult<Uint8Array>) => void, reject: (error: Error) => void): void {
    const chunk = this.ready.shift();
    if (chunk !== undefined) resolve({ done: false, value: chunk });
    else if (this.over?.error !== undefined) reject(this.over.error);
    else if (this.over !== undefined) resolve({ done: true, value: undefined });
    else this.waiting = { resolve, reject };
  }

  private emit(bytes: Uint8Array): void {
    let rest = bytes;
    while (this.options.cut !== undefined && rest.length > 1 && this.options.cut() < 0.5) {
      const at = 1 + Math.floor(this.options.cut() * (rest.length - 1));
      this.ready.push(rest.subarray(0, at));
      rest = rest.subarray(at);
    }
    // Some cuts leave a chunk that holds the end of one line and the start of the next.
    const last = this.ready.at(-1);
    if (this.options.cut !== undefined && last !== undefined && this.options.cut() < 0.5) {
      this.ready[this.ready.length - 1] = Buffer.concat([last, rest]);
    } else {
      this.ready.push(rest);
    }
    this.wake();
  }

  private finish(error: Error | undefined): void {
    if (this.over !== undefined) return;
    this.over = error === undefined ? {} : { error };
    this.options.onOver();
    this.wake();
  }

  private wake(): void {
    const waiting = this.waiting;
    if (waiting === undefined) return;
    this.waiting = undefined;
    this.deliver(waiting.resolve, waiting.reject);
  }
}

function statusOf(fault: Extract<StreamFault, { kind: 'error' }>): unknown {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code: fault.code,
    reason: fault.reason ?? (fault.code === 410 ? 'Expired' : 'InternalError'),
    message: fault.message ?? `the server said ${fault.code} in the stream`,
    ...(fault.retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds: fault.retryAfterSeconds } }),
  };
}
