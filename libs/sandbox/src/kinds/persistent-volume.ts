import { at, fieldsAt, type KubeObject, textAt } from '../object.js';
import { age, row, text } from './cells.js';
import { kind } from './kind.js';
import { accessModesText, checkAccessModes, protect } from './persistent-volume-claim.js';
import { fill } from './type-defaults.js';

/** What a volume is beside its source. */
const COMMON = [
  ...['accessModes', 'capacity', 'claimRef', 'mountOptions', 'nodeAffinity', 'persistentVolumeReclaimPolicy'],
  ...['storageClassName', 'volumeAttributesClassName', 'volumeMode'],
];

const phase = (volume: KubeObject) =>
  volume.metadata.deletionTimestamp ? 'Terminating' : textAt(volume, 'status', 'phase');
const claim = (volume: KubeObject) => {
  const { namespace, name } = fieldsAt(volume, 'spec', 'claimRef');
  return name === undefined ? '' : `${String(namespace)}/${String(name)}`;
};

export const persistentVolume = kind('v1', 'PersistentVolume', {
  cells: row(
    ...[text('spec.capacity.storage', '0'), (volume: KubeObject) => accessModesText(at(volume, 'spec', 'accessModes'))],
    ...[text('spec.persistentVolumeReclaimPolicy'), phase, claim, text('spec.storageClassName')],
    ...[
      text('spec.volumeAttributesClassName', '<unset>'),
      text('status.reason'),
      age,
      text('spec.volumeMode', '<unset>'),
    ],
  ),
  defaults: (draft) =>
    fill(fieldsAt(draft, 'spec'), { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }),
  admit: (draft, _, old) => {
    if (old === undefined) protect(draft, 'kubernetes.io/pv-protection');
  },
  firstStatus: (_, { now }) => ({ phase: 'Pending', lastPhaseTransitionTime: now }),
  validate: (object) => {
    const spec = object.at('spec');
    const [modes, capacity] = [spec.at('accessModes'), spec.at('capacity')];
    if (modes.items.length === 0) modes.required();
    checkAccessModes(modes);
    if (!capacity.given) capacity.required();
    if (!capacity.at('storage').given) capacity.unsupported(['storage'], null);
    spec.at('persistentVolumeReclaimPolicy').oneOf(['Delete', 'Recycle', 'Retain']);
    const sources = Object.keys(fieldsAt(spec.value)).filter((field) => !COMMON.includes(field));
    if (sources.length === 0) spec.required('must specify a volume type');
  },
});
