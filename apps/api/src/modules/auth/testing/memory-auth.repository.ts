import { AuthRepository } from '../auth.repository.js';
import type { CodeRecord, KeyRecord, SessionRecord } from '../records.js';

/** The repository without a database, for specs. Every method finishes in one turn, as one statement would. */
export class MemoryAuthRepository extends AuthRepository {
  readonly codes = new Map<string, CodeRecord & { usedAt: Date | null }>();
  readonly sessions = new Map<string, SessionRecord>();
  readonly keys = new Map<string, KeyRecord>();

  async addCode(code: CodeRecord): Promise<void> {
    this.codes.set(code.hash, { ...code, usedAt: null });
  }
  async useCode(hash: string, now: Date): Promise<boolean> {
    const code = this.codes.get(hash);
    if (code === undefined || code.usedAt !== null || code.expiresAt <= now) return false;
    this.codes.set(hash, { ...code, usedAt: now });
    return true;
  }
  async forgetCodes(before: Date): Promise<void> {
    for (const [hash, code] of this.codes) if (code.expiresAt < before) this.codes.delete(hash);
  }

  async addSession(session: SessionRecord): Promise<void> {
    this.sessions.set(session.id, session);
  }
  async findSession(id: string): Promise<SessionRecord | null> {
    return this.sessions.get(id) ?? null;
  }
  async touchSession(id: string, lastSeenAt: Date): Promise<void> {
    const session = this.sessions.get(id);
    if (session !== undefined) this.sessions.set(id, { ...session, lastSeenAt });
  }
  async revokeSession(id: string, revokedAt: Date): Promise<void> {
    const session = this.sessions.get(id);
    if (session?.revokedAt === null) this.sessions.set(id, { ...session, revokedAt });
  }
  async hasLiveSession(role: string, seenAfter: Date, now: Date): Promise<boolean> {
    return [...this.sessions.values()].some(
      (s) => s.role === role && s.revokedAt === null && s.lastSeenAt > seenAfter && s.expiresAt > now,
    );
  }
  async forgetSessions(before: Date): Promise<void> {
    for (const [id, session] of this.sessions) if (session.expiresAt < before) this.sessions.delete(id);
  }

  async addKey(key: KeyRecord): Promise<void> {
    this.keys.set(key.hash, key);
  }
  async findKey(hash: string): Promise<KeyRecord | null> {
    return this.keys.get(hash) ?? null;
  }
  async findKeyById(id: string): Promise<KeyRecord | null> {
    return [...this.keys.values()].find((key) => key.id === id) ?? null;
  }
  async touchKey(hash: string, lastUsedAt: Date): Promise<void> {
    const key = this.keys.get(hash);
    if (key !== undefined) this.keys.set(hash, { ...key, lastUsedAt });
  }
  async revokeKeys(label: string, revokedAt: Date, keep: string | null): Promise<number> {
    const gone = [...this.keys.values()].filter((k) => k.label === label && k.revokedAt === null && k.hash !== keep);
    for (const key of gone) this.keys.set(key.hash, { ...key, revokedAt });
    return gone.length;
  }
}
