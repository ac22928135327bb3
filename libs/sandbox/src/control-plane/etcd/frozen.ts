import type { KubeObject } from '../../object.js';

/** No object of Kubernetes comes near; what does was made to exhaust the stack of whoever reads it. */
const MAX_DEPTH = 1000;

/**
 * Freezes plain JSON to the bottom. Parts that are frozen already were frozen by this and are left as they are.
 * @throws RangeError when it is nested too deeply
 */
export function frozen<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (depth > MAX_DEPTH) throw new RangeError(`An object is nested more than ${MAX_DEPTH} levels deep.`);
  for (const part of Object.values(value)) frozen(part, depth + 1);
  return Object.freeze(value);
}

/** The object with its resourceVersion, sharing all its other parts, frozen. */
export function stamped(object: KubeObject, revision: number): KubeObject {
  return frozen({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } });
}
