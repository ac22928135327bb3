import type { Clock } from '../../platform/clock/index.js';
import type { AuthRepository } from './auth.repository.js';
import { hashOf, newSecret, type RandomSource } from './credentials.js';
import type { SessionRecord } from './records.js';

const MINUTE_MS = 60_000;
/** A session ends after this long without a request, and after this long however much it is used. */
const IDLE_LIMIT_MS = 30 * MINUTE_MS;
export const ABSOLUTE_LIMIT_MS = 12 * 60 * MINUTE_MS;
/** When a session was last seen is written at most this often. */
const TOUCH_INTERVAL_MS = MINUTE_MS;
const TOKEN_BYTES = 32;

export type NewSession = Pick<SessionRecord, 'actorId' | 'label' | 'role' | 'via' | 'address'>;

/** Signed-in browsers. The token exists in the cookie only; an ended session stays ended, whatever the clock does. */
export class Sessions {
  constructor(
    private readonly repository: AuthRepository,
    private readonly clock: Clock,
    private readonly random: RandomSource,
  ) {}

  /** A new session with a token of its own: one that was brought along is never taken over (T21). */
  async open(person: NewSession): Promise<{ token: string; session: SessionRecord }> {
    const token = newSecret(this.random, TOKEN_BYTES);
    const now = this.clock.wall();
    const session: SessionRecord = {
      ...person,
      id: hashOf(token),
      createdAt: new Date(now),
      lastSeenAt: new Date(now),
      expiresAt: new Date(now + ABSOLUTE_LIMIT_MS),
      revokedAt: null,
    };
    await this.repository.addSession(session);
    return { token, session };
  }

  /** The session of this token if it is good, and notes that it was used. One found too old is ended for good. */
  async use(token: string): Promise<SessionRecord | null> {
    const session = await this.repository.findSession(hashOf(token));
    if (session === null || session.revokedAt !== null) return null;
    if (!this.inTime(session)) {
      await this.end(session.id);
      return null;
    }
    const now = this.clock.wall();
    if (now - session.lastSeenAt.getTime() >= TOUCH_INTERVAL_MS)
      await this.repository.touchSession(session.id, new Date(now));
    return session;
  }

  /** Whether the session is still good, without counting as use of it. */
  async isGood(id: string): Promise<boolean> {
    const session = await this.repository.findSession(id);
    return session !== null && session.revokedAt === null && this.inTime(session);
  }

  async end(id: string): Promise<void> {
    await this.repository.revokeSession(id, new Date(this.clock.wall()));
  }

  anyLive(role: string): Promise<boolean> {
    const now = this.clock.wall();
    return this.repository.hasLiveSession(role, new Date(now - IDLE_LIMIT_MS), new Date(now));
  }

  private inTime(session: SessionRecord): boolean {
    const now = this.clock.wall();
    return now < session.expiresAt.getTime() && now - session.lastSeenAt.getTime() < IDLE_LIMIT_MS;
  }
}
