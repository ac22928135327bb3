import type { KubeObject } from '../object.js';
import { age, row, text } from './cells.js';
import { kind } from './kind.js';
import { fill } from './type-defaults.js';

export const storageClass = kind('storage.k8s.io/v1', 'StorageClass', {
  cells: row(
    ...[text('provisioner'), text('reclaimPolicy'), text('volumeBindingMode')],
    ...[(object: KubeObject) => object.allowVolumeExpansion === true, age],
  ),
  defaults: (draft) => fill(draft, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  validate: (object, old) => {
    object.at('provisioner').needed();
    object.at('reclaimPolicy').oneOf(['Delete', 'Retain']);
    object.at('volumeBindingMode').oneOf(['Immediate', 'WaitForFirstConsumer']);
    for (const name of ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode']) {
      if (old !== undefined) object.at(name).unchanged(old.at(name), 'field is immutable', null);
    }
  },
});
