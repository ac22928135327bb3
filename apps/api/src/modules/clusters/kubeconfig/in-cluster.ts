import { join } from 'node:path';
import type { ResolvedContext } from './specs.js';

/** Where Kubernetes mounts the service account of a pod. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster this process runs in, by the variables every pod gets; `null` outside of one. */
export function inClusterContext(env: NodeJS.ProcessEnv, folder: string): ResolvedContext | null {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (host === undefined || host === '' || port === undefined || !/^\d{1,5}$/.test(port)) return null;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (!URL.canParse(server)) return null;
  const tokenPath = join(folder, 'token');
  const caPath = join(folder, 'ca.crt');
  return {
    context: 'in-cluster',
    cluster: {
      server: new URL(server).origin,
      ca: { kind: 'file', path: caPath, place: { file: caPath } },
      serverName: null,
      insecureSkipVerify: false,
      execConfig: undefined,
    },
    user: {
      token: null,
      tokenFile: { path: tokenPath, place: { file: tokenPath } },
      basic: null,
      certificate: null,
      exec: null,
      oidc: null,
    },
    broken: null,
  };
}
