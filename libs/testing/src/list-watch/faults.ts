/** What happens instead of an answer. */
export type ConnectFault =
  /** Nobody listens: the request fails at once. */
  | { kind: 'refused' }
  /** The connection is taken and nothing ever comes. */
  | { kind: 'no-answer' }
  | { kind: 'status'; code: number; reason?: string; message?: string; retryAfterMs?: number };

/** What happens to an open watch stream. */
export type StreamFault =
  /** A clean end, as when the server drops a watcher that is too slow. */
  | { kind: 'end' }
  /** The connection is reset. */
  | { kind: 'reset' }
  /** A clean end in the middle of a line; the event of that line counts as not delivered. */
  | { kind: 'half-line' }
  /** A line that is not JSON, in place of an event. */
  | { kind: 'garbage' }
  /** A line without an end, until the reader gives up. */
  | { kind: 'too-long'; bytes: number }
  /** Half-open: the stream stays, no byte comes any more. */
  | { kind: 'silence' }
  /** An ERROR event carrying a Status, then the end. */
  | { kind: 'error'; code: number; reason?: string; message?: string; retryAfterSeconds?: number };
