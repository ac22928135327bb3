import type { Field } from '../field.js';
import { configKey } from '../names.js';

const FIELD_PATHS = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
];
const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
const NAME_FAULT = "a valid environment variable name must consist only of printable ASCII characters other than '='";

/** Reports what is wrong with the variables of a container. */
export function checkEnvironment(variables: Field): void {
  for (const variable of variables.items) {
    const [name, from] = [variable.at('name'), variable.at('valueFrom')];
    if (name.needed() && !/^[ -<>-~]+$/.test(name.text)) name.invalid(NAME_FAULT);
    if (!from.given) continue;
    const sources = SOURCES.filter((source) => from.at(source).given);
    checkFieldPath(from.at('fieldRef'));
    for (const source of ['configMapKeyRef', 'secretKeyRef']) checkKey(from.at(source));
    if (sources.length === 0) {
      const list = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
      from.invalid(`must specify one of: ${list}`, '');
    } else if (variable.at('value').text !== '') from.invalid('may not be specified when `value` is not empty', '');
    else if (sources.length > 1) from.invalid('may not have more than one field specified at a time', '');
  }
}

function checkFieldPath(reference: Field): void {
  const path = reference.at('fieldPath');
  if (!reference.given || !path.needed()) return;
  if (FIELD_PATHS.includes(path.text) || /^metadata\.(?:labels|annotations)\['.+'\]$/.test(path.text)) return;
  path.invalid(`error converting fieldPath: field label not supported: ${path.text}`);
}

function checkKey(reference: Field): void {
  if (!reference.given) return;
  reference.at('name').needed();
  const key = reference.at('key');
  if (key.needed()) key.follows(configKey);
}

/** Reports what is wrong with the sets of variables that a container takes whole. */
export function checkEnvironmentSources(sources: Field): void {
  for (const source of sources.items) {
    const given = ['configMapRef', 'secretRef'].map((name) => source.at(name)).filter((reference) => reference.given);
    for (const reference of given) reference.at('name').needed();
    if (given.length === 0) sources.invalid('must specify one of: `configMapRef` or `secretRef`', '');
    if (given.length > 1) sources.invalid('may not have more than one field specified at a time', '');
  }
}
