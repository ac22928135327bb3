import { at, fieldsAt, type KubeObject, listAt, textAt } from '../object.js';
import { age, row, text } from './cells.js';
import { asStruct } from './field.js';
import { kind } from './kind.js';
import { qualifiedName } from './names.js';
import { TAINT_EFFECTS } from './pod-template/tolerations.js';
import { fill } from './type-defaults.js';

function statusText(node: KubeObject): string {
  const ready = listAt(node, 'status', 'conditions').find(({ type }) => type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return at(node, 'spec', 'unschedulable') === true ? `${state},SchedulingDisabled` : state;
}

function rolesText({ metadata }: KubeObject): string {
  const roles = Object.entries(metadata.labels ?? {}).map(([key, value]) =>
    key === 'kubernetes.io/role' ? value : (/^node-role\.kubernetes\.io\/(.+)/.exec(key)?.[1] ?? ''),
  );
  return [...new Set(roles.filter((role) => role !== ''))].sort().join(',') || '<none>';
}

function addressText(wanted: string): (node: KubeObject) => string {
  return (node) =>
    textAt(
      listAt(node, 'status', 'addresses').find(({ type }) => type === wanted),
      'address',
    ) || '<none>';
}

function kernelText(node: KubeObject): string {
  const architecture = textAt(node, 'status', 'nodeInfo', 'architecture');
  const kernel = textAt(node, 'status', 'nodeInfo', 'kernelVersion') || '<unknown>';
  return architecture === '' ? kernel : `${kernel} (${architecture})`;
}

export const node = kind('v1', 'Node', {
  cells: row(
    ...[statusText, rolesText, age, text('status.nodeInfo.kubeletVersion')],
    ...[addressText('InternalIP'), addressText('ExternalIP'), text('status.nodeInfo.osImage', '<unknown>')],
    ...[kernelText, text('status.nodeInfo.containerRuntimeVersion', '<unknown>')],
  ),
  defaults: (draft) => {
    const status = fieldsAt(draft, 'status');
    if (status.capacity !== undefined) fill(status, { allocatable: status.capacity });
  },
  // A node is ready only once it says so itself.
  admit: (draft, _, old) => {
    const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
    const taints = listAt(draft, 'spec', 'taints');
    if (old !== undefined || taints.some(({ key }) => key === taint.key)) return;
    Object.assign(draft.spec as object, { taints: [...taints, taint] });
  },
  validate: (object) => {
    const seen = new Set<string>();
    // The real server tells of them under the metadata.
    for (const taint of object.at('metadata').replaced('taints', at(object.value, 'spec', 'taints')).items) {
      const [key, effect] = [taint.at('key'), taint.at('effect')];
      for (const fault of qualifiedName(key.text)) key.invalid(fault);
      effect.oneOf(TAINT_EFFECTS);
      const pair = `${key.text}:${effect.text}`;
      const shown = asStruct(taint.value, 'Key Value Effect TimeAdded');
      if (seen.has(pair))
        taint.duplicate({ ...shown, Value: shown.Value ?? '' }, 'taints must be unique by key and effect pair');
      seen.add(pair);
    }
  },
});
