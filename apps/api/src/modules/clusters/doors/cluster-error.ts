import { StatusError } from '@binnacle/kube/reflector';
import { BinnacleError, type ErrorCode } from '@binnacle/shared/errors';
import { InvalidNameError } from '@binnacle/shared/names';
import { classifyFault } from '../transport/classify-fault.js';
import { AnswerTooLargeError } from '../transport/connection-error.js';

/** What an HTTP status of the API server means to the person who asked. */
function codeOf(status: number): ErrorCode {
  if (status === 401) return 'cluster_unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429 || status >= 500) return 'cluster_unreachable';
  return 'refused_by_cluster';
}

/**
 * An error of a request as one for the person who asked. What is no error of a cluster, but a defect of ours, is
 * returned as it is, to be thrown on.
 */
export function clusterError(error: unknown, cluster: string): unknown {
  if (error instanceof BinnacleError) return error;
  if (error instanceof InvalidNameError) return new BinnacleError('invalid_name', error.message, { cause: error });
  if (error instanceof AnswerTooLargeError) return new BinnacleError('too_large', error.message, { cause: error });
  if (error instanceof StatusError) {
    const extra = { status: error.code, reason: error.reason };
    return new BinnacleError(codeOf(error.code), `Cluster ${cluster} answered: ${error.message}`, {
      cause: error,
      extra,
    });
  }
  const reading = classifyFault(error, cluster);
  if (reading === null) return error;
  const code = reading.fault === 'credential_failed' ? 'cluster_unauthorized' : 'cluster_unreachable';
  return new BinnacleError(code, reading.because, { cause: error, extra: { fault: reading.fault } });
}
