import { type Fields, fieldsAt, type KubeObject, listAt } from '../object.js';
import { type Field, same } from './field.js';
import { kind } from './kind.js';
import { admitPod } from './pod-admission.js';
import { podCells } from './pod-cells.js';
import { checkPodSpec } from './pod-template/pod-spec.js';
import { nanosOf } from './quantity.js';
import { fill } from './type-defaults.js';
import { specOf } from './workload.js';

/** How readily the node gives the pod up: the less it asks for, the more. */
function qosClass(pod: KubeObject): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  const containers = [...listAt(pod, 'spec', 'containers'), ...listAt(pod, 'spec', 'initContainers')];
  const amounts = containers.map((container) => fieldsAt(container, 'resources'));
  const counted = (list: Fields) => ['cpu', 'memory'].filter((name) => nanosOf(list[name]) > 0n);
  const asked = amounts.some(
    ({ limits, requests }) => counted({ ...fieldsAt(limits), ...fieldsAt(requests) }).length > 0,
  );
  if (!asked) return 'BestEffort';
  const equal = amounts.every(({ limits, requests }) =>
    ['cpu', 'memory'].every((name) => {
      const [limit, request] = [nanosOf(fieldsAt(limits)[name]), nanosOf(fieldsAt(requests)[name])];
      return limit > 0n && limit === request;
    }),
  );
  return equal ? 'Guaranteed' : 'Burstable';
}

const CHANGEABLE =
  '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The spec without what may change while the pod lives. */
function lastingPart(spec: Field): unknown {
  const { activeDeadlineSeconds: _, tolerations: __, schedulingGates: ___, ...rest } = fieldsAt(spec.value);
  const withoutImage = (list: unknown) => (Array.isArray(list) ? list.map((one) => ({ ...one, image: '' })) : list);
  return { ...rest, containers: withoutImage(rest.containers), initContainers: withoutImage(rest.initContainers) };
}

function checkChange(spec: Field, old: Field): void {
  for (const name of ['containers', 'initContainers']) {
    const [now, before] = [spec.at(name), old.at(name)];
    if (now.items.length === before.items.length) continue;
    now.forbidden('pod updates may not add or remove containers');
    return;
  }
  const tolerations = spec.at('tolerations');
  for (const kept of old.at('tolerations').items) {
    if (tolerations.items.some(({ value }) => same(value, kept.value))) continue;
    tolerations.forbidden('existing toleration can not be modified except its tolerationSeconds');
    return;
  }
  if (same(lastingPart(spec), lastingPart(old))) return;
  spec.forbidden(`pod updates may not change fields other than ${CHANGEABLE}`);
}

export const pod = kind('v1', 'Pod', {
  keptByStatus: ['metadata.ownerReferences', 'metadata.deletionTimestamp'],
  desired: specOf,
  cells: podCells,
  defaults: (draft) => {
    const spec = fieldsAt(draft, 'spec');
    if (typeof spec.terminationGracePeriodSeconds === 'number' && spec.terminationGracePeriodSeconds < 0) {
      spec.terminationGracePeriodSeconds = 1;
    }
    fill(spec, { enableServiceLinks: true });
    for (const container of [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')]) {
      if (spec.hostNetwork === true)
        for (const port of listAt(container, 'ports')) port.hostPort ??= port.containerPort;
      const resources = fieldsAt(container, 'resources');
      if (resources.limits === undefined) continue;
      fill(resources, { requests: {} });
      fill(fieldsAt(resources, 'requests'), fieldsAt(resources, 'limits'));
    }
  },
  admit: admitPod,
  firstStatus: (draft) => ({ phase: 'Pending', qosClass: qosClass(draft) }),
  validate: (object, old) => {
    checkPodSpec(object.at('spec'));
    if (old !== undefined) checkChange(object.at('spec'), old.at('spec'));
  },
});
