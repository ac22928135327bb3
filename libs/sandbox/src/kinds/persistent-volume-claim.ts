import { at, fieldsAt, type KubeObject, textAt } from '../object.js';
import { age, row, text } from './cells.js';
import { type Field, same } from './field.js';
import { kind } from './kind.js';
import { dnsSubdomain } from './names.js';
import { nanosOf } from './quantity.js';
import { fill } from './type-defaults.js';

const SHORT = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };

/** `RWO,ROX` */
export function accessModesText(modes: unknown): string {
  const given = Array.isArray(modes) ? modes : [];
  return Object.entries(SHORT)
    .flatMap(([mode, short]) => (given.includes(mode) ? [short] : []))
    .join(',');
}

/** Keeps a claim or volume that is deleted until nobody uses it. */
export function protect(object: KubeObject, finalizer: string): void {
  const { finalizers = [] } = object.metadata;
  if (!finalizers.includes(finalizer)) object.metadata.finalizers = [...finalizers, finalizer];
}

/** Reports unknown access modes. */
export function checkAccessModes(modes: Field): void {
  for (const { text: mode } of modes.items) if (!(mode in SHORT)) modes.unsupported(Object.keys(SHORT).sort(), mode);
  if (modes.items.length > 1 && modes.items.some((mode) => mode.text === 'ReadWriteOncePod')) {
    modes.forbidden('may not use ReadWriteOncePod with other access modes');
  }
}

const phase = (claim: KubeObject) =>
  claim.metadata.deletionTimestamp ? 'Terminating' : textAt(claim, 'status', 'phase');
const whenBound = (show: (claim: KubeObject) => string) => (claim: KubeObject) =>
  textAt(claim, 'spec', 'volumeName') === '' ? '' : show(claim);

export const persistentVolumeClaim = kind('v1', 'PersistentVolumeClaim', {
  cells: row(
    ...[phase, text('spec.volumeName'), whenBound((claim) => textAt(claim, 'status', 'capacity', 'storage'))],
    ...[whenBound((claim) => accessModesText(at(claim, 'status', 'accessModes'))), text('spec.storageClassName')],
    ...[text('spec.volumeAttributesClassName', '<unset>'), age, text('spec.volumeMode', '<unset>')],
  ),
  admit: (draft, admission, old) => {
    if (old !== undefined) return;
    protect(draft, 'kubernetes.io/pvc-protection');
    fill(fieldsAt(draft, 'spec'), { storageClassName: admission.defaultStorageClass() });
  },
  firstStatus: () => ({ phase: 'Pending' }),
  validate: (object, old) => {
    const spec = object.at('spec');
    const [modes, size] = [spec.at('accessModes'), spec.at('resources.requests.storage')];
    if (modes.items.length === 0) modes.required('at least 1 access mode is required');
    checkAccessModes(modes);
    const told = spec.at('resources').entry('storage');
    if (!size.given) told.required();
    else if (nanosOf(size.value) <= 0n) told.invalid('must be greater than zero', size.value);
    spec.at('storageClassName').follows(dnsSubdomain);
    spec.at('volumeMode').oneOf(['Block', 'Filesystem']);
    if (old === undefined) return;
    const lasting = ({ value }: Field) => ({ ...fieldsAt(value), resources: {}, volumeAttributesClassName: '' });
    if (same(lasting(spec), lasting(old.at('spec')))) return;
    const except = 'resources.requests and volumeAttributesClassName for bound claims';
    spec.forbidden(`spec is immutable after creation except ${except}`);
  },
});
