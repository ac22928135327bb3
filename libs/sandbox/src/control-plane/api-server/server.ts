import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import type { Api, Authorizer } from './api.js';
import { AuditLog } from './door/audit-log.js';
import { parseTokenFile } from './door/authentication.js';
import { Door } from './door/door.js';
import {
  type Authority,
  clientCertificate,
  type KeyPair,
  newAuthority,
  servingCertificate,
} from './door/pki/certificate.js';
import { kubeconfig } from './door/pki/kubeconfig.js';
import { writePrivately } from './door/pki/private-file.js';

export interface ApiServerOptions {
  /** Where authority, kubeconfigs and audit log are kept. */
  readonly folder: string;
  /** The name that kubeconfigs give the cluster. */
  readonly cluster: string;
  /** 0, the default: any free one. */
  readonly port?: number;
  readonly inside: Api;
  readonly authorizer: Authorizer;
  /** Who may sign in with a token, in the format of `--token-auth-file`. */
  readonly tokens?: string;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** An API server that listens on 127.0.0.1. */
export interface ApiServer {
  readonly url: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly auditLog: string;
  /** Writes a kubeconfig for somebody and gives its path. Without a token they show a certificate. */
  kubeconfig(user: string, groups: readonly string[], token?: string): string;
  close(): Promise<void>;
}

/** The authority of the cluster: the same for as long as the folder is kept, so that kubeconfigs stay good. */
function authorityIn(folder: string): Authority {
  const name = 'kubernetes';
  const [cert, key] = [join(folder, 'ca.crt'), join(folder, 'ca.key')];
  // The key is written first: a certificate without its key would be of no use.
  if (existsSync(cert)) return { name, cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  const made = newAuthority(name);
  writePrivately(key, made.key);
  writePrivately(cert, made.cert);
  return made;
}

const NAMES = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '127.0.0.1'];

/** @throws {Error} when the port is taken */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { folder, cluster, clock } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = authorityIn(folder);
  const auditLog = join(folder, 'audit.log');
  const audit = new AuditLog(auditLog, clock);
  const door = new Door({
    ...options,
    tokens: parseTokenFile(options.tokens ?? ''),
    certificate: servingCertificate(authority, 'kube-apiserver', NAMES),
    clientAuthority: authority.cert,
    audit,
  });
  let closed: Promise<void> | undefined;
  const close = async () => {
    await door.close();
    audit.close();
  };
  const url = `https://127.0.0.1:${await door.listen(options.port)}`;
  return {
    url,
    certificateAuthority: authority.cert,
    auditLog,
    kubeconfig: (user, groups, token) => {
      const credential: KeyPair | { token: string } = token ? { token } : clientCertificate(authority, user, groups);
      const file = join(folder, `kubeconfig.${user.replaceAll(':', '-')}`);
      writePrivately(file, kubeconfig({ cluster, server: url, authority: authority.cert, user, credential }));
      return file;
    },
    close: () => (closed ??= close()),
  };
}
