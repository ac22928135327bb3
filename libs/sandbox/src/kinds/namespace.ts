import { age, row, text } from './cells.js';
import { kind } from './kind.js';
import { dnsLabel } from './names.js';

export const namespace = kind('v1', 'Namespace', {
  cells: row(text('status.phase'), age),
  nameFaults: dnsLabel,
  defaults: ({ metadata }) => {
    metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  },
  admit: (draft, _, old) => {
    if (old === undefined) draft.spec = { finalizers: ['kubernetes'] };
  },
  firstStatus: () => ({ phase: 'Active' }),
});
