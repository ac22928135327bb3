import { shown } from '@binnacle/shared/names';
import { pemSource } from './cluster-spec.js';
import type { ConfigEntry } from './config-entry.js';
import type { OidcRefresh, OidcSpec } from './specs.js';

const FAULT = 'credential_failed';

/** What to do about the providers that Kubernetes 1.26 removed. */
const REMOVED: Readonly<Record<string, string>> = {
  gcp: 'Install gke-gcloud-auth-plugin, then run gcloud container clusters get-credentials.',
  azure: 'Install kubelogin, then run kubelogin convert-kubeconfig.',
};

function refreshOf(provider: ConfigEntry, config: ConfigEntry): OidcRefresh | null {
  const token = config.text('refresh-token', FAULT);
  if (token === undefined) return null;
  const needed = (key: string): string => {
    const text = config.text(key, FAULT);
    if (text !== undefined) return text;
    throw provider.error(FAULT, 'config', `the auth-provider has a refresh-token but no ${key}`, `Add ${key}.`);
  };
  const issuer = needed('idp-issuer-url');
  if (!URL.canParse(issuer) || new URL(issuer).protocol !== 'https:') {
    const message = 'idp-issuer-url is not an https URL';
    throw config.error(FAULT, 'idp-issuer-url', message, 'Write it as the provider gives it, beginning with https://.');
  }
  return {
    issuer,
    clientId: needed('client-id'),
    clientSecret: config.text('client-secret', FAULT) ?? null,
    token,
    ca: pemSource(config, 'idp-certificate-authority', FAULT),
  };
}

/**
 * The `auth-provider` of a user. kubectl has kept `oidc` alone; the others were programs started through a shell.
 * @throws ClusterConfigError at the field that cannot be used
 */
export function oidcSpecOf(provider: ConfigEntry): OidcSpec {
  const name = provider.text('name', FAULT);
  if (name === undefined)
    throw provider.error(FAULT, 'name', 'the auth-provider has no name', 'Add name: oidc, or use an exec plugin.');
  if (name !== 'oidc') {
    const hint = Object.hasOwn(REMOVED, name) ? REMOVED[name] : undefined;
    const message = `the auth-provider ${shown(name)} ${hint === undefined ? 'is not known' : 'was removed from Kubernetes'}`;
    throw provider.error(FAULT, 'name', message, hint ?? 'Use the exec plugin of your provider.');
  }
  const config = provider.entry('config', FAULT);
  const idToken = config?.text('id-token', FAULT) ?? null;
  const refresh = config === undefined ? null : refreshOf(provider, config);
  if (idToken === null && refresh === null) {
    const message = 'the auth-provider has neither an id-token nor a refresh-token';
    throw provider.error(FAULT, 'config', message, 'Sign in with what wrote this kubeconfig.');
  }
  return { idToken, refresh, place: provider.place() };
}
