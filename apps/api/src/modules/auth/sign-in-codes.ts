import { BinnacleError } from '@binnacle/shared/errors';
import type { Clock } from '../../platform/clock/index.js';
import type { AttemptLimiter } from './attempt-limiter.js';
import type { AuthRepository } from './auth.repository.js';
import { hashOf, newSecret, type RandomSource } from './credentials.js';

const CODE_LIFETIME_MS = 30 * 60_000;
const CODE_BYTES = 16;

/** The codes of sign-in links: 128 random bits, good once, for 30 minutes; only their hashes are stored. */
export class SignInCodes {
  constructor(
    private readonly repository: AuthRepository,
    private readonly clock: Clock,
    private readonly random: RandomSource,
    private readonly limiter: AttemptLimiter,
  ) {}

  async issue(): Promise<string> {
    const code = newSecret(this.random, CODE_BYTES);
    const now = this.clock.wall();
    await this.repository.addCode({
      hash: hashOf(code),
      createdAt: new Date(now),
      expiresAt: new Date(now + CODE_LIFETIME_MS),
    });
    return code;
  }

  /**
   * True for exactly one caller with a code that was issued and has not expired.
   * @throws BinnacleError `rate_limited` when there were too many attempts from this address
   */
  async redeem(code: string, address: string): Promise<boolean> {
    const wait = this.limiter.attempt(address);
    if (wait !== null) {
      throw new BinnacleError('rate_limited', 'Too many attempts to sign in from this address; wait a minute.', {
        extra: { retryAfterSeconds: Math.ceil(wait / 1_000) },
      });
    }
    return this.repository.useCode(hashOf(code), new Date(this.clock.wall()));
  }
}
