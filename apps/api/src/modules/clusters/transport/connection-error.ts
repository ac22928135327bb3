import type { ClusterFault } from '@binnacle/shared/clusters';

/**
 * The API server did not answer, or not with anything usable. The message is a sentence for a person and names
 * `host:port`; the underlying error is the cause and reaches only the log.
 */
export class KubeConnectionError extends Error {
  override readonly name = 'KubeConnectionError';
  constructor(
    readonly fault: ClusterFault,
    message: string,
    /** False when it is certain that the request never left this machine; a write is then known not to have happened. */
    readonly maybeSent: boolean,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** The answer exceeded its cap and was dropped unread (T27). */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
  constructor(
    host: string,
    readonly maxBytes: number,
  ) {
    super(`The answer of ${host} is larger than ${maxBytes} bytes, the most that Binnacle reads at once.`);
  }
}

/** The server answered 2xx with something that is not what was asked for. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
}
