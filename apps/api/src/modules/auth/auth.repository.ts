import type { CodeRecord, KeyRecord, SessionRecord } from './records.js';

/** What of sessions, codes and keys is kept. Also the injection token. */
export abstract class AuthRepository {
  abstract addCode(code: CodeRecord): Promise<void>;
  /** Marks the code as used; true for exactly one of any number of callers, and only before it expires. */
  abstract useCode(hash: string, now: Date): Promise<boolean>;
  /** Forgets codes that ended before `before`, used or not. */
  abstract forgetCodes(before: Date): Promise<void>;

  abstract addSession(session: SessionRecord): Promise<void>;
  abstract findSession(id: string): Promise<SessionRecord | null>;
  abstract touchSession(id: string, lastSeenAt: Date): Promise<void>;
  /** Does nothing to one that is revoked already. */
  abstract revokeSession(id: string, at: Date): Promise<void>;
  /** Whether somebody of this role is signed in: not revoked, seen after `seenAfter`, not expired at `now`. */
  abstract hasLiveSession(role: string, seenAfter: Date, now: Date): Promise<boolean>;
  /** Forgets sessions that ended before `before`. */
  abstract forgetSessions(before: Date): Promise<void>;

  abstract addKey(key: KeyRecord): Promise<void>;
  abstract findKey(hash: string): Promise<KeyRecord | null>;
  abstract findKeyById(id: string): Promise<KeyRecord | null>;
  abstract touchKey(hash: string, lastUsedAt: Date): Promise<void>;
  /** Revokes every key with this label but the one whose hash is `keep`. Returns how many. */
  abstract revokeKeys(label: string, at: Date, keep: string | null): Promise<number>;
}
