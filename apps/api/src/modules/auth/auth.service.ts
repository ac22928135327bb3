import type { IncomingHttpHeaders } from 'node:http';
import { type Actor, ROLES, type Role } from '@binnacle/shared/access';
import { BinnacleError } from '@binnacle/shared/errors';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../platform/config/index.js';
import { LOG, type Log } from '../../platform/logging/index.js';
import { type CookieForm, cookieForm, keyOf, tokenOf } from './credentials.js';
import { MachineKeys } from './machine-keys.js';
import type { SessionRecord } from './records.js';
import { Sessions } from './sessions.js';
import { SignInCodes } from './sign-in-codes.js';

/** What a caller brought to be recognised by. */
export interface Credentials {
  readonly cookie?: string | undefined;
  readonly authorization?: string | undefined;
  readonly address: string;
}

/** Who is calling and until when at the latest; null: for as long as the key is not revoked. */
export interface Recognised {
  readonly actor: Actor;
  readonly expiresAt: Date | null;
}

/** A session was ended by hand: signed out, or replaced by a new sign-in. */
export type SessionEnded = (sessionId: string, role: Role) => void;

/** The one owner there is for now. */
const OWNER = { actorId: 'owner', label: 'Owner', role: 'owner', via: 'link' } as const;

/** Knows callers by session cookie or machine key, signs in and out. */
@Injectable()
export class AuthService {
  readonly cookie: CookieForm;
  private readonly listeners = new Set<SessionEnded>();

  constructor(
    private readonly sessions: Sessions,
    private readonly codes: SignInCodes,
    private readonly keys: MachineKeys,
    @Inject(LOG) private readonly log: Log,
    @Inject(APP_CONFIG) config: Pick<AppConfig, 'externalUrl'>,
  ) {
    this.cookie = cookieForm(config);
  }

  /** Who is calling, or null. With an Authorization header the cookie is not looked at. */
  async recognise({ cookie, authorization, address }: Credentials): Promise<Recognised | null> {
    if (authorization !== undefined) return this.byKey(keyOf(authorization), address);
    const token = cookie === undefined ? null : tokenOf(cookie, this.cookie);
    if (token === null) return null;
    const session = await this.sessions.use(token);
    return session === null ? null : recognisedSession(session, address);
  }

  async authenticate(credentials: Credentials): Promise<Actor | null> {
    return (await this.recognise(credentials))?.actor ?? null;
  }

  /** Who opens a socket: by the machine key in `auth.key` if there is one, else by the session cookie. The origin is checked before. */
  async authenticateHandshake(headers: IncomingHttpHeaders, auth: unknown, address: string): Promise<Actor | null> {
    const key = typeof auth === 'object' && auth !== null && 'key' in auth ? auth.key : undefined;
    if (key === undefined)
      return this.authenticate({ cookie: headers.cookie, authorization: headers.authorization, address });
    return this.authenticate({ authorization: typeof key === 'string' ? `Bearer ${key}` : '', address });
  }

  /** Whether the actor's session or key is still good; asking does not count as use. */
  stillValid(actor: Actor): Promise<boolean> {
    return actor.kind === 'key' ? this.keys.isGood(actor.sessionId) : this.sessions.isGood(actor.sessionId);
  }

  /**
   * Signs the owner in with the code of a link. A session brought along is ended: its token is not good any more.
   * @throws BinnacleError `rate_limited`, `unauthenticated`
   */
  async signIn(code: string, from: Credentials): Promise<Recognised & { token: string }> {
    if (!(await this.codes.redeem(code, from.address))) {
      this.log.warn({ address: from.address }, 'sign-in refused: the code is unknown, used or expired');
      throw new BinnacleError(
        'unauthenticated',
        'This sign-in link is not good any more: it works once, for 30 minutes. Restart Binnacle to get a new one.',
      );
    }
    const before = await this.authenticate({ cookie: from.cookie, address: from.address });
    const { token, session } = await this.sessions.open({ ...OWNER, address: from.address });
    const recognised = recognisedSession(session, from.address);
    if (recognised === null) throw new Error(`a session with an unknown role was opened: ${session.role}`);
    if (before !== null) await this.signOut(before);
    this.log.info(
      { actor: OWNER.actorId, address: from.address, sessionId: session.id.slice(0, 8) },
      'signed in by link',
    );
    return { ...recognised, token };
  }

  /** Ends the session; machine keys have none. */
  async signOut(actor: Actor): Promise<void> {
    if (actor.kind === 'key')
      throw new BinnacleError('invalid_request', 'A machine key has no session to end; revoke the key instead.');
    await this.sessions.end(actor.sessionId);
    this.log.info({ actor: actor.id, sessionId: actor.sessionId.slice(0, 8) }, 'signed out');
    for (const listener of this.listeners) listener(actor.sessionId, actor.role);
  }

  /** Tells of every session that is ended by hand from now on, so that its sockets can be closed. Returns how to stop. */
  onEnded(listener: SessionEnded): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A code for a new sign-in link. Without `always`, null while an owner is signed in. */
  async offerCode(always = false): Promise<string | null> {
    return !always && (await this.sessions.anyLive(OWNER.role)) ? null : this.codes.issue();
  }

  private async byKey(key: string | null, address: string): Promise<Recognised | null> {
    const record = key === null ? null : await this.keys.use(key);
    const role = record === null ? null : roleOf(record.role);
    if (record === null || role === null) return null;
    const actor: Actor = {
      id: record.id,
      label: record.label,
      kind: 'key',
      role,
      via: 'key',
      sessionId: record.id,
      address,
    };
    return { actor, expiresAt: record.expiresAt };
  }
}

function recognisedSession(session: SessionRecord, address: string): Recognised | null {
  const role = roleOf(session.role);
  if (role === null) return null;
  const actor: Actor = {
    id: session.actorId,
    label: session.label,
    kind: 'person',
    role,
    via: 'link',
    sessionId: session.id,
    address,
  };
  return { actor, expiresAt: session.expiresAt };
}

/** A role this program does not know (written by a newer one) gives no rights at all. */
function roleOf(text: string): Role | null {
  return ROLES.find((role) => role === text) ?? null;
}
