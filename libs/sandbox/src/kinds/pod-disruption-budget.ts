import { age, number, row, text } from './cells.js';
import { asStruct } from './field.js';
import { kind } from './kind.js';
import { checkSelector } from './label-selector.js';
import { checkAmount, checkAtMostAll, specOf } from './workload.js';

export const podDisruptionBudget = kind('policy/v1', 'PodDisruptionBudget', {
  desired: specOf,
  versionNeeded: true,
  cells: row(
    text('spec.minAvailable', 'N/A'),
    text('spec.maxUnavailable', 'N/A'),
    number('status.disruptionsAllowed'),
    age,
  ),
  validate: (object) => {
    const spec = object.at('spec');
    const amounts = ['minAvailable', 'maxUnavailable'].map((name) => spec.at(name));
    if (amounts.every((amount) => amount.given)) {
      const shown = asStruct(spec.value, 'MinAvailable Selector MaxUnavailable UnhealthyPodEvictionPolicy');
      spec.invalid('minAvailable and maxUnavailable cannot be both set', shown);
    }
    for (const amount of amounts.filter(({ given }) => given)) {
      checkAmount(amount);
      checkAtMostAll(amount);
    }
    checkSelector(spec.at('selector'));
    spec.at('unhealthyPodEvictionPolicy').oneOf(['AlwaysAllow', 'IfHealthyBudget']);
  },
});
