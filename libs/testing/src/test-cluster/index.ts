/**
 * The people every test cluster knows, each with a token and a kubeconfig of their own:
 * - `admin`: everything (group `system:masters`);
 * - `viewer`: reads every namespace (ClusterRole `view`) and the nodes, no Secrets;
 * - `operator`: reads what Binnacle shows, updates and scales Deployments, no Secrets, nothing else;
 * - `team-a`: ClusterRole `edit` in the namespace `team-a`, nothing outside it;
 * - `nobody`: signed in, without any right;
 * - `impersonator`: reads what Binnacle shows and may act as `viewer`, `operator`, `team-a` and `nobody`, no writes of its own.
 */
export type Person = 'admin' | 'viewer' | 'operator' | 'team-a' | 'nobody' | 'impersonator';

/**
 * One line of the API server's audit log: what really reached the cluster. Every mutating request is there once, with
 * its outcome, and every read of a Secret; other reads are not.
 */
export interface AuditRecord {
  /** The `Audit-ID` of the request: the one the client sent, or one made by the server. */
  auditID: string;
  stage: string;
  verb: string;
  requestURI: string;
  user: { username: string; groups?: string[] };
  impersonatedUser?: { username: string; groups?: string[] };
  userAgent?: string;
  objectRef?: {
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
    apiGroup?: string;
    apiVersion?: string;
    resourceVersion?: string;
  };
  responseStatus?: { code?: number; reason?: string; message?: string };
  /** RFC 3339 with microseconds, the server's clock. */
  requestReceivedTimestamp: string;
  stageTimestamp: string;
  annotations?: Record<string, string>;
}

/** What a kind of test cluster can do; a suite asks before it relies on it, and says so when it skips. */
export interface TestClusterCapabilities {
  /** True when containers really run; otherwise a pod's status is what a simulated kubelet says it is. */
  runsContainers: boolean;
  /** `kubectl logs` answers. */
  logs: boolean;
  /** `kubectl exec` answers. */
  exec: boolean;
  /** `metrics.k8s.io` is served. */
  metrics: boolean;
  /** `auditLog` answers. */
  auditLog: boolean;
  /** The API server and etcd can be killed, started again and paused. */
  faults: boolean;
}

/**
 * A cluster that a test may use and break. It listens on 127.0.0.1 only. Every method rejects with a sentence that says
 * what failed and where the program's log lies.
 */
export interface TestCluster {
  readonly capabilities: TestClusterCapabilities;
  /** `https://127.0.0.1:PORT`; the same for the whole life of the cluster, across kills and starts of the API server. */
  readonly server: string;
  /** The certificate that the server is to be trusted by, PEM. */
  readonly certificateAuthority: string;
  /** The folder with the cluster's logs and kubeconfigs; gone after `stop`. */
  readonly folder: string;
  /** Path of this person's kubeconfig (token and CA inline, one context). */
  kubeconfig(person?: Person): string;
  token(person?: Person): string;
  /** Runs kubectl as this person (default: admin); resolves with standard output, rejects with standard error. */
  kubectl(args: readonly string[], person?: Person): Promise<string>;
  /** The audit log so far, oldest first. A record is written before the client has its response. */
  auditLog(): Promise<AuditRecord[]>;
  /** Kills the API server with SIGKILL; resolves once it is gone. */
  killApiServer(): Promise<void>;
  /** Starts the API server on its old port and data; resolves once `/readyz` says ok. */
  startApiServer(): Promise<void>;
  /** Kills etcd with SIGKILL; resolves once it is gone. */
  killEtcd(): Promise<void>;
  /** Starts etcd on its old port and data; resolves once it is healthy. */
  startEtcd(): Promise<void>;
  /** Stops the API server in its tracks (SIGSTOP): connections stay open and nothing is answered. */
  pauseApiServer(): void;
  /** Lets a paused API server go on (SIGCONT). */
  resumeApiServer(): void;
  /** Ends every process of the cluster and removes what it wrote; may be called again without effect. */
  stop(): Promise<void>;
}
