import { age, number, row, text } from './cells.js';
import { kind } from './kind.js';
import { fill } from './type-defaults.js';

const HIGHEST = 1_000_000_000;

export const priorityClass = kind('scheduling.k8s.io/v1', 'PriorityClass', {
  cells: row(number('value'), ({ globalDefault }) => globalDefault === true, age, text('preemptionPolicy')),
  desired: () => undefined,
  defaults: (draft) => fill(draft, { preemptionPolicy: 'PreemptLowerPriority' }),
  validate: (object, old) => {
    const [name, value, policy] = [object.at('metadata.name'), object.at('value'), object.at('preemptionPolicy')];
    const known = /^system-(?:cluster|node)-critical$/.test(name.text);
    if (name.text.startsWith('system-') && !known) {
      const reserved = "priority class names with 'system-' prefix are reserved for system use only.";
      name.forbidden(`${reserved} error: ${name.text} is not a known system priority class`);
    } else if (value.number > HIGHEST && !known) {
      value.forbidden(`maximum allowed value of a user defined priority is ${HIGHEST}`);
    }
    policy.oneOf(['PreemptLowerPriority', 'Never']);
    if (old === undefined) return;
    if (value.number !== old.at('value').number) value.forbidden('may not be changed in an update.');
    policy.unchanged(old.at('preemptionPolicy'));
  },
});
