// Writes libs/sandbox/src/kinds/schema/data/definitions.json: the field schemas of our kinds, as a real API server describes them in its
// OpenAPI, without prose, and with what only its Go types say. Run: node --conditions binnacle-source <this file>
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiClient } from '../control-plane/api-client.ts';
import { startTestCluster } from '../control-plane/real-cluster.ts';
import { type GoField, GoTypes } from './go-types.ts';
import { METRICS_DEFINITIONS } from './metrics-definitions.ts';
import { mapValues, type Schema, sorted, withoutProse } from './open-api-schema.ts';
import { KINDS, MACHINERY } from './served-kinds.ts';

const TARGET = join(import.meta.dirname, '../../libs/sandbox/src/kinds/schema/data');

const go = new GoTypes();

function referenceOf(schema: Schema): string | undefined {
  const found = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return found?.slice('#/components/schemas/'.length);
}

function references(schema: Schema): string[] {
  const own = referenceOf(schema);
  const children = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  return [...(own ? [own] : []), ...children.flatMap((child) => (child ? references(child) : []))];
}

/** The Go type that a schema implies, so that only the others need be written down. */
function impliedType(schema: Schema): string {
  const reference = referenceOf(schema);
  if (reference) return reference.split('.').slice(-2).join('.');
  if (schema.type === 'array' && schema.items) return `[]${impliedType(schema.items)}`;
  if (schema.additionalProperties) return `map[string]${impliedType(schema.additionalProperties)}`;
  if (schema.format === 'byte') return '[]uint8';
  return schema.type === 'integer' ? (schema.format ?? '') : schema.type === 'boolean' ? 'bool' : 'string';
}

/**
 * What an absent field reads as: `null`, or the zero value of its type (`fill`); and whether a zero value that was given
 * is forgotten (`omit`), because the field is no pointer. Nothing is said of a field that is kept as it was given.
 */
function zeroOf(schema: Schema, { type, pointer, omitEmpty, omitZero }: GoField): 'fill' | 'null' | 'omit' | undefined {
  const collection =
    /^(?:\[\]|map\[)/.test(type) || schema.type === 'array' || schema.additionalProperties !== undefined;
  if (omitZero) return 'omit';
  if (pointer && schema.default !== undefined && !omitEmpty) return 'fill';
  if (pointer || collection || type === 'runtime.RawExtension') return omitEmpty ? undefined : 'null';
  const reference = referenceOf(schema);
  // A struct is written even when empty; a time that is zero is written as null.
  if (reference?.endsWith('Time')) return 'null';
  if (reference) return 'fill';
  return omitEmpty ? 'omit' : 'fill';
}

function withGo(name: string, definition: Schema): Schema {
  const fields = go.struct(name);
  if (fields === undefined || definition.properties === undefined) return definition;
  const inOrder = [...fields.keys()].filter((property) => definition.properties?.[property] !== undefined);
  const given = Object.fromEntries(inOrder.map((property) => [property, definition.properties?.[property] ?? {}]));
  const properties = mapValues({ ...given, ...definition.properties }, (schema, property) => {
    const field = fields.get(property);
    if (field === undefined) return schema;
    const zero = zeroOf(schema, field);
    return {
      ...schema,
      ...(field.embedded && { 'x-go-embedded': field.embedded }),
      ...(field.type !== impliedType(schema) && { 'x-go-type': field.type }),
      ...(zero && { 'x-go-zero': zero }),
    };
  });
  return { ...definition, properties };
}

async function definitions(api: ApiClient): Promise<Map<string, Schema>> {
  const kept = new Map<string, Schema>();
  for (const [path, kinds] of Object.entries(KINDS)) {
    const document = await api.get<{ components: { schemas: Record<string, Schema> } }>(`/openapi/v3/${path}`);
    const { schemas } = document.components;
    const wanted = Object.keys(schemas).filter((name) => isOneOf(name.slice(name.lastIndexOf('.') + 1), kinds));
    for (const todo = [...wanted, ...MACHINERY]; todo.length > 0; ) {
      const name = todo.pop() ?? '';
      const schema = schemas[name];
      if (kept.has(name) || schema === undefined) continue;
      const definition = withoutProse(schema);
      // What is served in every group says so in each document anew; only the core, where all have it, is kept.
      const served = definition['x-kubernetes-group-version-kind'];
      if (MACHINERY.includes(name) && served) {
        definition['x-kubernetes-group-version-kind'] = served.filter(
          (one) => one.group === '' && one.version === 'v1',
        );
      }
      kept.set(name, withGo(name, definition));
      todo.push(...references(definition));
    }
  }
  return kept;
}

const isOneOf = (kind: string, kinds: string[]) => kinds.includes(kind) || kinds.includes(kind.replace(/List$/, ''));

/** One definition a line, so that a new version of Kubernetes shows as a readable difference. */
function write(all: Map<string, Schema>): void {
  const lines = [...all.keys()]
    .sort()
    .map((name) => `${JSON.stringify(name)}: ${JSON.stringify(sorted(all.get(name)))}`);
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(join(TARGET, 'definitions.json'), `{\n${lines.join(',\n')}\n}\n`);
}

const cluster = await startTestCluster({ controllers: false, kwok: false });
try {
  const all = await definitions(cluster.api);
  for (const [name, definition] of Object.entries(METRICS_DEFINITIONS)) all.set(name, definition);
  write(all);
  process.stdout.write(`${all.size} definitions\n`);
} finally {
  await cluster.stop();
}
