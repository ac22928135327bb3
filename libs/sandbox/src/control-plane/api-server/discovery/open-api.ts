import { createHash } from 'node:crypto';
import { RESOURCES, type Resource } from '../../../kinds/kind.js';
import { DEFINITIONS, type GroupVersionKind, type RawSchema, referenceOf } from '../../../kinds/schema/definitions.js';
import { schemaOf } from '../../../kinds/schema/schema.js';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const MACHINERY = ['APIResourceList', 'DeleteOptions', 'Patch', 'Status', 'WatchEvent'].map(
  (name) => `${META}.${name}`,
);
/** Served in every group, under that group's name too. */
const IN_EVERY_GROUP = [`${META}.DeleteOptions`, `${META}.WatchEvent`];

const rootOf = ({ group, version }: Pick<Resource, 'group' | 'version'>) =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`;

/** A schema as it is served: without what it says of Go. */
function served(raw: RawSchema): RawSchema {
  const {
    'x-go-embedded': _,
    'x-go-type': __,
    'x-go-zero': ___,
    properties,
    items,
    additionalProperties,
    ...rest
  } = raw;
  const fields = Object.entries(properties ?? {}).map(([name, schema]) => [name, served(schema)]);
  return {
    ...rest,
    ...(properties && { properties: Object.fromEntries(fields) }),
    ...(items && { items: served(items) }),
    ...(additionalProperties && { additionalProperties: served(additionalProperties) }),
  };
}

function referencesOf({ properties, items, additionalProperties, ...own }: RawSchema): string[] {
  const inner = [...Object.values(properties ?? {}), items, additionalProperties];
  const reference = referenceOf(own);
  return [...(reference ? [reference] : []), ...inner.flatMap((schema) => (schema ? referencesOf(schema) : []))];
}

/** The kind that a resource or subresource is about; built-in kinds say only their name. */
function kindOf({ group, version }: Resource, { kind, ...other }: GroupVersionKind): GroupVersionKind {
  return other.version === '' ? { group, version, kind } : { ...other, kind };
}

const definitionOf = ({ group, version, kind }: GroupVersionKind) => schemaOf(group, version, kind)?.definition;

function schemasOf(resources: readonly Resource[]): Record<string, RawSchema> {
  const schemas: Record<string, RawSchema> = {};
  const kinds = resources.flatMap((resource) =>
    [resource, ...(resource.subresources ?? [])].map((one) => kindOf(resource, one.responseKind)),
  );
  const lists = kinds.map((one) => ({ ...one, kind: `${one.kind}List` }));
  const changeable = resources.some(({ verbs }) => verbs.includes('patch'));
  const todo = [
    ...(changeable ? MACHINERY : MACHINERY.slice(0, 1)),
    ...[...kinds, ...lists].flatMap((one) => definitionOf(one) ?? []),
  ];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const raw = DEFINITIONS.get(name);
    if (raw === undefined || schemas[name] !== undefined) continue;
    schemas[name] = served(raw);
    todo.push(...referencesOf(raw));
  }
  const [first] = resources;
  for (const name of IN_EVERY_GROUP) {
    if (first === undefined || first.group === '' || schemas[name] === undefined) continue;
    const core = schemas[name]?.['x-kubernetes-group-version-kind'] ?? [];
    const { group, version } = first;
    const own = { group, kind: name.slice(META.length + 1), version };
    schemas[name] = { ...schemas[name], 'x-kubernetes-group-version-kind': [...core, own] };
  }
  return schemas;
}

const PATCHES = ['apply-patch+yaml', 'json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json'];
const reference = (definition: string | undefined) => ({ schema: { $ref: `#/components/schemas/${definition}` } });

/** How something is patched: by this clients see which patches there are, and that fields are checked. */
function patching(kind: GroupVersionKind): object {
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
    name,
    in: 'query',
    schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true },
  }));
  const bodies = PATCHES.map((type) => [`application/${type}`, reference(`${META}.Patch`)]);
  return {
    parameters,
    requestBody: { content: Object.fromEntries(bodies), required: true },
    responses: { 200: { description: 'OK', content: { 'application/json': reference(definitionOf(kind)) } } },
    'x-kubernetes-action': 'patch',
    'x-kubernetes-group-version-kind': kind,
  };
}

/** The paths under which something can be patched; clients ask the documents of no others. */
function pathsOf(resource: Resource): [string, object][] {
  const { resource: plural, scope, subresources = [] } = resource;
  const path = `/${rootOf(resource)}${scope === 'Namespaced' ? '/namespaces/{namespace}' : ''}/${plural}/{name}`;
  return [resource, ...subresources]
    .filter(({ verbs }) => verbs.includes('patch'))
    .map((one) => [
      'subresource' in one ? `${path}/${one.subresource}` : path,
      { patch: patching(kindOf(resource, one.responseKind)) },
    ]);
}

const documents = new Map<string, object>();

/** What `/openapi/v3/apis/apps/v1` answers, named `apis/apps/v1`; undefined for a version that is not served. */
export function openApiDocument(root: string, serverVersion: string): object | undefined {
  const resources = RESOURCES.filter((resource) => rootOf(resource) === root);
  if (resources.length === 0) return undefined;
  const document = documents.get(root) ?? {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: serverVersion },
    paths: Object.fromEntries(resources.flatMap(pathsOf)),
    components: { schemas: schemasOf(resources) },
  };
  documents.set(root, document);
  return document;
}

let index: object | undefined;

/** What `/openapi/v3` answers: where each document is, under an address that changes with it. */
export function openApiIndex(serverVersion: string): object {
  if (index !== undefined) return index;
  const roots = [...new Set(RESOURCES.map(rootOf))];
  const paths = roots.map((root) => {
    const content = JSON.stringify(openApiDocument(root, serverVersion));
    const hash = createHash('sha512').update(content).digest('hex').toUpperCase();
    return [root, { serverRelativeURL: `/openapi/v3/${root}?hash=${hash}` }];
  });
  index = { paths: Object.fromEntries(paths) };
  return index;
}
