import { z } from 'zod';

/** Every permission a route, socket event or action can demand. Deny by default: what declares none does not start. */
export const PERMISSIONS = [
  'clusters:read',
  'views:read',
  'objects:read',
  'ledger:read',
  'ledger:verify',
  'actions:scale',
  'session:manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['viewer', 'operator', 'admin', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** Who is calling: a person with a session, or a machine key. Passed as an argument everywhere; never ambient. */
export const actorSchema = z.object({
  id: z.string(),
  /** Copied into ledger rows, so that rows outlive people. */
  label: z.string(),
  kind: z.enum(['person', 'key']),
  role: z.enum(ROLES),
  /** How they signed in: `link`, `key`. */
  via: z.enum(['link', 'key']),
  sessionId: z.string(),
  address: z.string(),
});
export type Actor = z.infer<typeof actorSchema>;

/** What a permission is asked for: a cluster, and a namespace where there is one. */
export interface AccessScope {
  cluster?: string;
  namespace?: string;
}

const READ: readonly Permission[] = ['clusters:read', 'views:read', 'objects:read', 'ledger:read', 'session:manage'];
const OPERATE: readonly Permission[] = [...READ, 'actions:scale'];
const ALL: readonly Permission[] = PERMISSIONS;

/** Upper bounds of each role; the cluster's own RBAC has the last word on every write. */
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  viewer: READ,
  operator: OPERATE,
  admin: ALL,
  owner: ALL,
};

/** Whether the actor's role reaches the permission. There is one owner for now, so the scope does not narrow it yet. */
export function can(actor: Actor, permission: Permission, _scope: AccessScope = {}): boolean {
  return ROLE_PERMISSIONS[actor.role].includes(permission);
}

/** Body of `POST /session`: the code of a sign-in link. */
export const signInSchema = z.strictObject({ code: z.string().min(1).max(128) });
export type SignIn = z.infer<typeof signInSchema>;

/** What `GET /session` and `POST /session` answer: who is signed in, what they may do, until when at the latest. */
export const sessionViewSchema = z.object({
  actor: actorSchema.pick({ id: true, label: true, role: true, kind: true, via: true }),
  permissions: z.array(z.enum(PERMISSIONS)),
  /** RFC 3339; null for a machine key that does not expire. */
  expiresAt: z.string().nullable(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;
