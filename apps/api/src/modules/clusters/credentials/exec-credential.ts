import type { Clock } from '@binnacle/kube/reflector';
import { ClusterConfigError } from '../kubeconfig/problem.js';
import type { ClusterSpec, ExecSpec } from '../kubeconfig/specs.js';
import { readExecAnswer } from './exec-answer.js';
import { RenewableCredential } from './renewable-credential.js';
import { PluginError, runPlugin } from './run-plugin.js';

/** Variables of our own that a plugin has no business to see. */
const OWN_VARIABLE = /^(?:BINNACLE_.*|DATABASE_URL|REDIS_URL|PG[A-Z]+|NODE_OPTIONS|KUBERNETES_EXEC_INFO)$/;

export interface ExecCredentialOptions {
  readonly spec: ExecSpec;
  /** Told to the plugin when it asks for it. */
  readonly cluster: ClusterSpec;
  /** CA of the cluster, PEM; also told to the plugin. */
  readonly ca: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What `KUBERNETES_EXEC_INFO` holds (client-go, exec authentication): no terminal, and the cluster if asked for. */
function execInfo({ spec, cluster, ca }: ExecCredentialOptions): string {
  const about = {
    server: cluster.server,
    ...(cluster.serverName === null ? {} : { 'tls-server-name': cluster.serverName }),
    ...(cluster.insecureSkipVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(ca === null ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(cluster.execConfig === undefined ? {} : { config: cluster.execConfig }),
  };
  const info = { interactive: false, ...(spec.provideClusterInfo ? { cluster: about } : {}) };
  return JSON.stringify({ apiVersion: spec.apiVersion, kind: 'ExecCredential', spec: info });
}

function pluginEnv(options: ExecCredentialOptions): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.env)) {
    if (value !== undefined && !OWN_VARIABLE.test(name)) env[name] = value;
  }
  return { ...env, ...options.spec.env, KUBERNETES_EXEC_INFO: execInfo(options) };
}

function failure({ installHint, place }: ExecSpec, error: PluginError): ClusterConfigError {
  const hint =
    error.notInstalled && installHint !== null
      ? installHint.trim()
      : 'Run the command of the kubeconfig by hand to see why.';
  const message = `the exec plugin failed: ${error.message}`;
  return new ClusterConfigError('credential_failed', { ...place, message, hint });
}

/**
 * The credential of an exec plugin.
 *
 * T01: the plugin is a program of the operator's own kubeconfig and runs with Binnacle's rights, as it would with
 * kubectl's; it is kept from our variables, from a terminal and from running for ever, but it is not sandboxed.
 */
export function execCredential(options: ExecCredentialOptions): RenewableCredential {
  const { spec, clock, signal } = options;
  const { command, args } = spec;
  return new RenewableCredential(async () => {
    try {
      const output = await runPlugin({ command, args, env: pluginEnv(options), clock, signal });
      return readExecAnswer(output, spec, clock.wall());
    } catch (error) {
      throw error instanceof PluginError ? failure(spec, error) : error;
    }
  }, clock);
}
