import all from './data/definitions.json' with { type: 'json' };

/** A schema as in an OpenAPI document, with three extensions of ours that are never served. */
export interface RawSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, RawSchema>>;
  readonly additionalProperties?: RawSchema;
  readonly items?: RawSchema;
  readonly allOf?: readonly RawSchema[];
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-patch-strategy'?: string;
  /** The Go struct that the field is embedded from: the decoder names it in the path of an error. */
  readonly 'x-go-embedded'?: string;
  /** The Go type of the field, where it does not follow from the schema. */
  readonly 'x-go-type'?: string;
  /** What becomes of a zero value: see `canonical`. */
  readonly 'x-go-zero'?: string;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Every schema, by the name that references give it. */
export const DEFINITIONS: ReadonlyMap<string, RawSchema> = new Map(Object.entries(all as Record<string, RawSchema>));

/** The name of the definition that a schema refers to, if it does. */
export function referenceOf(schema: RawSchema): string | undefined {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return reference?.slice('#/components/schemas/'.length);
}
