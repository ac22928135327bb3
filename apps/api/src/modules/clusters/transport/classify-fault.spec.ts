import { StatusError } from '@binnacle/kube/reflector';
import { CLUSTER_FAULTS } from '@binnacle/shared/clusters';
import { expect, test } from 'vitest';
import { classifyFault, connectionErrorOf } from './classify-fault.js';
import { AnswerTooLargeError } from './connection-error.js';

const SERVER = 'https://api.example:6443';
const coded = (code: string, message = 'canary') => Object.assign(new Error(message), { code });

test.each([
  [coded('ECONNREFUSED'), 'connection_refused', false],
  [new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]), 'connection_refused', false],
  [coded('ENOTFOUND'), 'host_not_found', false],
  [coded('EAI_AGAIN'), 'host_not_found', false],
  [coded('EHOSTUNREACH'), 'connection_refused', false],
  [coded('UND_ERR_CONNECT_TIMEOUT'), 'timed_out', false],
  [coded('UND_ERR_HEADERS_TIMEOUT'), 'timed_out', true],
  [coded('ECONNRESET'), 'connection_lost', true],
  [coded('UND_ERR_SOCKET'), 'connection_lost', true],
  [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'certificate_untrusted', false],
  [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'certificate_untrusted', false],
  [coded('CERT_HAS_EXPIRED'), 'certificate_expired', false],
  [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate_name_mismatch', false],
  [coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls_failed', true],
  [coded('HPE_INVALID_CONSTANT'), 'server_error', true],
  [new Error('fetch failed', { cause: coded('ECONNREFUSED') }), 'connection_refused', false],
])('%s is %s, maybe sent: %s', (error, fault, maybeSent) => {
  expect(connectionErrorOf(error, SERVER)).toMatchObject({ fault, maybeSent });
  const reading = classifyFault(error, SERVER);
  expect(CLUSTER_FAULTS).toContain(reading?.fault);
  // A sentence for a person: it names host and port, ends properly, and does not repeat the raw error.
  expect(reading?.because).toMatch(/api\.example:6443.*[.?]$/);
  expect(reading?.because).not.toContain('canary');
});

test.each([
  [new StatusError(401, 'Unauthorized', 'no'), 'unauthorized'],
  [new StatusError(403, 'Forbidden', 'User "x" cannot get resource'), 'forbidden'],
  [new StatusError(503, 'ServiceUnavailable', 'etcd is gone'), 'server_error'],
  [new StatusError(404, 'NotFound', 'nothing there'), 'server_error'],
  [new AnswerTooLargeError('api.example:6443', 5), 'server_error'],
])('%s is %s', (error, fault) => {
  expect(classifyFault(error, SERVER)).toMatchObject({ fault, because: expect.stringContaining('api.example:6443') });
});

test('an error it does not know is not guessed at', () => {
  expect(classifyFault(new TypeError('undefined is not a function'), SERVER)).toBeNull();
  expect(classifyFault('text', SERVER)).toBeNull();
});
