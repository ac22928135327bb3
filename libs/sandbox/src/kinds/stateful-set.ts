import { at, fieldsAt, listAt } from '../object.js';
import { age, containers, ratio, row } from './cells.js';
import { asStruct, type Field } from './field.js';
import { kind } from './kind.js';
import { fill } from './type-defaults.js';
import { checkLastingTemplate, checkOwnSelector, checkSelected, specOf } from './workload.js';

export const statefulSet = kind('apps/v1', 'StatefulSet', {
  desired: specOf,
  cells: row(ratio('status.readyReplicas', 'spec.replicas'), age, containers()),
  defaults: (draft) => {
    const spec = fieldsAt(draft, 'spec');
    fill(spec, { podManagementPolicy: 'OrderedReady', replicas: 1, revisionHistoryLimit: 10 });
    fill(spec, { persistentVolumeClaimRetentionPolicy: {} });
    fill(fieldsAt(spec, 'persistentVolumeClaimRetentionPolicy'), { whenDeleted: 'Retain', whenScaled: 'Retain' });
    const strategy = fieldsAt(spec, 'updateStrategy');
    if (strategy.type === undefined) fill(strategy, { type: 'RollingUpdate', rollingUpdate: {} });
    if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate !== undefined) {
      fill(fieldsAt(strategy, 'rollingUpdate'), { partition: 0, maxUnavailable: 1 });
    }
    for (const claim of listAt(spec, 'volumeClaimTemplates')) {
      fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
      fill(fieldsAt(claim, 'status'), { phase: 'Pending' });
    }
  },
  validate: (object, old) => {
    const spec = object.at('spec');
    const [policy, strategy, selector] = [
      spec.at('podManagementPolicy'),
      spec.at('updateStrategy'),
      spec.at('selector'),
    ];
    if (!['OrderedReady', 'Parallel'].includes(policy.text)) policy.invalid("must be 'OrderedReady' or 'Parallel'");
    if (!['RollingUpdate', 'OnDelete'].includes(strategy.at('type').text)) {
      strategy.invalid("must be 'RollingUpdate' or 'OnDelete'", asStruct(strategy.value, 'Type RollingUpdate'));
    }
    strategy.notNegative('rollingUpdate.partition');
    spec.notNegative('replicas', 'minReadySeconds');
    if (checkOwnSelector(selector, 'statefulset')) {
      checkSelected(selector, spec.at('template'));
      checkLastingTemplate(withClaims(spec), 'StatefulSet');
    } else selector.invalid('');
    if (old === undefined) return;
    for (const name of ['selector', 'volumeClaimTemplates', 'serviceName', 'podManagementPolicy']) {
      const shown = name === 'volumeClaimTemplates' ? [] : spec.at(name).value;
      spec.at(name).unchanged(old.at(`spec.${name}`), 'field is immutable', shown);
    }
  },
});

/** The template with a volume for each claim, as its pods will have it. */
function withClaims(spec: Field): Field {
  const template = structuredClone(spec.at('template').value);
  const podSpec = fieldsAt(template, 'spec');
  const claims = listAt(spec.value, 'volumeClaimTemplates').map((claim) => at(claim, 'metadata', 'name'));
  const others = listAt(podSpec, 'volumes').filter(({ name }) => !claims.includes(name));
  podSpec.volumes = [...claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })), ...others];
  return spec.replaced('template', template);
}
