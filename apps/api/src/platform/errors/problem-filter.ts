import type { BinnacleError } from '@binnacle/shared/errors';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { HttpReply, HttpRequest } from '../http/fastify-types.js';
import type { Log } from '../logging/index.js';
import { bounded } from './bounded.js';
import { asBinnacleError, PROBLEM_MEDIA_TYPE, problemOf } from './problem.js';

/** Turns whatever is thrown below an HTTP request into a problem document, and writes what it was into the log, once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(this.log, thrown, http.getRequest<HttpRequest>(), http.getResponse<HttpReply>());
  }
}

/** Answers with the problem document of the error; when an answer has begun it can only be cut off, so that it is not taken for whole. */
export function answerProblem(log: Log, thrown: unknown, request: HttpRequest, reply: HttpReply): void {
  const error = asBinnacleError(thrown);
  record(log, error, thrown, request);
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const retryAfter = error.extra?.retryAfterSeconds;
  if (typeof retryAfter === 'number') reply.header('retry-after', String(Math.ceil(retryAfter)));
  if (error.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="binnacle"');
  reply.header('cache-control', 'no-store');
  // A handler that failed may have announced another type, length or encoding.
  for (const name of ['content-length', 'content-encoding', 'etag', 'last-modified']) reply.removeHeader(name);
  reply
    .code(error.status)
    .type(`${PROBLEM_MEDIA_TYPE}; charset=utf-8`)
    .send(JSON.stringify(problemOf(error, request.id)));
}

/** Refusals are worth a line; so is what a cluster or database did to us; what is our own mistake comes with its stack. */
function record(log: Log, error: BinnacleError, thrown: unknown, request: HttpRequest): void {
  const fields = {
    requestId: request.id,
    code: error.code,
    method: request.method,
    path: bounded(pathOf(request.url), 200),
    address: request.ip,
  };
  if (error.code === 'internal') log.error({ ...fields, err: thrown }, 'request failed for an unknown reason');
  else if (error.status >= 500) log.warn({ ...fields, err: error.cause }, error.detail);
  else if (error.status === 403 || error.status === 429) log.info(fields, `refused: ${error.detail}`);
  else log.debug(fields, `refused: ${error.detail}`);
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}
