import type { KubeObject, ObjectMeta } from '../object.js';
import { Field, type FieldError, same } from './field.js';
import type { Admission, Kind } from './kind.js';
import { checkMetadata } from './metadata.js';
import { canonical } from './schema/canonical.js';
import { setTypeDefaults } from './type-defaults.js';

/** A new object of ours, read and filled in as the real server does; the given one must have passed `checkFields`. */
export function decoded(kind: Kind, object: KubeObject): KubeObject {
  const draft = canonical(object, kind.schema);
  draft.apiVersion = kind.apiVersion;
  draft.kind = kind.kind;
  kind.defaults?.(draft);
  setTypeDefaults(draft, kind.schema);
  return draft;
}

/**
 * Makes an object out of `decoded` ready to be created: admission, first generation, first status. Name, namespace, uid
 * and creation time are the caller's and must be there. Changes the draft.
 *
 * @throws {AdmissionError} and what the admission throws
 */
export function prepareForCreate(kind: Kind, draft: KubeObject, admission: Admission): void {
  delete draft.metadata.deletionTimestamp;
  delete draft.metadata.deletionGracePeriodSeconds;
  delete draft.metadata.generation;
  if (kind.desired !== undefined) draft.metadata.generation = 1;
  kind.admit?.(draft, admission);
  if (kind.hasStatus) draft.status = kind.firstStatus?.(draft, admission) ?? {};
  Object.assign(draft, canonical(draft, kind.schema));
}

/**
 * Makes an object out of `decoded` ready to replace another: what the subresource does not write is taken from the old
 * one, and a changed desire begins a generation. Changes the draft.
 */
export function prepareForUpdate(
  kind: Kind,
  draft: KubeObject,
  old: KubeObject,
  admission: Admission,
  subresource?: 'status',
): void {
  const { metadata } = draft;
  for (const name of ['uid', 'creationTimestamp', 'deletionTimestamp', 'generation'] as const)
    keep(metadata, old.metadata, name);
  keep(metadata, old.metadata, 'deletionGracePeriodSeconds');
  if (subresource === 'status') {
    for (const path of resetFields(kind, subresource)) {
      const [first = '', second] = path.split('.');
      if (second === undefined) keep(draft, old, first);
      else keep(metadata, old.metadata, second as keyof ObjectMeta);
    }
  } else {
    kind.admit?.(draft, admission, old);
    if (kind.hasStatus) keep(draft, old, 'status');
  }
  Object.assign(draft, canonical(draft, kind.schema));
  if (subresource === undefined && kind.desired !== undefined && !same(kind.desired(draft), kind.desired(old))) {
    draft.metadata.generation = (old.metadata.generation ?? 0) + 1;
  }
}

function keep<T extends object, K extends keyof T>(into: T, from: T, name: K): void {
  if (from[name] === undefined) delete into[name];
  else into[name] = structuredClone(from[name]);
}

/** The fields that a write there never changes, and that nobody comes to own by it. */
export function resetFields(kind: Kind, subresource?: 'status'): readonly string[] {
  if (subresource === 'status') return ['spec', ...(kind.keptByStatus ?? [])];
  return kind.hasStatus ? ['status'] : [];
}

/** Everything that is wrong with an object; with `old`, as a replacement of it. The order is the real server's. */
export function validate(kind: Kind, object: KubeObject, old?: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const [field, oldField] = [new Field(object, '', errors), old && new Field(old, '', errors)];
  checkMetadata(field.at('metadata'), oldField?.at('metadata'), kind.namespaced, kind.nameFaults);
  kind.validate?.(field, oldField);
  return errors;
}

/** The answer 422 to an invalid object. */
export function invalidStatus(kind: Kind, name: string, errors: readonly FieldError[]): KubeObject & { code: number } {
  const said = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const told = said.length === 1 ? said[0] : `[${said.join(', ')}]`;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {} as KubeObject['metadata'],
    status: 'Failure',
    message: `${qualified} "${name}" is invalid: ${told}`,
    reason: 'Invalid',
    details: {
      ...(name !== '' && { name }),
      ...(kind.group !== '' && { group: kind.group }),
      kind: kind.kind,
      causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
    },
    code: 422,
  };
}
