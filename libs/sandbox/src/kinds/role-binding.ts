import { type KubeObject, listAt, textAt } from '../object.js';
import { age, row } from './cells.js';
import { asStruct, type Field, same } from './field.js';
import { kind, type Particulars } from './kind.js';
import { pathSegment } from './names.js';

const SUBJECTS = ['ServiceAccount', 'User', 'Group'];

const subjects = (wanted: string) => (binding: KubeObject) =>
  listAt(binding, 'subjects')
    .filter((subject) => subject.kind === wanted)
    .map((subject) => [...(wanted === 'ServiceAccount' ? [subject.namespace] : []), subject.name].join('/'))
    .join(', ');

function checkBinding(binding: Field, old: Field | undefined, roles: string[]): void {
  const role = binding.at('roleRef');
  if (!roles.includes(role.at('kind').text)) role.at('kind').unsupported(roles);
  role.at('name').needed();
  for (const subject of binding.at('subjects').items) {
    subject.at('name').needed();
    subject.at('kind').oneOf(SUBJECTS);
  }
  if (old === undefined || same(role.value, old.at('roleRef').value)) return;
  role.invalid('field is immutable', asStruct(role.value, 'APIGroup Kind Name'));
}

/** The same for bindings of a namespace and of the cluster, but for the kinds of role that they may bind to. */
export function bindingOf(...roles: string[]): Particulars {
  return {
    cells: row(
      ...[(binding: KubeObject) => `${textAt(binding, 'roleRef', 'kind')}/${textAt(binding, 'roleRef', 'name')}`, age],
      ...[subjects('User'), subjects('Group'), subjects('ServiceAccount')],
    ),
    nameFaults: pathSegment,
    createOnUpdate: true,
    validate: (object, old) => checkBinding(object, old, roles),
  };
}

export const roleBinding = kind('rbac.authorization.k8s.io/v1', 'RoleBinding', bindingOf('Role', 'ClusterRole'));
