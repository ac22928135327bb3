import { fieldsAt } from '../object.js';
import { age, containers, number, row, selector as selectorCell } from './cells.js';
import { kind } from './kind.js';
import { fill } from './type-defaults.js';
import { checkLastingTemplate, checkOwnSelector, checkSelected, specOf } from './workload.js';

export const replicaSet = kind('apps/v1', 'ReplicaSet', {
  desired: specOf,
  cells: row(
    number('spec.replicas'),
    number('status.replicas'),
    number('status.readyReplicas'),
    age,
    containers(),
    selectorCell(),
  ),
  defaults: (draft) => fill(fieldsAt(draft, 'spec'), { replicas: 1 }),
  validate: (object, old) => {
    const spec = object.at('spec');
    const [selector, template] = [spec.at('selector'), spec.at('template')];
    spec.notNegative('replicas', 'minReadySeconds');
    if (!checkOwnSelector(selector, 'replicaset')) selector.invalid('invalid label selector');
    else {
      checkSelected(selector, template);
      checkLastingTemplate(template, 'ReplicaSet');
    }
    if (old !== undefined) selector.unchanged(old.at('spec.selector'));
  },
});
