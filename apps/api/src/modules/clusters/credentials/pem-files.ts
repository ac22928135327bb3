import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ClusterFault } from '@binnacle/shared/clusters';
import { ClusterConfigError, type ConfigPlace } from '../kubeconfig/problem.js';
import type { PemSource } from '../kubeconfig/specs.js';

const FILE_MAX_BYTES = 1024 * 1024;

/**
 * The text of a small file that a kubeconfig names.
 * @throws ClusterConfigError at the field that names it; the path is shown, the content never
 */
export async function readNamedFile(
  path: string,
  place: ConfigPlace,
  fault: ClusterFault,
  what: string,
): Promise<string> {
  const failed = (reason: string, cause?: unknown) =>
    new ClusterConfigError(
      fault,
      { ...place, message: `${what} ${path} ${reason}`, hint: 'Correct the path, or make the file readable.' },
      cause,
    );
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'ENOENT') throw failed('does not exist', error);
    throw failed(`cannot be read (${String(error.code)})`, error);
  }
  if (bytes.length > FILE_MAX_BYTES) throw failed('is too large');
  return bytes.toString('utf8');
}

/** PEM text of a source: as given, or read now, since files are rotated. @throws ClusterConfigError */
function pemText(source: PemSource, fault: ClusterFault, what: string): Promise<string> {
  return source.kind === 'inline' ? Promise.resolve(source.pem) : readNamedFile(source.path, source.place, fault, what);
}

function certificateIn(pem: string, place: ConfigPlace, fault: ClusterFault, what: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ClusterConfigError(fault, {
      ...place,
      message: `${what} holds no readable certificate`,
      hint: 'It must be PEM, beginning with -----BEGIN CERTIFICATE-----.',
    });
  }
}

/** The bundle that server certificates must chain to. @throws ClusterConfigError */
export async function readAuthority(source: PemSource): Promise<string> {
  const pem = await pemText(source, 'certificate_untrusted', 'the certificate authority');
  certificateIn(pem, source.place, 'certificate_untrusted', 'the certificate authority');
  return pem;
}

const day = (time: number) => new Date(time).toISOString().slice(0, 10);

/**
 * A client certificate and its key, found usable now. A certificate that has expired is never presented: API servers
 * answer it with a bare 401, which tells nobody why.
 * @returns both as PEM, and the end of validity in wall milliseconds
 * @throws ClusterConfigError
 */
export async function readClientCertificate(
  source: { readonly cert: PemSource; readonly key: PemSource },
  wallNow: number,
): Promise<{ cert: string; key: string; expiresAt: number }> {
  const cert = await pemText(source.cert, 'credential_failed', 'the client certificate');
  const key = await pemText(source.key, 'credential_failed', 'the client key');
  const { place } = source.cert;
  const parsed = certificateIn(cert, place, 'credential_failed', 'the client certificate');
  const from = parsed.validFromDate.getTime();
  const expiresAt = parsed.validToDate.getTime();
  if (wallNow >= expiresAt) {
    throw new ClusterConfigError('certificate_expired', {
      ...place,
      message: `the client certificate expired on ${day(expiresAt)}`,
      hint: 'Renew it, for kubeadm clusters with kubeadm certs renew.',
    });
  }
  if (wallNow < from) {
    throw new ClusterConfigError('credential_failed', {
      ...place,
      message: `the client certificate is not valid before ${day(from)}`,
      hint: 'Check the clock of this machine.',
    });
  }
  if (!belongsTo(parsed, key, source.key.place)) {
    throw new ClusterConfigError('credential_failed', {
      ...source.key.place,
      message: 'the client key does not belong to the client certificate',
      hint: 'Take both from the same source.',
    });
  }
  return { cert, key, expiresAt };
}

function belongsTo(certificate: X509Certificate, key: string, place: ConfigPlace): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ClusterConfigError('credential_failed', {
      ...place,
      message: 'the client key is not a readable private key',
      hint: 'It must be PEM and not protected by a passphrase.',
    });
  }
}
