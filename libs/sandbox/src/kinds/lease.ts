import { age, row, text } from './cells.js';
import { kind } from './kind.js';

export const lease = kind('coordination.k8s.io/v1', 'Lease', {
  cells: row(text('spec.holderIdentity'), age),
  createOnUpdate: true,
  versionNeeded: true,
  validate: (object) => {
    const duration = object.at('spec.leaseDurationSeconds');
    if (duration.given && duration.number <= 0) duration.invalid('must be greater than 0');
    object.at('spec').notNegative('leaseTransitions');
  },
});
