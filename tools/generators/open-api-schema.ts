export interface Schema {
  [key: string]: unknown;
  $ref?: string;
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  type?: string;
  format?: string;
  items?: Schema;
  additionalProperties?: Schema;
  allOf?: Schema[];
  'x-kubernetes-group-version-kind'?: { group: string; kind: string; version: string }[];
}

/** The same without descriptions. */
export function withoutProse(schema: Schema): Schema {
  const { description: _, properties, items, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties && { properties: mapValues(properties, withoutProse) }),
    ...(items && { items: withoutProse(items) }),
    ...(additionalProperties && { additionalProperties: withoutProse(additionalProperties) }),
  };
}

export function mapValues<T, U>(record: Record<string, T>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

/** The same with the fields of every object in alphabetical order; `properties` keep theirs. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, key === 'properties' ? mapValues(inner, sorted) : sorted(inner)]),
  );
}
