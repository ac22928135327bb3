import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { UserInfo } from '../api.js';
import { unauthorized } from '../status.js';

export const ANONYMOUS = 'system:anonymous';
export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';

/** Who may sign in with a token, by token. */
export type Tokens = ReadonlyMap<string, UserInfo>;

const LINE = /^([^,]+),([^,]+),([^,]*)(?:,(?:"([^"]*)"|([^",]*)))?$/;

/**
 * Reads what `--token-auth-file` takes: token, name, uid and, where there are any, groups a line; several groups in quotes.
 *
 * @throws {Error} naming the line that has fewer than three columns
 */
export function parseTokenFile(text: string): Tokens {
  const tokens = new Map<string, UserInfo>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [, token, name, uid, quoted, groups = quoted] = LINE.exec(line) ?? [];
    if (token === undefined || name === undefined || uid === undefined) {
      throw new Error(
        `Line ${index + 1} of the token file is not "token,name,uid" or "token,name,uid,"group1,group2"".`,
      );
    }
    // An empty fourth column is one group without a name, as in the real server.
    tokens.set(token, { name, uid, groups: groups?.split(',') ?? [] });
  }
  return tokens;
}

/**
 * Who a request comes from: the name in a client certificate of our own authority, else the owner of the token, else
 * nobody in particular.
 *
 * @throws {ApiError} 401 for a certificate or token that is not ours; nobody falls back to being anonymous
 */
export function authenticate(request: IncomingMessage, tokens: Tokens): UserInfo {
  const byCertificate = certificateOwner(request.socket as TLSSocket);
  if (byCertificate) return member(byCertificate);
  const token = bearerToken(request.headers.authorization);
  const byToken = token === undefined ? undefined : tokens.get(token);
  if (byToken) return member(byToken);
  if (token !== undefined || byCertificate === null) throw unauthorized();
  return { name: ANONYMOUS, groups: [UNAUTHENTICATED] };
}

/** Undefined without a certificate, null with one that is not ours. */
function certificateOwner(socket: TLSSocket): UserInfo | null | undefined {
  const { subject, fingerprint256 } = socket.getPeerCertificate();
  // Node's types say that there always is a subject; without a certificate there is not.
  if ((subject as typeof subject | undefined) === undefined) return undefined;
  if (!socket.authorized) return null;
  const [name] = [subject.CN].flat();
  if (!name) return undefined;
  const id = `X509SHA256=${fingerprint256.replaceAll(':', '').toLowerCase()}`;
  const groups = [subject.O ?? []].flat();
  return { name, groups, extra: { 'authentication.kubernetes.io/credential-id': [id] } };
}

function bearerToken(header = ''): string | undefined {
  const [scheme = '', token] = header.trim().split(' ');
  return scheme.toLowerCase() === 'bearer' && token ? token : undefined;
}

function member(user: UserInfo): UserInfo {
  const decided = user.name === ANONYMOUS || user.groups.some((group) => ANY_MEMBERSHIP.includes(group));
  return decided ? user : { ...user, groups: [...user.groups, AUTHENTICATED] };
}

const ANY_MEMBERSHIP = [AUTHENTICATED, UNAUTHENTICATED];
