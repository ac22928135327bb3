import type { Clock } from '../../platform/clock/index.js';
import type { AuthRepository } from './auth.repository.js';
import { hashOf } from './credentials.js';
import { OWNER_KEY_LABEL, type OwnerKey } from './owner-key.js';
import type { KeyRecord } from './records.js';

/** When a key was last used is written at most this often. */
const TOUCH_INTERVAL_MS = 60_000;

/** Keys of programs: good until they expire or are revoked; the owner's also needs its file. */
export class MachineKeys {
  constructor(
    private readonly repository: AuthRepository,
    private readonly clock: Clock,
    private readonly ownerKey: Pick<OwnerKey, 'inPlace'>,
  ) {}

  /** The record of this key if it is good, and notes that it was used. */
  async use(key: string): Promise<KeyRecord | null> {
    const record = await this.repository.findKey(hashOf(key));
    if (record === null || !(await this.good(record))) return null;
    const now = this.clock.wall();
    if (record.lastUsedAt === null || now - record.lastUsedAt.getTime() >= TOUCH_INTERVAL_MS) {
      await this.repository.touchKey(record.hash, new Date(now));
    }
    return record;
  }

  /** Whether the key with this id is still good, without counting as use of it. */
  async isGood(id: string): Promise<boolean> {
    const record = await this.repository.findKeyById(id);
    return record !== null && (await this.good(record));
  }

  private async good(record: KeyRecord): Promise<boolean> {
    if (record.revokedAt !== null) return false;
    if (record.expiresAt !== null && record.expiresAt.getTime() <= this.clock.wall()) return false;
    return record.label !== OWNER_KEY_LABEL || this.ownerKey.inPlace();
  }
}
