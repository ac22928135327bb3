import { canonicalQuantity, QuantityError } from '../quantity.js';
import type { Schema } from './schema.js';
import { timeError } from './time.js';

export interface FieldCheck {
  /** The first value of a wrong type, in the decoder's words; nothing of the object can be used then. */
  readonly typeError?: string;
  /** The fields that the kind does not have, such as `spec.containers[0].nmae`, in the order of the object. */
  readonly unknown: readonly string[];
}

/** Where a value stands: as strict decoding and as the decoder's errors write it. */
interface Place {
  path: string;
  goPath: string;
  struct: string;
}

/**
 * Compares an object with the schema of its kind. What is null counts as absent. Duplicate fields are gone once the text
 * is parsed, so they are not found here.
 */
export function checkFields(object: unknown, schema: Schema): FieldCheck {
  const findings = new Findings();
  findings.visit(object, schema, { path: '', goPath: '', struct: '' });
  return findings;
}

class Findings implements FieldCheck {
  readonly unknown: string[] = [];
  typeError?: string;

  visit(value: unknown, expected: Schema, place: Place): void {
    if (value === null || value === undefined) return;
    const wrong = scalarError(value, expected) ?? misfit(value, expected, place);
    if (wrong !== undefined) {
      this.typeError ??= wrong;
      return;
    }
    const { type, element } = expected;
    if (type === 'list' && element) {
      for (const [index, inner] of (value as unknown[]).entries()) {
        this.visit(inner, element, { ...place, path: `${place.path}[${index}]` });
      }
    } else if (type === 'map' && element) {
      for (const [key, inner] of Object.entries(value)) {
        this.visit(inner, element, { ...place, path: below(place.path, key) });
      }
    } else if (type === 'struct') {
      for (const [name, inner] of Object.entries(value)) this.#field(name, inner, expected, place);
    }
  }

  #field(name: string, value: unknown, { fields, definition }: Schema, place: Place): void {
    const path = below(place.path, name);
    const field = fields.get(name);
    if (field === undefined) {
      this.unknown.push(path);
      return;
    }
    const goName = field.embedded === undefined ? name : `${field.embedded}.${name}`;
    this.visit(value, field, {
      path,
      goPath: below(place.goPath, goName),
      struct: definition?.split('.').at(-1) ?? '',
    });
  }
}

const below = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

function misfit(value: unknown, expected: Schema, { struct, goPath }: Place): string | undefined {
  if (fits(value, expected)) return undefined;
  const whole = expected.type === 'integer' || expected.type === 'int-or-string';
  const found = whole && typeof value === 'number' ? `number ${value}` : jsonType(value);
  return `json: cannot unmarshal ${found} into Go struct field ${struct}.${goPath} of type ${expected.goType}`;
}

/** The list of unknown fields as the real server words it in a refusal or a warning. */
export function unknownFieldsSentence(unknown: readonly string[]): string {
  return unknown.map((path) => `unknown field "${path}"`).join(', ');
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

const INT32 = 2 ** 31;

function isInteger(value: unknown, format: string | undefined): boolean {
  if (!Number.isInteger(value)) return false;
  return format === 'int64' || ((value as number) < INT32 && (value as number) >= -INT32);
}

function fits(value: unknown, { type, format }: Schema): boolean {
  if (type === 'list') return Array.isArray(value);
  if (type === 'struct' || type === 'map') return typeof value === 'object' && !Array.isArray(value);
  if (type === 'integer') return isInteger(value, format);
  if (type === 'int-or-string') return typeof value === 'string' || isInteger(value, 'int32');
  if (type === 'boolean') return typeof value === 'boolean';
  return type === 'any' || type === 'quantity' || typeof value === 'string';
}

/** Texts with a form of their own, which the decoder reads with its own words for what is wrong. */
function scalarError(value: unknown, { type, format }: Schema): string | undefined {
  if (type === 'quantity') {
    try {
      canonicalQuantity(typeof value === 'string' || typeof value === 'number' ? value : '');
    } catch (error) {
      if (error instanceof QuantityError) return error.message;
      throw error;
    }
  }
  if (typeof value !== 'string') return undefined;
  if (type === 'time') return timeError(value, format === 'micro-time');
  if (type !== 'bytes') return undefined;
  const text = value.replace(/[\r\n]/g, '');
  const read = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(text)?.[0].length ?? 0;
  if (read === text.length) return undefined;
  const wrongAt = /[^A-Za-z0-9+/]/.exec(text.slice(read))?.index ?? 0;
  return `illegal base64 data at input byte ${read + wrongAt}`;
}
