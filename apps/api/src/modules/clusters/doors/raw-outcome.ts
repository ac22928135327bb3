import { StatusError } from '@binnacle/kube/reflector';
import { BinnacleError } from '@binnacle/shared/errors';
import { InvalidNameError } from '@binnacle/shared/names';
import type { RawOutcome } from '../../ledger/index.js';
import { ClusterConfigError } from '../kubeconfig/problem.js';
import { AnswerTooLargeError, KubeConnectionError, UnexpectedAnswerError } from '../transport/connection-error.js';
import { UnsafeHeaderError } from '../transport/outbound-headers.js';
import { UnsafePathError } from '../transport/resource-path.js';

type NoSuccess = Exclude<RawOutcome, { kind: 'succeeded' }>;

const notSent = (message: string): NoSuccess => ({ kind: 'failed', code: 0, message, reason: 'NotSent' });

function outcomeOfStatus(error: StatusError): NoSuccess {
  // 408 and 5xx may come after the change was stored: from a proxy, or from a server that lost its etcd on the way.
  if (error.code === 408 || error.code >= 500) {
    return {
      kind: 'unknown',
      because: `The API server answered ${error.code} (${error.message}), which does not say whether the change was made.`,
    };
  }
  return { kind: 'failed', code: error.code, message: error.message, reason: error.reason };
}

/**
 * Reads the error of a write: `failed` when it certainly did not happen, `unknown` when it may have. What is not known
 * here is a defect of ours, and thrown on: it must not pass as an outcome.
 */
export function outcomeOfError(error: unknown): NoSuccess {
  if (error instanceof StatusError) return outcomeOfStatus(error);
  if (error instanceof KubeConnectionError) {
    return error.maybeSent
      ? { kind: 'unknown', because: `${error.message} Whether the change was made is not known.` }
      : notSent(error.message);
  }
  if (error instanceof UnexpectedAnswerError || error instanceof AnswerTooLargeError) {
    return { kind: 'unknown', because: `${error.message} Whether the change was made is not known.` };
  }
  const refusedHere =
    error instanceof UnsafePathError ||
    error instanceof UnsafeHeaderError ||
    error instanceof InvalidNameError ||
    error instanceof ClusterConfigError ||
    error instanceof BinnacleError;
  if (refusedHere) return notSent(error.message);
  throw error;
}
