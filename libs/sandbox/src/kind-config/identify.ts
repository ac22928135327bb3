import type { FieldSchema } from './field-schema.js';
import { nearest } from './nearest.js';
import { fieldPath, type Problems } from './problem.js';
import { type Mapping, nodeAt, scalarAt } from './yaml/node.js';

/** The kinds that are known. */
export interface KnownKinds {
  readonly all: readonly { readonly apiVersion: string; readonly kind: string }[];
  schemaOf(apiVersion: string, kind: string): FieldSchema | undefined;
}

/** The schema of an object's kind, or of the one that was most likely meant. */
export function identify(
  object: Mapping,
  path: string,
  kinds: KnownKinds,
  problems: Problems,
): FieldSchema | undefined {
  const [apiVersion, kind] = ['apiVersion', 'kind'].map((name) => scalarAt(object, name)?.text);
  const say = (severity: 'error' | 'warning', name: string, reason: string, fix?: string): void =>
    problems.add(severity, nodeAt(object, name)?.at ?? object.at, fieldPath(path, name), reason, fix);
  const versions = kinds.all.filter((known) => known.kind === kind).map((known) => known.apiVersion);
  const right = versions.length === 0 ? undefined : `Write apiVersion: ${versions.join(' or ')}.`;
  if (kind === undefined) say('error', 'kind', 'The object does not say its kind.');
  if (apiVersion === undefined) say('error', 'apiVersion', 'The object does not say its apiVersion.', right);
  if (kind === undefined || apiVersion === undefined) return undefined;
  const schema = kinds.schemaOf(apiVersion, kind);
  if (schema !== undefined) return schema;
  if (versions[0] !== undefined) {
    say('error', 'apiVersion', `There is no ${kind} in ${apiVersion}.`, right);
    return kinds.schemaOf(versions[0], kind);
  }
  // A kind of a group that nobody here knows is somebody's own, however its name looks.
  const apiVersions = new Set(kinds.all.map((known) => known.apiVersion));
  const ours = nearest(apiVersion, apiVersions) !== undefined;
  const meant = ours ? nearest(kind, new Set(kinds.all.map((known) => known.kind))) : undefined;
  if (meant !== undefined) say('error', 'kind', `There is no kind ${kind}.`, `Write ${meant}.`);
  else say('warning', 'kind', `The kind ${kind} of ${apiVersion} is not known here; its fields are not checked.`);
  return kinds.schemaOf(kinds.all.find((known) => known.kind === meant)?.apiVersion ?? '', meant ?? '');
}
