import type { Clock } from '@binnacle/kube/reflector';
import { ClusterConfigError, type ConfigPlace } from '../kubeconfig/problem.js';
import type { ClusterSpec, ExecSpec, OidcSpec, UserSpec } from '../kubeconfig/specs.js';
import type { ConnectionMaterial } from '../transport/connection-material.js';
import { execCredential } from './exec-credential.js';
import { oidcCredential } from './oidc-credential.js';
import { readAuthority, readClientCertificate } from './pem-files.js';
import type { RenewableCredential } from './renewable-credential.js';
import { TokenFile } from './token-file.js';

export interface ClusterConnectionOptions {
  readonly context: string;
  readonly cluster: ClusterSpec;
  readonly user: UserSpec;
  /** Handed to exec plugins, without our own variables. */
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
}

/** What one way of authenticating adds to a connection. */
interface Identity {
  readonly authorization?: string;
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Wall milliseconds; the earliest wins. */
  readonly expiresAt: number;
}

const NEVER = Number.POSITIVE_INFINITY;

function bearer(token: string, place: ConfigPlace): string {
  if (/^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
  throw new ClusterConfigError('credential_failed', {
    ...place,
    message: 'the token holds blanks or characters that no token has',
    hint: 'Copy it anew, without line breaks.',
  });
}

/**
 * How to reach one cluster as the identity of its context. Files and plugins are consulted when material is asked for,
 * so that loading a kubeconfig reads nothing else and runs nothing (T01, T02).
 */
export class ClusterConnection {
  readonly #options: ClusterConnectionOptions;
  readonly #tokenFile: TokenFile | null;
  readonly #stopping = new AbortController();
  /** Of a plugin or provider, and the CA that the plugin was told. */
  #renewable: { readonly ca: string | null; readonly credential: RenewableCredential } | null = null;
  #quarantine: string | null = null;

  constructor(options: ClusterConnectionOptions) {
    this.#options = options;
    const { tokenFile } = options.user;
    this.#tokenFile = tokenFile === null ? null : new TokenFile(tokenFile.path, tokenFile.place, options.clock);
  }

  /** The URL of the API server. */
  get server(): string {
    return this.#options.cluster.server;
  }

  /** @throws ClusterConfigError naming file, line and field of what cannot be used */
  async material(): Promise<ConnectionMaterial> {
    const { cluster } = this.#options;
    this.#refuseQuarantined();
    const ca = cluster.ca === null ? null : await readAuthority(cluster.ca);
    const { authorization, certificate, expiresAt } = await this.#identity(ca);
    this.#refuseQuarantined();
    return {
      server: cluster.server,
      insecureSkipVerify: cluster.insecureSkipVerify,
      headers: authorization === undefined ? {} : { authorization },
      ...(ca === null ? {} : { ca }),
      ...certificate,
      ...(cluster.serverName === null ? {} : { serverName: cluster.serverName }),
      ...(expiresAt === NEVER ? {} : { expiresAt }),
    };
  }

  /** The server refused the credentials; the next material has them fresh, where they can be renewed. */
  invalidateCredentials(): void {
    this.#tokenFile?.invalidate();
    this.#renewable?.credential.invalidate();
  }

  /** From now on no material is given: another cluster answers behind the address (F30). */
  quarantine(because: string): void {
    this.#quarantine = because;
  }

  /** Stops a plugin that still runs. */
  close(): void {
    this.#stopping.abort();
  }

  #refuseQuarantined(): void {
    if (this.#quarantine === null) return;
    throw new ClusterConfigError('replaced', {
      file: this.#options.context,
      message: this.#quarantine,
      hint: 'Restart Binnacle once the kubeconfig is known to mean the new cluster.',
    });
  }

  async #identity(ca: string | null): Promise<Identity> {
    const { user, clock } = this.#options;
    const own = user.certificate === null ? null : await readClientCertificate(user.certificate, clock.wall());
    const token = await this.#authorization(ca);
    const certificate = token.certificate ?? (own === null ? undefined : { cert: own.cert, key: own.key });
    return {
      ...token,
      ...(certificate === undefined ? {} : { certificate }),
      expiresAt: Math.min(own?.expiresAt ?? NEVER, token.expiresAt),
    };
  }

  async #authorization(ca: string | null): Promise<Identity> {
    const { user, clock } = this.#options;
    if (user.tokenFile !== null && this.#tokenFile !== null) {
      const { token, forMs } = await this.#tokenFile.get();
      return { authorization: bearer(token, user.tokenFile.place), expiresAt: clock.wall() + forMs };
    }
    if (user.token !== null) return { authorization: bearer(user.token.value, user.token.place), expiresAt: NEVER };
    if (user.basic !== null) {
      const pair = Buffer.from(`${user.basic.username}:${user.basic.password}`).toString('base64');
      return { authorization: `Basic ${pair}`, expiresAt: NEVER };
    }
    const source = user.exec ?? user.oidc;
    if (source === null) return { expiresAt: NEVER };
    const { token, certificate, refreshAt } = await this.#credentialOf(source, ca).get();
    return {
      ...(token === null ? {} : { authorization: bearer(token, source.place) }),
      ...(certificate === null ? {} : { certificate }),
      expiresAt: refreshAt ?? NEVER,
    };
  }

  #credentialOf(source: ExecSpec | OidcSpec, ca: string | null): RenewableCredential {
    const { cluster, env, clock } = this.#options;
    const { signal } = this.#stopping;
    if ('command' in source) {
      // A plugin that is told the CA is a new one when the CA was rotated.
      if (this.#renewable?.ca !== ca) {
        this.#renewable = { ca, credential: execCredential({ spec: source, cluster, ca, env, clock, signal }) };
      }
    } else {
      this.#renewable ??= { ca, credential: oidcCredential({ spec: source, clock, signal }) };
    }
    return this.#renewable.credential;
  }
}
