import { type KubeObject, StatusError } from './ports.js';

/** One line of a watch stream. */
export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: KubeObject }
  | { type: 'ERROR'; error: StatusError };

/** The stream cannot be read on: what comes next would have a hole before it. The message never quotes the stream. */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';
}

const NEWLINE = 10;

/**
 * Bytes of a watch body to events. A line is decoded when it is complete, so characters cut by a chunk's end are safe
 * (the newline byte occurs in no multi-byte character). Lines within a chunk are not copied; a line across chunks is
 * copied once, when its end arrives. Chunks are kept by reference until then.
 */
export class WatchDecoder {
  private pieces: Buffer[] = [];
  private held = 0;

  constructor(private readonly maxLineBytes: number) {}

  /**
   * Hands every line completed by this chunk to `take`, at once and in order.
   * @throws BrokenStreamError on a line that is no event or too long, and whatever `take` throws; unusable after either.
   */
  push(chunk: Uint8Array, take: (event: WatchEvent) => void): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      const text = this.held === 0 ? this.text(bytes, start, end) : this.joined(bytes.subarray(0, end));
      start = end + 1;
      if (text.length > 0) take(parse(text));
    }
    if (start === bytes.length) return;
    this.pieces.push(start === 0 ? bytes : bytes.subarray(start));
    this.held += bytes.length - start;
    this.check(this.held);
  }

  /**
   * The body ended. A last line without its newline counts if it is whole.
   * @throws BrokenStreamError when it is not
   */
  end(take: (event: WatchEvent) => void): void {
    if (this.held === 0) return;
    const length = this.held;
    let event: WatchEvent;
    try {
      event = parse(this.joined(Buffer.alloc(0)));
    } catch (error) {
      if (!(error instanceof BrokenStreamError)) throw error;
      throw new BrokenStreamError(`The watch stream ended in the middle of a line, after ${length} bytes of it.`);
    }
    take(event);
  }

  private joined(last: Buffer): string {
    const line = Buffer.concat([...this.pieces, last]);
    this.pieces = [];
    this.held = 0;
    return this.text(line, 0, line.length);
  }

  private text(bytes: Buffer, start: number, end: number): string {
    this.check(end - start);
    return bytes.toString('utf8', start, end);
  }

  private check(length: number): void {
    if (length > this.maxLineBytes) {
      throw new BrokenStreamError(
        `A line of the watch stream is longer than ${this.maxLineBytes} bytes; no object may be.`,
      );
    }
  }
}

function parse(text: string): WatchEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // V8's own message quotes the text, which may be part of a Secret.
    throw new BrokenStreamError(`A line of the watch stream (${text.length} characters) is not JSON.`);
  }
  const type = isRecord(value) ? value.type : undefined;
  const object = isRecord(value) ? value.object : undefined;
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') {
    if (isObject(object) && typeof object.metadata.name === 'string') return { type, object };
  } else if (type === 'BOOKMARK') {
    if (isObject(object)) return { type, object };
  } else if (type === 'ERROR' && isRecord(object)) {
    return { type, error: statusErrorOf(object) };
  }
  throw new BrokenStreamError(`A line of the watch stream (${text.length} characters) is JSON, but no watch event.`);
}

function statusErrorOf(status: Record<string, unknown>): StatusError {
  const details = isRecord(status.details) ? status.details : {};
  const seconds = details.retryAfterSeconds;
  return new StatusError(
    typeof status.code === 'number' ? status.code : 500,
    typeof status.reason === 'string' ? status.reason : '',
    typeof status.message === 'string' ? status.message : 'The watch stream carried an error without a message.',
    typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isObject(value: unknown): value is KubeObject {
  return isRecord(value) && isRecord(value.metadata);
}
