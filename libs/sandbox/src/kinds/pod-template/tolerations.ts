import type { Field } from '../field.js';
import { labelValue, qualifiedName } from '../names.js';

export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Reports what is wrong with the tolerations of a pod. */
export function checkTolerations(tolerations: Field): void {
  for (const toleration of tolerations.items) {
    const [key, operator, effect] = [toleration.at('key'), toleration.at('operator'), toleration.at('effect')];
    const value = toleration.at('value').text;
    key.follows(qualifiedName);
    if (key.text === '' && operator.text !== 'Exists') {
      operator.invalid(
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        operator.text,
      );
    }
    if (toleration.at('tolerationSeconds').given && effect.text !== 'NoExecute') {
      effect.invalid("effect must be 'NoExecute' when `tolerationSeconds` is set", effect.text);
    }
    if (operator.text === 'Exists') {
      if (value !== '') operator.invalid("value must be empty when `operator` is 'Exists'", value);
    } else if (operator.text === 'Equal' || operator.text === '') {
      const faults = labelValue(value);
      if (faults.length > 0) operator.invalid(faults.join(';'), value);
    } else operator.unsupported(['Equal', 'Exists']);
    effect.oneOf(TAINT_EFFECTS);
  }
}
