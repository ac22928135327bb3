import { isRecord } from '../transport/answer.js';
import { oidcSpecOf } from './auth-provider.js';
import { pathBeside, pemSource } from './cluster-spec.js';
import type { ConfigEntry } from './config-entry.js';
import type { ExecSpec, UserSpec } from './specs.js';

const FAULT = 'credential_failed';
const EXEC_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const;

/** Acting as somebody else would need these honoured exactly; ignoring them would act with more rights than meant. */
const IMPERSONATION = ['as', 'as-uid', 'as-groups', 'as-user-extra'] as const;

function texts(exec: ConfigEntry, key: string): string[] {
  const list = exec.value[key] ?? [];
  if (!Array.isArray(list))
    throw exec.error(FAULT, key, `${key} must be a list`, 'Write each item on its own line, beginning with "-".');
  return list.map((item: unknown, index) => {
    if (typeof item !== 'string')
      throw exec.error(FAULT, [key, index], `${key}[${index}] must be text`, 'Put the value in quotes.');
    return item;
  });
}

function environment(exec: ConfigEntry): Record<string, string> {
  const list = exec.value.env ?? [];
  if (!Array.isArray(list)) throw exec.error(FAULT, 'env', 'env must be a list', 'Write items of name and value.');
  const env: Record<string, string> = {};
  for (const [index, item] of list.entries()) {
    if (!isRecord(item) || typeof item.name !== 'string' || typeof item.value !== 'string') {
      throw exec.error(
        FAULT,
        ['env', index],
        `env[${index}] needs a name and a value, both text`,
        'Put values in quotes.',
      );
    }
    env[item.name] = item.value;
  }
  return env;
}

/** Only describes the plugin; nothing is run by loading a kubeconfig (T01). */
function execSpecOf(exec: ConfigEntry): ExecSpec {
  const version = exec.text('apiVersion', FAULT);
  const apiVersion = EXEC_VERSIONS.find((known) => known === version);
  if (apiVersion === undefined) {
    throw exec.error(
      FAULT,
      'apiVersion',
      'apiVersion of the exec plugin is missing or not supported',
      `Use ${EXEC_VERSIONS[0]}; a newer plugin may be needed.`,
    );
  }
  const command = exec.text('command', FAULT);
  if (command === undefined)
    throw exec.error(FAULT, 'command', 'the exec plugin has no command', 'Name the program to run.');
  if (exec.text('interactiveMode', FAULT) === 'Always') {
    throw exec.error(
      FAULT,
      'interactiveMode',
      'the exec plugin needs a terminal',
      'Use a plugin that works without one: a server has no terminal.',
    );
  }
  return {
    apiVersion,
    // A command with a separator counts from the kubeconfig's folder, a bare one is looked up in PATH (client-go).
    command: command.includes('/') ? pathBeside(exec.file, command) : command,
    args: texts(exec, 'args'),
    env: environment(exec),
    provideClusterInfo: exec.flag('provideClusterInfo', FAULT),
    installHint: exec.text('installHint', FAULT) ?? null,
    place: exec.place(),
  };
}

function refuseImpersonation(entry: ConfigEntry): void {
  for (const key of IMPERSONATION) {
    if (entry.has(key)) {
      throw entry.error(FAULT, key, `impersonation by ${key} is not supported`, 'Use credentials of the user itself.');
    }
  }
}

function certificateOf(entry: ConfigEntry): UserSpec['certificate'] {
  const cert = pemSource(entry, 'client-certificate', FAULT);
  const key = pemSource(entry, 'client-key', FAULT);
  if (cert === null && key === null) return null;
  if (key === null)
    throw entry.error(
      FAULT,
      'client-key',
      'the client certificate has no client-key',
      'Add client-key or client-key-data.',
    );
  if (cert === null)
    throw entry.error(
      FAULT,
      'client-certificate',
      'the client-key has no client certificate',
      'Add client-certificate or client-certificate-data.',
    );
  return { cert, key };
}

/** @throws ClusterConfigError at the field that cannot be used */
export function userSpecOf(entry: ConfigEntry): UserSpec {
  refuseImpersonation(entry);
  const token = entry.text('token', FAULT);
  const tokenFile = entry.text('tokenFile', FAULT);
  const username = entry.text('username', FAULT);
  const password = entry.text('password', FAULT);
  const exec = entry.entry('exec', FAULT);
  const provider = entry.entry('auth-provider', FAULT);
  const methods = [
    token === undefined && tokenFile === undefined ? null : token === undefined ? 'tokenFile' : 'token',
    username === undefined ? null : 'username',
    exec === undefined ? null : 'exec',
    provider === undefined ? null : 'auth-provider',
  ].filter((method) => method !== null);
  const [, second] = methods;
  if (second !== undefined) {
    throw entry.error(
      FAULT,
      second,
      `the user has more than one way to authenticate: ${methods.join(', ')}`,
      'Keep one of them.',
    );
  }
  if (password !== undefined && username === undefined) {
    throw entry.error(FAULT, 'password', 'the user has a password but no username', 'Add username.');
  }
  return {
    token: token === undefined ? null : { value: token, place: entry.place('token') },
    tokenFile:
      tokenFile === undefined ? null : { path: pathBeside(entry.file, tokenFile), place: entry.place('tokenFile') },
    basic: username === undefined ? null : { username, password: password ?? '' },
    certificate: certificateOf(entry),
    exec: exec === undefined ? null : execSpecOf(exec),
    oidc: provider === undefined ? null : oidcSpecOf(provider),
  };
}
