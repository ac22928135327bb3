/** A signed-in browser. `id` is the hash of the cookie's value, which is stored nowhere. */
export interface SessionRecord {
  readonly id: string;
  readonly actorId: string;
  readonly label: string;
  readonly role: string;
  readonly via: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** When it ends however much it is used. */
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly address: string;
}

/** A machine key. `hash` is of the key, which is shown once. */
export interface KeyRecord {
  readonly hash: string;
  readonly id: string;
  readonly label: string;
  readonly role: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A sign-in code, good once. */
export interface CodeRecord {
  readonly hash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}
