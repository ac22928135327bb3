import { dirname, isAbsolute, resolve } from 'node:path';
import type { ClusterFault } from '@binnacle/shared/clusters';
import { isRecord } from '../transport/answer.js';
import type { ConfigEntry } from './config-entry.js';
import type { ClusterSpec, PemSource } from './specs.js';

/** Extension in which a cluster entry keeps what its exec plugin wants to know (client-go, exec authentication). */
const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

/** Relative paths count from the folder of the kubeconfig, as kubectl has it. */
export function pathBeside(file: string, path: string): string {
  return isAbsolute(path) ? path : resolve(dirname(file), path);
}

/** PEM given inline as `key-data` in base64, or as a file under `key`; inline wins, as in kubectl. */
export function pemSource(entry: ConfigEntry, key: string, fault: ClusterFault): PemSource | null {
  const dataKey = `${key}-data`;
  const data = entry.text(dataKey, fault);
  if (data !== undefined) {
    const compact = data.replace(/\s+/g, '');
    const pem = /^[A-Za-z0-9+/]+={0,2}$/.test(compact) ? Buffer.from(compact, 'base64').toString('utf8') : '';
    if (!pem.includes('-----BEGIN ')) {
      throw entry.error(
        fault,
        dataKey,
        `${dataKey} is not base64 of a PEM file`,
        'Write it with kubectl config set --embed-certs, or base64 -w0.',
      );
    }
    return { kind: 'inline', pem, place: entry.place(dataKey) };
  }
  const path = entry.text(key, fault);
  return path === undefined ? null : { kind: 'file', path: pathBeside(entry.file, path), place: entry.place(key) };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function serverOf(entry: ConfigEntry): string {
  const fault = 'invalid_server_url';
  const server = entry.text('server', fault);
  if (server === undefined)
    throw entry.error(fault, 'server', 'the cluster has no server', 'Add server: https://host:port.');
  const wrong = (message: string, hint: string) => entry.error(fault, 'server', message, hint);
  if (!URL.canParse(server)) throw wrong('server is not a URL', 'Write it as https://host:port.');
  const url = new URL(server);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw wrong('server is not an https URL', 'Write it as https://host:port.');
  // kubectl proxy listens on loopback without TLS; elsewhere credentials would travel in clear text.
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    throw wrong(
      'server uses http, so credentials would travel unencrypted',
      'Use https; plain http is accepted for loopback addresses only.',
    );
  }
  if (url.username !== '' || url.password !== '')
    throw wrong('server carries a user name or password', 'Put credentials into the users list.');
  if (url.search !== '' || url.hash !== '')
    throw wrong('server carries a query or fragment', 'End it after the port or path.');
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function execConfigOf(entry: ConfigEntry): unknown {
  const { extensions } = entry.value;
  if (!Array.isArray(extensions)) return undefined;
  const found: unknown = extensions.find((extension) => isRecord(extension) && extension.name === EXEC_EXTENSION);
  return isRecord(found) ? found.extension : undefined;
}

/** @throws ClusterConfigError at the field that cannot be used */
export function clusterSpecOf(entry: ConfigEntry): ClusterSpec {
  const server = serverOf(entry);
  if (entry.text('proxy-url', 'invalid_server_url') !== undefined) {
    throw entry.error(
      'invalid_server_url',
      'proxy-url',
      'proxy-url is not supported',
      'Use a server address that is reachable without a proxy.',
    );
  }
  const insecureSkipVerify = entry.flag('insecure-skip-tls-verify', 'tls_failed');
  const ca = pemSource(entry, 'certificate-authority', 'certificate_untrusted');
  if (insecureSkipVerify && ca !== null) {
    throw entry.error(
      'tls_failed',
      'insecure-skip-tls-verify',
      'a certificate authority and insecure-skip-tls-verify exclude each other',
      'Remove insecure-skip-tls-verify.',
    );
  }
  return {
    server,
    ca,
    serverName: entry.text('tls-server-name', 'tls_failed') ?? null,
    insecureSkipVerify,
    execConfig: execConfigOf(entry),
  };
}
