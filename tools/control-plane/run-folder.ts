import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from '@binnacle/testing/test-cluster';
import { COMPONENT_NAMES, type Component, newTokens, PEOPLE, type Tokens, tokenFile } from './people.ts';

/**
 * What the audit log keeps: every request that changes something, every session in a container and every touch of a
 * Secret, once each, when it is over. Lease renewals are left out: they come every few seconds and say nothing.
 */
const AUDIT_POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  resources: [{group: coordination.k8s.io, resources: [leases]}]
- level: Metadata
  verbs: [create, update, patch, delete, deletecollection]
- level: Metadata
  resources: [{group: '', resources: [secrets, pods/exec, pods/attach, pods/portforward]}]
`;

/** The files of one cluster: keys, tokens, kubeconfigs, logs and etcd's data, all below one folder. */
export class RunFolder {
  readonly path: string;
  /** True when the folder is ours to remove: it was made for this run in the system's temporary folder. */
  readonly temporary: boolean;
  readonly tokens: Tokens = newTokens();

  /** @param path where to write; a new temporary folder when left out. */
  constructor(path?: string) {
    this.temporary = path === undefined;
    this.path = path ?? mkdtempSync(join(tmpdir(), 'binnacle-control-plane-'));
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    this.#writeServerFiles();
  }

  file(name: string): string {
    return join(this.path, name);
  }

  #write(name: string, text: string): void {
    writeFileSync(this.file(name), text, { mode: 0o600 });
  }

  #writeServerFiles(): void {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#write('service-account.key', String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    this.#write('service-account.pub', String(publicKey.export({ type: 'spki', format: 'pem' })));
    this.#write('tokens.csv', tokenFile(this.tokens));
    this.#write('audit-policy.yaml', AUDIT_POLICY);
  }

  /** The certificate that the API server made for itself; it is its own authority. */
  get certificateAuthority(): string {
    return readFileSync(this.file('certificates/apiserver.crt'), 'utf8');
  }

  kubeconfig(name: Person | Component): string {
    return this.file(`kubeconfig.${name}`);
  }

  /** Writes a kubeconfig for every person and program; the API server must have made its certificate. */
  writeKubeconfigs(server: string): void {
    const authority = Buffer.from(this.certificateAuthority).toString('base64');
    for (const name of [...PEOPLE, ...COMPONENT_NAMES]) {
      this.#write(
        `kubeconfig.${name}`,
        `apiVersion: v1
kind: Config
current-context: binnacle-test
clusters:
- name: binnacle-test
  cluster:
    server: ${server}
    certificate-authority-data: ${authority}
contexts:
- name: binnacle-test
  context: {cluster: binnacle-test, user: ${name}}
users:
- name: ${name}
  user: {token: ${this.tokens[name]}}
`,
      );
    }
  }
}
