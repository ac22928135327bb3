import { fieldsAt, type KubeObject } from '../object.js';
import { age, row } from './cells.js';
import { type Field, same } from './field.js';
import { kind } from './kind.js';
import { configKey } from './names.js';

const size = (object: KubeObject, ...fields: string[]) =>
  fields.reduce((sum, field) => sum + Object.keys(fieldsAt(object, field)).length, 0);

/** Reports what is wrong with the keys of a ConfigMap or a Secret. */
export function checkKeys(data: Field): void {
  for (const [key, entry] of data.entries) for (const fault of configKey(key)) entry.invalid(fault, key);
}

/** Reports changes of what says of itself that it does not change. */
export function checkImmutable(object: Field, old: Field | undefined, ...fields: string[]): void {
  if (old?.at('immutable').value !== true) return;
  const changed = ['immutable', ...fields].filter((name) => !same(object.at(name).value, old.at(name).value));
  for (const name of changed) object.at(name).forbidden('field is immutable when `immutable` is set');
}

export const configMap = kind('v1', 'ConfigMap', {
  cells: row((object) => size(object, 'data', 'binaryData'), age),
  validate: (object, old) => {
    const [data, binary] = [object.at('data'), object.at('binaryData')];
    checkKeys(data);
    for (const [key, entry] of data.entries) {
      if (key in fieldsAt(binary.value)) entry.invalid('duplicate of key present in binaryData', key);
    }
    checkKeys(binary);
    checkImmutable(object, old, 'data', 'binaryData');
  },
});
