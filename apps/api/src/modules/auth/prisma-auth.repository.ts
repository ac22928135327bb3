import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../../platform/database/index.js';
import { AuthRepository } from './auth.repository.js';
import type { CodeRecord, KeyRecord, SessionRecord } from './records.js';

/** Sessions, codes and keys in the database. */
@Injectable()
export class PrismaAuthRepository extends AuthRepository {
  constructor(@Inject(DATABASE) private readonly database: Database) {
    super();
  }

  private get prisma() {
    return this.database.prisma;
  }

  async addCode(code: CodeRecord): Promise<void> {
    await this.prisma.signInCode.create({ data: code });
  }

  async useCode(hash: string, now: Date): Promise<boolean> {
    // One statement: of two that come at once, only one finds it unused.
    const { count } = await this.prisma.signInCode.updateMany({
      where: { hash, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    return count === 1;
  }

  async forgetCodes(before: Date): Promise<void> {
    await this.prisma.signInCode.deleteMany({ where: { expiresAt: { lt: before } } });
  }

  async addSession(session: SessionRecord): Promise<void> {
    await this.prisma.session.create({ data: session });
  }

  findSession(id: string): Promise<SessionRecord | null> {
    return this.prisma.session.findUnique({ where: { id } });
  }

  async touchSession(id: string, lastSeenAt: Date): Promise<void> {
    await this.prisma.session.updateMany({ where: { id, revokedAt: null }, data: { lastSeenAt } });
  }

  async revokeSession(id: string, at: Date): Promise<void> {
    await this.prisma.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } });
  }

  async hasLiveSession(role: string, seenAfter: Date, now: Date): Promise<boolean> {
    const where = { role, revokedAt: null, lastSeenAt: { gt: seenAfter }, expiresAt: { gt: now } };
    return (await this.prisma.session.findFirst({ where, select: { id: true } })) !== null;
  }

  async forgetSessions(before: Date): Promise<void> {
    await this.prisma.session.deleteMany({ where: { expiresAt: { lt: before } } });
  }

  async addKey(key: KeyRecord): Promise<void> {
    await this.prisma.apiKey.create({ data: key });
  }

  findKey(hash: string): Promise<KeyRecord | null> {
    return this.prisma.apiKey.findUnique({ where: { hash } });
  }

  findKeyById(id: string): Promise<KeyRecord | null> {
    return this.prisma.apiKey.findUnique({ where: { id } });
  }

  async touchKey(hash: string, lastUsedAt: Date): Promise<void> {
    await this.prisma.apiKey.updateMany({ where: { hash, revokedAt: null }, data: { lastUsedAt } });
  }

  async revokeKeys(label: string, at: Date, keep: string | null): Promise<number> {
    const where = { label, revokedAt: null, ...(keep === null ? {} : { hash: { not: keep } }) };
    const { count } = await this.prisma.apiKey.updateMany({ where, data: { revokedAt: at } });
    return count;
  }
}
