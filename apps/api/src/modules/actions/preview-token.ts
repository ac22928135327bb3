import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../platform/clock/index.js';
import { canonicalJson } from '../ledger/index.js';

/** A preview is confirmed while it is still in mind. */
export const PREVIEW_MS = 5 * 60_000;

const FORM = /^v1\.([0-9]{1,15})\.([A-Za-z0-9_-]{43})$/;

/** Why a token does not confirm what it came with. */
export type TokenFault = 'expired' | 'other';

/** Binds a confirmation to the plan that was shown: HMAC-SHA-256 over everything the plan rests on, and an expiry. */
export class PreviewTokens {
  constructor(
    private readonly key: Buffer,
    private readonly clock: Clock,
  ) {}

  issue(bound: unknown): { token: string; expiresAt: string } {
    const expires = this.clock.wall() + PREVIEW_MS;
    return { token: `v1.${expires}.${this.sign(expires, bound)}`, expiresAt: new Date(expires).toISOString() };
  }

  /** Null when the token confirms exactly this; `other` when it was given for something else, or by somebody else. */
  faultOf(token: string, bound: unknown): TokenFault | null {
    const [, expiry = '', signature = ''] = FORM.exec(token) ?? [];
    const expires = Number(expiry);
    const expected = Buffer.from(this.sign(expires, bound));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return expiry !== '' && expires <= this.clock.wall() ? 'expired' : 'other';
    }
    return expires <= this.clock.wall() ? 'expired' : null;
  }

  private sign(expires: number, bound: unknown): string {
    return createHmac('sha256', this.key)
      .update(`${expires}\n${canonicalJson(bound)}`)
      .digest('base64url');
  }
}

/** Where the key is kept, so that a token outlives a restart and counts on every replica. */
export const PREVIEW_KEY_SETTING = 'actions.previewKey';
/** The key as it is stored: 32 bytes. */
export const previewKeySchema = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === 32);
