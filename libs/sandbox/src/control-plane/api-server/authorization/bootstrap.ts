import type { KubeObject } from '../../../object.js';
import recorded from './data/bootstrap-roles.json' with { type: 'json' };

/** The roles and bindings that a cluster begins with: `cluster-admin`, `admin`, `edit`, `view` and those of the system. */
export function bootstrapRoles(): KubeObject[] {
  return structuredClone(recorded) as unknown as KubeObject[];
}
