import { StatusError } from '@binnacle/kube/reflector';
import type { ClusterFault } from '@binnacle/shared/clusters';
import { errors } from 'undici';
import { AnswerTooLargeError, KubeConnectionError, UnexpectedAnswerError } from './connection-error.js';
import { hostOf } from './connection-material.js';

/** What is wrong with a cluster, as a code of the closed list and as a sentence for a person. */
export interface FaultReading {
  readonly fault: ClusterFault;
  readonly because: string;
}

type Sentence = (host: string) => string;

const REFUSED: Sentence = (host) => `${host} refuses connections: nothing listens there. Is the cluster running?`;
const NOT_FOUND: Sentence = (host) => `The host name of ${host} cannot be resolved. Check the name, DNS and VPN.`;
const NO_ROUTE: Sentence = (host) => `There is no route to ${host}. Check the network and VPN.`;
const TIMED_OUT: Sentence = (host) => `${host} did not answer in time.`;
const LOST: Sentence = (host) => `The connection to ${host} broke before the answer was complete.`;
const UNTRUSTED: Sentence = (host) =>
  `The certificate of ${host} is not signed by an authority that the kubeconfig trusts. Check certificate-authority-data.`;
const EXPIRED: Sentence = (host) => `The server certificate of ${host} has expired. Renew it on the cluster.`;
const NOT_YET: Sentence = (host) =>
  `The server certificate of ${host} is not valid yet. Check the clocks on both sides.`;
const NAME_MISMATCH: Sentence = (host) =>
  `The certificate of ${host} was issued for other names. Use a listed name as server, or set tls-server-name.`;
const TLS: Sentence = (host) => `The TLS handshake with ${host} failed. Is this the HTTPS port of an API server?`;

interface Known {
  readonly fault: ClusterFault;
  readonly sentence: Sentence;
  /** Whether the request may have left before the failure. */
  readonly maybeSent: boolean;
}

const known = (fault: ClusterFault, sentence: Sentence, maybeSent = false): Known => ({ fault, sentence, maybeSent });

/** Error codes of Node's net, tls and dns, of OpenSSL's verification, and of undici. */
const BY_CODE: Readonly<Record<string, Known>> = {
  ECONNREFUSED: known('connection_refused', REFUSED),
  ENOTFOUND: known('host_not_found', NOT_FOUND),
  EAI_AGAIN: known('host_not_found', NOT_FOUND),
  EHOSTUNREACH: known('connection_refused', NO_ROUTE),
  ENETUNREACH: known('connection_refused', NO_ROUTE),
  EADDRNOTAVAIL: known('connection_refused', NO_ROUTE),
  UND_ERR_CONNECT_TIMEOUT: known('timed_out', TIMED_OUT),
  ETIMEDOUT: known('timed_out', TIMED_OUT, true),
  UND_ERR_HEADERS_TIMEOUT: known('timed_out', TIMED_OUT, true),
  UND_ERR_BODY_TIMEOUT: known('timed_out', TIMED_OUT, true),
  ECONNRESET: known('connection_lost', LOST, true),
  EPIPE: known('connection_lost', LOST, true),
  UND_ERR_SOCKET: known('connection_lost', LOST, true),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: known('connection_lost', LOST, true),
  DEPTH_ZERO_SELF_SIGNED_CERT: known('certificate_untrusted', UNTRUSTED),
  SELF_SIGNED_CERT_IN_CHAIN: known('certificate_untrusted', UNTRUSTED),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: known('certificate_untrusted', UNTRUSTED),
  UNABLE_TO_GET_ISSUER_CERT: known('certificate_untrusted', UNTRUSTED),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: known('certificate_untrusted', UNTRUSTED),
  CERT_SIGNATURE_FAILURE: known('certificate_untrusted', UNTRUSTED),
  CERT_UNTRUSTED: known('certificate_untrusted', UNTRUSTED),
  INVALID_CA: known('certificate_untrusted', UNTRUSTED),
  CERT_HAS_EXPIRED: known('certificate_expired', EXPIRED),
  CERT_NOT_YET_VALID: known('tls_failed', NOT_YET),
  ERR_TLS_CERT_ALTNAME_INVALID: known('certificate_name_mismatch', NAME_MISMATCH),
  HOSTNAME_MISMATCH: known('certificate_name_mismatch', NAME_MISMATCH),
  EPROTO: known('tls_failed', TLS, true),
};

/** Codes along `cause` and in an AggregateError (one attempt per address of a name), outermost first. */
function* codesOf(error: unknown, depth = 0): Generator<string> {
  if (!(error instanceof Error) || depth > 5) return;
  if ('code' in error && typeof error.code === 'string') yield error.code;
  if (error instanceof AggregateError) for (const inner of error.errors) yield* codesOf(inner, depth + 1);
  if (error.cause !== undefined) yield* codesOf(error.cause, depth + 1);
}

/** Something else than a web server listens there. */
const noHttp = (host: string, error: unknown) =>
  new KubeConnectionError('server_error', `${host} does not answer like an API server.`, true, error);

/** An error of the network below HTTP as a {@link KubeConnectionError}; `null` when it is none, and must be rethrown. */
export function connectionErrorOf(error: unknown, server: string): KubeConnectionError | null {
  const host = hostOf(server);
  for (const code of codesOf(error)) {
    const found = BY_CODE[code];
    if (found !== undefined) return new KubeConnectionError(found.fault, found.sentence(host), found.maybeSent, error);
    if (code.startsWith('ERR_SSL_')) return new KubeConnectionError('tls_failed', TLS(host), true, error);
    if (code.startsWith('HPE_')) return noHttp(host, error);
  }
  return error instanceof errors.HTTPParserError ? noHttp(host, error) : null;
}

function statusReading(error: StatusError, host: string): FaultReading {
  if (error.code === 401) {
    return {
      fault: 'unauthorized',
      because: `${host} does not accept the credentials: they are wrong, revoked or expired.`,
    };
  }
  if (error.code === 403)
    return { fault: 'forbidden', because: `${host} knows these credentials but forbids this: ${error.message}` };
  return { fault: 'server_error', because: `${host} answered ${error.code} ${error.reason}: ${error.message}` };
}

/** Errors that already carry their fault, such as those of credentials. */
interface CarriesFault extends Error {
  readonly fault: ClusterFault;
}
const carriesFault = (error: unknown): error is CarriesFault =>
  error instanceof Error && 'fault' in error && typeof error.fault === 'string';

/**
 * Reads an error of a request as the fault of its cluster. What it does not know is not guessed at: `null` says that
 * the error is not the cluster's, but a defect of ours, and must be rethrown.
 */
export function classifyFault(error: unknown, server: string): FaultReading | null {
  const host = hostOf(server);
  if (error instanceof StatusError) return statusReading(error, host);
  if (carriesFault(error)) return { fault: error.fault, because: error.message };
  if (error instanceof AnswerTooLargeError || error instanceof UnexpectedAnswerError) {
    return { fault: 'server_error', because: error.message };
  }
  const connection = connectionErrorOf(error, server);
  return connection === null ? null : { fault: connection.fault, because: connection.message };
}
