import type { Clock } from '@binnacle/kube/reflector';
import { ClusterConfigError } from '../kubeconfig/problem.js';

/** A credential is renewed this long before it expires, or a fifth of its life when that is shorter. */
const EARLY_REFRESH_MS = 60_000;
/**
 * A refused credential younger than this is not renewed: the same one would be given, and every watch of the cluster
 * would ask for it once more.
 */
const MIN_AGE_TO_RENEW_MS = 10_000;
/** After an early refresh that failed, the old credential serves on and the next try comes this much later. */
const RETRY_REFRESH_MS = 10_000;

/** What a plugin or provider gave. Times are wall milliseconds. */
export interface Credential {
  readonly token: string | null;
  readonly certificate: { readonly cert: string; readonly key: string } | null;
  /** Null when it never expires. */
  readonly expiresAt: number | null;
}

/** A credential, and until when it may be used unasked. */
export interface CurrentCredential extends Credential {
  /** Wall milliseconds of the early refresh; null when it never expires. */
  readonly refreshAt: number | null;
}

/**
 * A credential that is got when it is first wanted, never by loading a kubeconfig; askers at the same time share one
 * renewal; what it gives is kept until shortly before it expires.
 */
export class RenewableCredential {
  readonly #renew: () => Promise<Credential>;
  readonly #clock: Clock;
  #running: Promise<CurrentCredential> | null = null;
  #held: { readonly value: CurrentCredential; readonly since: number } | null = null;

  /** @param renew throws ClusterConfigError when there is none to be had; anything else is a defect */
  constructor(renew: () => Promise<Credential>, clock: Clock) {
    this.#renew = renew;
    this.#clock = clock;
  }

  /** @throws ClusterConfigError */
  get(): Promise<CurrentCredential> {
    if (this.#held !== null) {
      const { value } = this.#held;
      if (value.refreshAt === null || this.#clock.wall() < value.refreshAt) return Promise.resolve(value);
    }
    this.#running ??= this.#renewed().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** The server refused the credential: the next asker gets a new one, unless it has only just been given. */
  invalidate(): void {
    if (this.#held !== null && this.#clock.monotonic() - this.#held.since >= MIN_AGE_TO_RENEW_MS) this.#held = null;
  }

  async #renewed(): Promise<CurrentCredential> {
    try {
      const credential = await this.#renew();
      const { expiresAt } = credential;
      const early = expiresAt === null ? 0 : Math.min(EARLY_REFRESH_MS, (expiresAt - this.#clock.wall()) / 5);
      const value = { ...credential, refreshAt: expiresAt === null ? null : expiresAt - early };
      this.#held = { value, since: this.#clock.monotonic() };
      return value;
    } catch (error) {
      const valid = error instanceof ClusterConfigError ? this.#stillValid() : null;
      if (valid === null) throw error;
      return valid;
    }
  }

  /** The credential in hand, when only its early refresh failed: the time until it expires is for trying again. */
  #stillValid(): CurrentCredential | null {
    if (this.#held === null) return null;
    const { value, since } = this.#held;
    const now = this.#clock.wall();
    if (value.expiresAt === null || now >= value.expiresAt) return null;
    const kept = { ...value, refreshAt: Math.min(value.expiresAt, now + RETRY_REFRESH_MS) };
    this.#held = { value: kept, since };
    return kept;
  }
}
