import type { Environment } from './environment.js';

/** Injection token of the one {@link AppConfig} of the process. */
export const APP_CONFIG = Symbol('CONFIG');

/** Everything that was decided before the start. Read once, by `parseConfig`; nothing else reads argv or environment. */
export interface AppConfig {
  /** 0 lets the system choose one (tests). */
  readonly port: number;
  /** Loopback, unless an external URL is set. */
  readonly host: string;
  /** Absolute. */
  readonly dataFolder: string;
  /** Absolute paths given by `--kubeconfig`, in order. Empty: KUBECONFIG and `~/.kube/config` are read as kubectl does. */
  readonly kubeconfigs: readonly string[];
  readonly noSandbox: boolean;
  /** PostgreSQL; absent: the embedded database in the data folder. Holds a password: never log it. */
  readonly databaseUrl?: string;
  /** Origin under which people reach Binnacle, without a trailing slash: `https://binnacle.example.com`. */
  readonly externalUrl?: string;
  readonly secretFile?: string;
  readonly open: boolean;
  readonly verbose: boolean;
  readonly home: string | undefined;
  /** The exported web pages. */
  readonly pagesFolder: string;
  readonly environment: Environment;
}
