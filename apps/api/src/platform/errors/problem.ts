import { BinnacleError, type ErrorCode, type ErrorItem, type Problem } from '@binnacle/shared/errors';
import { InvalidNameError } from '@binnacle/shared/names';
import { ZodError } from 'zod';
import { inputError } from './parse-input.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** RFC 9457 `title`: the same for every occurrence of a code. */
const TITLES: Record<ErrorCode, string> = {
  invalid_request: 'The request is not well formed',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  origin_refused: 'Refused because of where it came from',
  not_found: 'Not found',
  unknown_cluster: 'No such cluster',
  method_not_allowed: 'Method not allowed',
  preview_stale: 'The object changed since the preview',
  conflict: 'Conflict',
  in_progress: 'The same request is still being worked on',
  not_undoable: 'Cannot be undone',
  too_large: 'Too large',
  unsupported_media_type: 'Unsupported content type',
  invalid_name: 'Invalid name',
  invalid_input: 'Invalid input',
  idempotency_mismatch: 'Idempotency key used for another request',
  refused_by_cluster: 'Refused by the cluster',
  rate_limited: 'Too many requests',
  internal: 'Internal error',
  cluster_unreachable: 'Cluster not reachable',
  cluster_unauthorized: 'Cluster does not accept the credential',
  not_recorded: 'Not recorded, nothing was done',
  not_ready: 'Not ready',
  outcome_unknown: 'Outcome unknown',
};

/** What is answered for errors that are not ours but have a status: the framework's, and those of its plugins. */
const BY_STATUS: Record<number, readonly [ErrorCode, string]> = {
  400: ['invalid_request', 'The request could not be read.'],
  401: ['unauthenticated', 'Sign in, or send a machine key.'],
  403: ['forbidden', 'This is not allowed.'],
  404: ['not_found', 'There is nothing at this address.'],
  405: ['method_not_allowed', 'This address does not take this method.'],
  413: ['too_large', 'The body is larger than 3 MiB.'],
  414: ['invalid_request', 'The address is too long.'],
  415: ['unsupported_media_type', 'Bodies are JSON: send Content-Type: application/json.'],
  429: ['rate_limited', 'Too many requests; wait a little.'],
  431: ['too_large', 'The header fields are too large.'],
  503: ['not_ready', 'Binnacle is starting or stopping; try again in a moment.'],
};

/**
 * Any thrown value as an error for the person who asked. What is not known becomes `internal` without a word of it:
 * the cause stays on the error for the log.
 */
export function asBinnacleError(error: unknown): BinnacleError {
  if (error instanceof BinnacleError) return error;
  if (error instanceof ZodError) return inputError(error);
  if (error instanceof InvalidNameError) {
    return new BinnacleError('invalid_name', error.message, {
      errors: [{ path: error.field, message: error.message }],
    });
  }
  const status = statusOf(error);
  const known =
    status === undefined
      ? undefined
      : (BY_STATUS[status] ?? (status >= 400 && status < 500 ? BY_STATUS[400] : undefined));
  if (known === undefined) {
    return new BinnacleError(
      'internal',
      'Something went wrong on our side. The log has the details under this request id.',
      { cause: error },
    );
  }
  const [code, detail] = known;
  return new BinnacleError(code, detail, { errors: status === 400 ? jsonPosition(error) : [], cause: error });
}

/** The RFC 9457 document of an error; `instance` is the request's id. */
export function problemOf(error: BinnacleError, requestId: string): Problem {
  return {
    type: `/api/docs#${error.code}`,
    title: TITLES[error.code],
    status: error.status,
    code: error.code,
    detail: error.detail,
    instance: requestId,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...(error.extra === undefined ? {} : { extra: error.extra }),
  };
}

/** The status of the framework's exceptions (`getStatus`) and of its server's errors (`statusCode`). */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('getStatus' in error && typeof error.getStatus === 'function') {
    const status: unknown = error.getStatus();
    return typeof status === 'number' ? status : undefined;
  }
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** Where JSON could not be read. The parser's message quotes the input, so only the position is taken from it. */
function jsonPosition(error: unknown): ErrorItem[] {
  const at = error instanceof Error ? /\(line (\d+) column (\d+)\)/.exec(error.message) : null;
  return at === null
    ? []
    : [{ line: Number(at[1]), column: Number(at[2]), message: 'The JSON is not well formed here.' }];
}
