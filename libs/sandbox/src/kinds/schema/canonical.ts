import { type Fields, isFields } from '../../object.js';
import { canonicalQuantity } from '../quantity.js';
import type { Schema } from './schema.js';
import { canonicalTime } from './time.js';

/**
 * A value as the real server gives it back after reading it into its own types and writing it again: unknown fields and
 * nulls are gone, so are empty lists and maps and the zero values of fields that are no pointers; what is always written
 * (`resources: {}`, `ready: false`, `lastProbeTime: null`) is there; quantities and times have their one form. Every
 * object that is stored has gone through this. The value must have passed `checkFields`; it is copied, not changed.
 */
export function canonical<T>(value: T, schema: Schema): T {
  return whole(value, schema) as T;
}

function whole(value: unknown, schema: Schema): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.type === 'struct') return struct(isFields(value) ? value : {}, schema);
  const { element } = schema;
  if (schema.type === 'list' && Array.isArray(value) && element) {
    return value.map((inner) => whole(inner, element) ?? zeroValue(element));
  }
  if (schema.type === 'map' && isFields(value) && element) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, whole(value[key], element) ?? zeroValue(element)]),
    );
  }
  if (schema.type === 'quantity') return canonicalQuantity(value);
  if (schema.type === 'time') return canonicalTime(String(value), schema.format === 'micro-time');
  return structuredClone(value);
}

function struct(value: Fields, schema: Schema): Fields {
  const result: Fields = {};
  for (const [name, field] of schema.fields) {
    const written = fieldValue(whole(value[name], field), field);
    if (written !== undefined) result[name] = written;
  }
  return result;
}

function fieldValue(value: unknown, field: Schema): unknown {
  const collection = field.type === 'list' || field.type === 'map';
  const empty = collection && value !== undefined && Object.keys(value as object).length === 0;
  if (field.zero === 'null') return empty ? null : (value ?? null);
  if (empty) return undefined;
  if (field.zero === 'fill') return value ?? zeroValue(field);
  if (field.zero === 'omit' && (value === '' || value === 0 || value === false)) return undefined;
  return value;
}

function zeroValue(schema: Schema): unknown {
  if (schema.type === 'struct') return struct({}, schema);
  if (schema.type === 'list' || schema.type === 'time' || schema.type === 'any') return null;
  if (schema.type === 'map') return {};
  if (schema.type === 'quantity') return '0';
  if (schema.type === 'boolean') return false;
  return schema.type === 'integer' || schema.type === 'int-or-string' ? 0 : '';
}
