import { fieldsAt } from '../object.js';
import { age, containers, number, ratio, row, selector as selectorCell } from './cells.js';
import { asStruct, type Field } from './field.js';
import { kind } from './kind.js';
import { fill } from './type-defaults.js';
import {
  amountOf,
  checkAmount,
  checkAtMostAll,
  checkLastingTemplate,
  checkOwnSelector,
  checkSelected,
} from './workload.js';

export const deployment = kind('apps/v1', 'Deployment', {
  keptByStatus: ['metadata.labels'],
  desired: ({ spec, metadata }) => [spec, metadata.annotations],
  cells: row(
    ratio('status.readyReplicas', 'spec.replicas'),
    number('status.updatedReplicas'),
    number('status.availableReplicas'),
    age,
    containers(),
    selectorCell('spec.selector', ''),
  ),
  defaults: (draft) => {
    const spec = fieldsAt(draft, 'spec');
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    const strategy = fieldsAt(spec, 'strategy');
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy.type !== 'RollingUpdate') return;
    fill(strategy, { rollingUpdate: {} });
    fill(fieldsAt(strategy, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' });
  },
  validate: (object, old) => {
    const spec = object.at('spec');
    const [selector, template] = [spec.at('selector'), spec.at('template')];
    spec.notNegative('replicas');
    if (!checkOwnSelector(selector, 'deployment')) selector.invalid('invalid label selector');
    else {
      checkSelected(selector, template);
      checkLastingTemplate(template, 'ReplicaSet');
    }
    checkStrategy(spec.at('strategy'));
    const [ready, deadline] = [spec.at('minReadySeconds'), spec.at('progressDeadlineSeconds')];
    spec.notNegative('minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds');
    if (deadline.number <= ready.number) deadline.invalid('must be greater than minReadySeconds');
    if (old !== undefined) selector.unchanged(old.at('spec.selector'));
  },
});

function checkStrategy(strategy: Field): void {
  const [type, rolling] = [strategy.at('type').text, strategy.at('rollingUpdate')];
  if (type === 'Recreate') {
    if (rolling.given) rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
    return;
  }
  if (type !== 'RollingUpdate') {
    strategy.unsupported(['Recreate', 'RollingUpdate'], asStruct(strategy.value, 'Type RollingUpdate'));
    return;
  }
  const [unavailable, surge] = [rolling.at('maxUnavailable'), rolling.at('maxSurge')];
  checkAmount(unavailable);
  checkAmount(surge);
  if (amountOf(unavailable) === 0 && amountOf(surge) === 0) unavailable.invalid('may not be 0 when `maxSurge` is 0');
  checkAtMostAll(unavailable);
}
