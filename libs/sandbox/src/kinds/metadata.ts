import type { Field } from './field.js';
import { checkLabels } from './label-selector.js';
import { dnsLabel, type Faults, qualifiedName } from './names.js';

const MOST_ANNOTATION_BYTES = 256 * 1024;
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Reports what is wrong with the metadata of an object, on creation and on update. */
export function checkMetadata(metadata: Field, old: Field | undefined, namespaced: boolean, faultsOf: Faults): void {
  const [name, namespace] = [metadata.at('name'), metadata.at('namespace')];
  if (old === undefined) {
    if (name.needed('name or generateName is required')) name.follows(faultsOf);
    if (namespaced) namespace.follows(dnsLabel);
    else if (namespace.text !== '') namespace.forbidden('not allowed on this type');
  } else {
    for (const field of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp']) {
      metadata.at(field).unchanged(old.at(field));
    }
  }
  checkLabels(metadata.at('labels'));
  checkAnnotations(metadata.at('annotations'));
  checkOwners(metadata.at('ownerReferences'));
  checkFinalizers(metadata.at('finalizers'));
}

function checkAnnotations(annotations: Field): void {
  let bytes = 0;
  for (const [key, { text }] of annotations.entries) {
    for (const fault of qualifiedName(key.toLowerCase())) annotations.invalid(fault, key);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(text);
  }
  if (bytes > MOST_ANNOTATION_BYTES) annotations.tooLong(MOST_ANNOTATION_BYTES);
}

function checkOwners(owners: Field): void {
  let controller = '';
  for (const owner of owners.items) {
    for (const name of ['apiVersion', 'kind', 'name', 'uid']) owner.at(name).needed('must not be empty');
    if (owner.at('controller').value !== true) continue;
    const found = `${owner.at('kind').text}/${owner.at('name').text}`;
    if (controller === '') controller = found;
    else {
      const told = `Only one reference can have Controller set to true. Found "true" in references for`;
      owners.invalid(`${told} ${controller} and ${found}`);
    }
  }
}

function checkFinalizers(finalizers: Field): void {
  for (const { text } of finalizers.items) for (const fault of qualifiedName(text)) finalizers.invalid(fault, text);
  for (const finalizer of finalizers.items) {
    if (finalizer.text.includes('/') || STANDARD_FINALIZERS.includes(finalizer.text)) continue;
    finalizer.invalid('name is neither a standard finalizer name nor is it fully qualified');
  }
}
