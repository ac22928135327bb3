import { DEFINITIONS, type RawSchema, referenceOf } from './definitions.js';

/** What a value has to be. `any` is not looked into. */
export type SchemaType =
  | 'any'
  | 'boolean'
  | 'bytes'
  | 'int-or-string'
  | 'integer'
  | 'list'
  | 'map'
  | 'quantity'
  | 'string'
  | 'struct'
  | 'time';

const BY_REFERENCE: Record<string, SchemaType> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'int-or-string',
};

/** The schema of a kind, a field of it or an element of a list or map. */
export class Schema {
  readonly type: SchemaType;
  /** The name of the definition, such as `io.k8s.api.core.v1.PodSpec`, where it has one. */
  readonly definition: string | undefined;
  readonly #own: RawSchema;
  readonly #shape: RawSchema;
  readonly #goType: string | undefined;
  #fields: ReadonlyMap<string, Schema> | undefined;
  #element: Schema | undefined;

  constructor(own: RawSchema, goType?: string) {
    this.#own = own;
    this.definition = referenceOf(own);
    this.#shape = (this.definition !== undefined && DEFINITIONS.get(this.definition)) || own;
    this.#goType = own['x-go-type'] ?? goType;
    this.type = this.#typeOf();
  }

  #typeOf(): SchemaType {
    const special = BY_REFERENCE[this.definition ?? ''];
    if (special !== undefined) return special;
    const { type, properties, additionalProperties, format } = this.#shape;
    if (properties !== undefined) return 'struct';
    if (additionalProperties !== undefined) return 'map';
    if (type === 'array') return 'list';
    if (type === 'string') return format === 'byte' ? 'bytes' : 'string';
    return type === 'integer' || type === 'boolean' ? type : 'any';
  }

  /** The fields of a struct, by name. */
  get fields(): ReadonlyMap<string, Schema> {
    this.#fields ??= new Map(
      Object.entries(this.#shape.properties ?? {}).map(([name, raw]) => [name, new Schema(raw)]),
    );
    return this.#fields;
  }

  /** What each element of a list and each value of a map is. */
  get element(): Schema | undefined {
    const raw =
      this.type === 'list' ? this.#shape.items : this.type === 'map' ? this.#shape.additionalProperties : undefined;
    if (raw !== undefined) this.#element ??= new Schema(raw, /^(?:\[\]|map\[\w+\])(.+)$/.exec(this.#goType ?? '')?.[1]);
    return this.#element;
  }

  /** The fields of a struct that must be given. */
  get required(): readonly string[] {
    return this.#shape.required ?? [];
  }

  /** The only texts that are allowed. */
  get enum(): readonly string[] | undefined {
    return this.#own.enum;
  }

  /** The schema below a path such as `spec.template.spec.containers.ports`: lists and maps are entered on the way. */
  fieldAt(path: string): Schema | undefined {
    let schema: Schema | undefined = this;
    for (const name of path.split('.')) {
      if (schema?.type === 'list') schema = schema.element;
      schema = schema?.type === 'map' ? schema.element : schema?.fields.get(name);
    }
    return schema;
  }

  /** The fields that tell the elements of a list apart when it is applied; empty for other lists. */
  get listMapKeys(): readonly string[] {
    return this.#own['x-kubernetes-list-map-keys'] ?? [];
  }

  get default(): unknown {
    return this.#own.default;
  }

  /** What a list element lacks of its keys counts as this. */
  keyDefault(key: string): unknown {
    return this.element?.fields.get(key)?.default;
  }

  /** True for a list in which every value stands once and can be owned by itself. */
  get isSet(): boolean {
    return this.#own['x-kubernetes-list-type'] === 'set';
  }

  /** True when an apply owns the value as a whole, whatever is in it; scalars are. */
  get isAtomic(): boolean {
    if (this.type === 'list') return !this.isSet && this.listMapKeys.length === 0;
    if (this.type !== 'struct' && this.type !== 'map') return true;
    return (this.#own['x-kubernetes-map-type'] ?? this.#shape['x-kubernetes-map-type']) === 'atomic';
  }

  /** The key by which a strategic merge patch finds elements of a list of objects. */
  get mergeKey(): string | undefined {
    return this.#own['x-kubernetes-patch-merge-key'];
  }

  /** What a strategic merge patch does with the field: `merge`, `replace`, `retainKeys`. */
  get patchStrategies(): readonly string[] {
    return this.#own['x-kubernetes-patch-strategy']?.split(',') ?? [];
  }

  /** `date-time` with seconds or millionths, `int32`, `int64`, `byte`. */
  get format(): string | undefined {
    return this.definition?.endsWith('.MicroTime') ? 'micro-time' : this.#shape.format;
  }

  /** See `canonical`. */
  get zero(): string | undefined {
    return this.#own['x-go-zero'];
  }

  /** The struct that the field is embedded from. */
  get embedded(): string | undefined {
    return this.#own['x-go-embedded'];
  }

  /** As the decoder of the real server calls the type in an error. */
  get goType(): string {
    if (this.#goType !== undefined) return this.#goType;
    if (this.type === 'int-or-string') return 'int32';
    if (this.type === 'bytes') return '[]uint8';
    if (this.definition !== undefined && this.type !== 'time') return this.definition.split('.').slice(-2).join('.');
    if (this.type === 'list') return `[]${this.element?.goType}`;
    if (this.type === 'map') return `map[string]${this.element?.goType}`;
    if (this.type === 'integer') return this.format ?? 'int64';
    return this.type === 'boolean' ? 'bool' : 'string';
  }
}

const byKind = new Map<string, Schema>();
for (const [name, raw] of DEFINITIONS) {
  for (const { group, version, kind } of raw['x-kubernetes-group-version-kind'] ?? []) {
    byKind.set(`${group}/${version}/${kind}`, new Schema({ $ref: `#/components/schemas/${name}` }));
  }
}

/** The schema of a kind that the sandbox serves, `group` being empty for the core; undefined for others. */
export function schemaOf(group: string, version: string, kind: string): Schema | undefined {
  return byKind.get(`${group}/${version}/${kind}`);
}
