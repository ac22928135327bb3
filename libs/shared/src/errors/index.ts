import { z } from 'zod';

/**
 * The closed list of error codes and the HTTP status each answers with. Scripts branch on the code, so a code is never
 * renamed; adding one makes every exhaustive mapping fail to compile until it is handled.
 */
export const ERROR_STATUS = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  origin_refused: 403,
  not_found: 404,
  unknown_cluster: 404,
  method_not_allowed: 405,
  preview_stale: 409,
  conflict: 409,
  in_progress: 409,
  not_undoable: 409,
  too_large: 413,
  unsupported_media_type: 415,
  invalid_name: 422,
  invalid_input: 422,
  idempotency_mismatch: 422,
  refused_by_cluster: 422,
  rate_limited: 429,
  internal: 500,
  cluster_unreachable: 502,
  cluster_unauthorized: 502,
  not_recorded: 503,
  not_ready: 503,
  outcome_unknown: 504,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;
export const ERROR_CODES = Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]];

/** One place in the input that was wrong: a JSON path or a file position, what, and what to do. */
export const errorItemSchema = z.object({
  path: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  message: z.string(),
  hint: z.string().optional(),
});
export type ErrorItem = z.infer<typeof errorItemSchema>;

/** An RFC 9457 problem document. `instance` is the request's id; the operator finds the details under it in the log. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(ERROR_CODES),
  detail: z.string(),
  instance: z.string(),
  errors: z.array(errorItemSchema).optional(),
  /** Extra members by code: `preview_stale` carries the fresh plan, `forbidden` the missing right. */
  extra: z.record(z.string(), z.unknown()).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** An error meant for the person who asked; `detail` leaves the process, `cause` only reaches the log. */
export class BinnacleError extends Error {
  override readonly name = 'BinnacleError';
  readonly errors: ErrorItem[];
  readonly extra: Record<string, unknown> | undefined;
  constructor(
    readonly code: ErrorCode,
    /** One or two sentences: what was wrong and what can be done. */
    readonly detail: string,
    options: { errors?: ErrorItem[]; extra?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.errors = options.errors ?? [];
    this.extra = options.extra;
  }
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** Marks a branch that the types say cannot be reached. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
