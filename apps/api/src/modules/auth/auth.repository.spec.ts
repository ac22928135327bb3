import { beforeEach, describe, expect, test } from 'vitest';
import { memoryDatabase } from '../../platform/database/testing/memory-database.js';
import type { AuthRepository } from './auth.repository.js';
import { PrismaAuthRepository } from './prisma-auth.repository.js';
import type { KeyRecord, SessionRecord } from './records.js';
import { MemoryAuthRepository } from './testing/memory-auth.repository.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const session = (id: string, more: Partial<SessionRecord> = {}): SessionRecord => ({
  id,
  actorId: 'owner',
  label: 'Owner',
  role: 'owner',
  via: 'link',
  createdAt: at(0),
  lastSeenAt: at(0),
  expiresAt: at(720),
  revokedAt: null,
  address: '127.0.0.1',
  ...more,
});
const key = (hash: string, more: Partial<KeyRecord> = {}): KeyRecord => ({
  hash,
  id: `id-${hash}`,
  label: 'owner.key',
  role: 'owner',
  createdAt: at(0),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  ...more,
});

// The specs of this module use the one in memory; this is what makes that a fair stand-in for the database.
describe.each<[string, () => Promise<AuthRepository>]>([
  ['in memory', async () => new MemoryAuthRepository()],
  ['in the database', async () => new PrismaAuthRepository(await memoryDatabase())],
])('the repository %s', (_, create) => {
  let repository: AuthRepository;
  beforeEach(async () => {
    repository = await create();
  });

  test('of twenty that use a code at once, one does; nobody does after it expired', async () => {
    await repository.addCode({ hash: 'c', createdAt: at(0), expiresAt: at(30) });
    const used = await Promise.all(Array.from({ length: 20 }, () => repository.useCode('c', at(1))));
    expect(used.filter(Boolean)).toHaveLength(1);
    await repository.addCode({ hash: 'd', createdAt: at(0), expiresAt: at(30) });
    expect(await repository.useCode('d', at(30))).toBe(false);
    expect(await repository.useCode('unknown', at(1))).toBe(false);
    await repository.forgetCodes(at(31));
    expect(await repository.useCode('d', at(1))).toBe(false);
  });

  test('sessions come back as they were stored, are touched, and revoked once', async () => {
    await repository.addSession(session('s'));
    expect(await repository.findSession('s')).toEqual(session('s'));
    await repository.touchSession('s', at(5));
    await repository.revokeSession('s', at(6));
    await repository.revokeSession('s', at(7));
    expect(await repository.findSession('s')).toEqual(session('s', { lastSeenAt: at(5), revokedAt: at(6) }));
    expect(await repository.findSession('unknown')).toBeNull();
    await repository.forgetSessions(at(721));
    expect(await repository.findSession('s')).toBeNull();
  });

  test('an owner counts as signed in while seen lately, not expired and not revoked', async () => {
    const live = () => repository.hasLiveSession('owner', at(10), at(40));
    await repository.addSession(session('viewer', { role: 'viewer', lastSeenAt: at(39) }));
    await repository.addSession(session('idle', { lastSeenAt: at(10) }));
    await repository.addSession(session('old', { lastSeenAt: at(39), expiresAt: at(40) }));
    await repository.addSession(session('revoked', { lastSeenAt: at(39), revokedAt: at(39) }));
    expect(await live()).toBe(false);
    await repository.addSession(session('good', { lastSeenAt: at(11) }));
    expect(await live()).toBe(true);
  });

  test('keys are found by hash and id; all of a label but one are revoked', async () => {
    await repository.addKey(key('old'));
    await repository.addKey(key('new'));
    await repository.addKey(key('other', { label: 'ci' }));
    await repository.touchKey('new', at(3));
    expect(await repository.revokeKeys('owner.key', at(4), 'new')).toBe(1);
    expect(await repository.revokeKeys('owner.key', at(5), 'new')).toBe(0);
    expect(await repository.findKey('old')).toEqual(key('old', { revokedAt: at(4) }));
    expect(await repository.findKeyById('id-new')).toEqual(key('new', { lastUsedAt: at(3) }));
    expect(await repository.findKey('other')).toEqual(key('other', { label: 'ci' }));
    expect(await repository.revokeKeys('owner.key', at(6), null)).toBe(1);
    expect(await repository.findKeyById('unknown')).toBeNull();
  });
});
