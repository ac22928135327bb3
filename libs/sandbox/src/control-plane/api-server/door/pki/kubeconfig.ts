import type { KeyPair } from './certificate.js';

export interface KubeconfigContent {
  readonly cluster: string;
  readonly server: string;
  /** PEM. */
  readonly authority: string;
  readonly user: string;
  /** What the user shows: a certificate, or a token. */
  readonly credential: KeyPair | { readonly token: string };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A kubeconfig with one cluster, one user and one context, which is the current one; everything inline. */
export function kubeconfig({ cluster, server, authority, user, credential }: KubeconfigContent): string {
  const shown =
    'token' in credential
      ? [`token: ${JSON.stringify(credential.token)}`]
      : [`client-certificate-data: ${base64(credential.cert)}`, `client-key-data: ${base64(credential.key)}`];
  return `apiVersion: v1
kind: Config
current-context: ${JSON.stringify(cluster)}
clusters:
- name: ${JSON.stringify(cluster)}
  cluster:
    server: ${JSON.stringify(server)}
    certificate-authority-data: ${base64(authority)}
contexts:
- name: ${JSON.stringify(cluster)}
  context:
    cluster: ${JSON.stringify(cluster)}
    user: ${JSON.stringify(user)}
users:
- name: ${JSON.stringify(user)}
  user:
    ${shown.join('\n    ')}
`;
}
