/** What a value has to be. The schemas of the kinds are of this shape. */
export interface FieldSchema {
  readonly type: string;
  /** The fields of a struct. */
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** What each element of a list and each value of a map is. */
  readonly element: FieldSchema | undefined;
  readonly required: readonly string[];
  /** The only texts that are allowed. */
  readonly enum: readonly string[] | undefined;
}

/** A schema written short: a type, `a|b` for one of two texts, `[of]` for a list, `{ '*': of }` for a map, else a struct. */
export type Shape = string | readonly [Shape] | { readonly [field: string]: Shape };

export function schemaOf(shape: Shape): FieldSchema {
  const schema = { fields: new Map<string, FieldSchema>(), element: undefined, required: [], enum: undefined };
  if (typeof shape === 'string')
    return shape.includes('|') ? { ...schema, type: 'string', enum: shape.split('|') } : { ...schema, type: shape };
  if (isList(shape)) return { ...schema, type: 'list', element: schemaOf(shape[0]) };
  const { '*': element } = shape;
  if (element !== undefined) return { ...schema, type: 'map', element: schemaOf(element) };
  const fields = new Map(Object.entries(shape).map(([name, field]) => [name, schemaOf(field)]));
  return { ...schema, type: 'struct', fields };
}

function isList(shape: Exclude<Shape, string>): shape is readonly [Shape] {
  return Array.isArray(shape);
}
