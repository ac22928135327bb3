import type { Admission } from '../kind.js';

/** An admission that has nothing to say. */
export const quietAdmission: Admission = {
  now: '2026-01-31T00:00:00Z',
  clusterIp: (wanted) => wanted ?? '10.96.7.7',
  nodePort: (wanted) => wanted ?? 30000,
  priority: (className) => {
    if (className === 'system-node-critical') return { value: 2_000_001_000, preemptionPolicy: 'PreemptLowerPriority' };
    return className === '' ? { value: 0, preemptionPolicy: 'PreemptLowerPriority' } : undefined;
  },
  hasServiceAccount: (name) => name === 'default',
  defaultStorageClass: () => undefined,
  suffix: () => 'xxxxx',
};

/** Frozen to the bottom, as everything that is stored. */
export function freezeAll<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freezeAll(inner);
    Object.freeze(value);
  }
  return value;
}
