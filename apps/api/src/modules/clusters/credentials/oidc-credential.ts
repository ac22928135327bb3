import type { Clock } from '@binnacle/kube/reflector';
import type { ClientAuth, CustomFetch } from 'openid-client';
import { Agent, fetch } from 'undici';
import { ClusterConfigError } from '../kubeconfig/problem.js';
import type { OidcRefresh, OidcSpec } from '../kubeconfig/specs.js';
import { connectionErrorOf } from '../transport/classify-fault.js';
import { hostOf } from '../transport/connection-material.js';
import { complaintOf } from './complaint.js';
import { readAuthority } from './pem-files.js';
import { type Credential, RenewableCredential } from './renewable-credential.js';

/** The provider is given this long for each of its two answers. */
const TIMEOUT_SECONDS = 10;
const ANSWER_MAX_BYTES = 1024 * 1024;

export interface OidcCredentialOptions {
  readonly spec: OidcSpec;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Wall milliseconds at which an ID token expires; null when it does not say. Whether it is genuine is for the API server to say. */
function expiryOf(idToken: string): number | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { exp } = payload as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1_000 : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

const bearer = (idToken: string): Credential => ({
  token: idToken,
  certificate: null,
  expiresAt: expiryOf(idToken),
});

/** What the provider answers with a fresh ID token; the refresh token only where it gives out a new one each time. */
interface Refreshed {
  readonly idToken: string;
  readonly refreshToken: string | undefined;
}

/** Loaded by the first context that has to refresh, and by nobody else. */
const loadLibrary = () => import('openid-client');
type Library = Awaited<ReturnType<typeof loadLibrary>>;

/** The client's secret where the provider takes it: in the body, or else in the header, which some decode and some do not. */
function clientAuth(oidc: Library, secret: string | null): ClientAuth {
  if (secret === null) return oidc.None();
  return (server, client, body, headers) => {
    const inBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post') === true;
    const auth = inBody ? oidc.ClientSecretPost : oidc.ClientSecretBasic;
    auth(secret)(server, client, body, headers);
  };
}

async function refresh(oidc: Library, from: OidcRefresh, token: string, signal: AbortSignal): Promise<Refreshed> {
  const ca = from.ca === null ? undefined : await readAuthority(from.ca);
  const agent = new Agent({ connect: ca === undefined ? {} : { ca }, maxResponseSize: ANSWER_MAX_BYTES });
  // The agent's own fetch: the global one belongs to another undici.
  const throughAgent = (url: string, init: Parameters<CustomFetch>[1]) =>
    fetch(url, {
      ...init,
      dispatcher: agent,
      signal: AbortSignal.any([signal, ...(init.signal ? [init.signal] : [])]),
    });
  try {
    const configuration = await oidc.discovery(
      new URL(from.issuer),
      from.clientId,
      undefined,
      clientAuth(oidc, from.clientSecret),
      { timeout: TIMEOUT_SECONDS, [oidc.customFetch]: throughAgent as unknown as CustomFetch },
    );
    const answer = await oidc.refreshTokenGrant(configuration, token);
    if (answer.id_token === undefined) throw new oidc.ClientError('its answer holds no id_token');
    return { idToken: answer.id_token, refreshToken: answer.refresh_token };
  } finally {
    await agent.destroy();
  }
}

/** Why there is no new ID token, in words that quote no token; null for an error that is not the provider's. */
function reasonOf(oidc: Library, error: unknown, issuer: string): string | null {
  const host = hostOf(issuer);
  if (error instanceof oidc.ResponseBodyError) {
    const description = error.error_description === undefined ? '' : `: ${error.error_description}`;
    return `${host} refuses the refresh-token: ${complaintOf(`${error.error}${description}`)}`;
  }
  const connection = connectionErrorOf(error, issuer);
  if (connection !== null) return connection.message.replace(/\.$/, '');
  if (!(error instanceof oidc.ClientError || error instanceof oidc.WWWAuthenticateChallengeError)) return null;
  if (error.code === 'OAUTH_TIMEOUT') return `${host} did not answer within ${TIMEOUT_SECONDS} s`;
  return `${host} does not answer as an OpenID provider: ${complaintOf(error.message)}`;
}

/**
 * The credential of kubectl's auth-provider `oidc`: the ID token of the kubeconfig while it is good, then new ones for
 * the refresh token. The kubeconfig is never written: where a provider gives each refresh token out once, the next one
 * is known to this process alone.
 */
export function oidcCredential({ spec, clock, signal }: OidcCredentialOptions): RenewableCredential {
  let given = spec.idToken;
  let refreshToken = spec.refresh?.token ?? '';
  const failed = (message: string, hint: string) =>
    new ClusterConfigError('credential_failed', { ...spec.place, message: `the auth-provider oidc: ${message}`, hint });
  return new RenewableCredential(async () => {
    const idToken = given;
    // Asked again, it is expired or was refused.
    given = null;
    if (idToken !== null && (expiryOf(idToken) ?? 0) > clock.wall()) return bearer(idToken);
    if (spec.refresh === null) {
      const hint = 'Sign in again with what wrote this kubeconfig, and restart Binnacle.';
      throw failed('the id-token has expired or was refused, and there is no refresh-token', hint);
    }
    const oidc = await loadLibrary();
    try {
      const refreshed = await refresh(oidc, spec.refresh, refreshToken, signal);
      refreshToken = refreshed.refreshToken ?? refreshToken;
      return bearer(refreshed.idToken);
    } catch (error) {
      const reason = error instanceof ClusterConfigError ? null : reasonOf(oidc, error, spec.refresh.issuer);
      if (reason === null) throw error;
      const hint =
        'Sign in again with what wrote this kubeconfig, and restart Binnacle; an exec plugin such as kubectl oidc-login stays signed in.';
      throw failed(reason, hint);
    }
  }, clock);
}
