import { BinnacleError, type ErrorCode } from '@binnacle/shared/errors';
import type { RawOutcome } from '../ledger/index.js';

type NotDone = Exclude<RawOutcome, { kind: 'succeeded' }>;

/** HTTP status of the API server, and ours for it. 0: the request was certainly never sent. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  0: 'cluster_unreachable',
  401: 'cluster_unauthorized',
  404: 'not_found',
  409: 'conflict',
};

/** The API server's own words as an answer. `consequence` says what that means for the change. */
export function refusedByCluster(answer: NotDone, consequence: string, extra?: Record<string, unknown>): BinnacleError {
  const options = extra === undefined ? {} : { extra };
  if (answer.kind === 'unknown')
    return new BinnacleError('cluster_unreachable', `${sentence(answer.because)} ${consequence}`, options);
  const code = CODES[answer.code] ?? 'refused_by_cluster';
  const who = answer.code === 0 ? 'The cluster could not be asked' : 'The API server refused';
  return new BinnacleError(code, `${who}: ${sentence(answer.message)} ${consequence}`, options);
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
