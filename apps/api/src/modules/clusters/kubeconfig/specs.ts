import type { ClusterConfigError, ConfigPlace } from './problem.js';

/** PEM text: inline, or in a file that is read anew each time, since certificates are rotated on disk. */
export type PemSource =
  | { readonly kind: 'inline'; readonly pem: string; readonly place: ConfigPlace }
  | { readonly kind: 'file'; readonly path: string; readonly place: ConfigPlace };

/** Where and how to connect. */
export interface ClusterSpec {
  /** Normalised URL without trailing slash. */
  readonly server: string;
  readonly ca: PemSource | null;
  readonly serverName: string | null;
  readonly insecureSkipVerify: boolean;
  /** `cluster.extensions` entry that exec plugins may ask for. */
  readonly execConfig: unknown;
}

/** A credential plugin (client-go's exec authentication). */
export interface ExecSpec {
  readonly apiVersion: 'client.authentication.k8s.io/v1' | 'client.authentication.k8s.io/v1beta1';
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly provideClusterInfo: boolean;
  readonly installHint: string | null;
  readonly place: ConfigPlace;
}

/** How the auth-provider `oidc` gets a new ID token. */
export interface OidcRefresh {
  /** An https URL. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** The refresh token. */
  readonly token: string;
  /** What the issuer's certificate must chain to; null for the authorities that Node knows. */
  readonly ca: PemSource | null;
}

/** kubectl's auth-provider `oidc`, the one of its providers that is left. At least one of the two is there. */
export interface OidcSpec {
  readonly idToken: string | null;
  readonly refresh: OidcRefresh | null;
  readonly place: ConfigPlace;
}

/** Who to connect as. */
export interface UserSpec {
  readonly token: { readonly value: string; readonly place: ConfigPlace } | null;
  readonly tokenFile: { readonly path: string; readonly place: ConfigPlace } | null;
  readonly basic: { readonly username: string; readonly password: string } | null;
  readonly certificate: { readonly cert: PemSource; readonly key: PemSource } | null;
  readonly exec: ExecSpec | null;
  readonly oidc: OidcSpec | null;
}

/** One context, resolved: usable, or broken with its reason. Either way it is one cluster of the fleet. */
export type ResolvedContext = { readonly context: string } & (
  | { readonly cluster: ClusterSpec; readonly user: UserSpec; readonly broken: null }
  | { readonly cluster: ClusterSpec | null; readonly user: null; readonly broken: ClusterConfigError }
);
