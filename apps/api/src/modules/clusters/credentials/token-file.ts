import type { Clock } from '@binnacle/kube/reflector';
import { ClusterConfigError, type ConfigPlace } from '../kubeconfig/problem.js';
import { readNamedFile } from './pem-files.js';

/** Projected tokens are rotated on disk; client-go reads them again this often. */
const TOKEN_REREAD_MS = 60_000;

/** A bearer token in a file, read again each minute and after the server refused it (F06). */
export class TokenFile {
  #held: { readonly token: string; readonly since: number } | null = null;

  constructor(
    private readonly path: string,
    private readonly place: ConfigPlace,
    private readonly clock: Clock,
  ) {}

  /** The token, and for how many more milliseconds it may be used unread. @throws ClusterConfigError */
  async get(): Promise<{ token: string; forMs: number }> {
    const now = this.clock.monotonic();
    const age = this.#held === null ? Number.POSITIVE_INFINITY : now - this.#held.since;
    if (this.#held !== null && age < TOKEN_REREAD_MS) return { token: this.#held.token, forMs: TOKEN_REREAD_MS - age };
    const token = (await readNamedFile(this.path, this.place, 'credential_failed', 'the token file')).trim();
    if (token === '') {
      throw new ClusterConfigError('credential_failed', {
        ...this.place,
        message: `the token file ${this.path} is empty`,
        hint: 'Write a token into it.',
      });
    }
    this.#held = { token, since: now };
    return { token, forMs: TOKEN_REREAD_MS };
  }

  invalidate(): void {
    this.#held = null;
  }
}
