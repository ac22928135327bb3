import { Schema, schemaOf } from '../../../../kinds/schema/schema.js';
import type { Fields } from '../../../../object.js';
import { quoted } from '../../status.js';
import { JsonTextError, parseJson } from '../json-text.js';
import recorded from './data/numbers.json' with { type: 'json' };

/** The bytes are no object in protobuf, or of no known kind. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** JSON names of fields by their numbers; `<` and a struct whose fields stand in the same object. By definition. */
const NUMBERS: Readonly<Record<string, Readonly<Record<number, string>>>> = recorded;
/** Every group has them. */
const DELETE_OPTIONS = new Schema({ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions' });
const MAGIC = Buffer.from('k8s\0');
/** Asks nothing but who sends it. */
const WITHOUT_CONTENT = ['SelfSubjectReview'];

/**
 * An object as kubectl sends it, as the JSON object that it stands for. Zero values are there where the sender wrote them.
 * @throws {ProtobufError}
 */
export function decodeProtobuf(bytes: Buffer): Fields {
  if (bytes.length === 0) throw new ProtobufError('empty data');
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    const prefix = `[${[...MAGIC].join(' ')}]`;
    throw new ProtobufError(`provided data does not appear to be a protobuf message, expected prefix ${prefix}`);
  }
  const envelope = new Map(fieldsOf(bytes.subarray(MAGIC.length)));
  const type = new Map(fieldsOf(bytesOf(envelope.get(1))));
  const [apiVersion, kind] = [textOf(type.get(1)), textOf(type.get(2))];
  const header = { ...(kind && { kind }), ...(apiVersion && { apiVersion }) };
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const schema = kind === 'DeleteOptions' ? DELETE_OPTIONS : schemaOf(group, version, kind);
  if (schema?.definition) return message(bytesOf(envelope.get(2)), schema, schema.definition, header);
  if (WITHOUT_CONTENT.includes(kind)) return header;
  throw new ProtobufError(`no kind ${quoted(kind)} is registered for version ${quoted(apiVersion)}`);
}

function message(bytes: Uint8Array, schema: Schema, definition: string, into: Fields = {}): Fields {
  for (const [number, value] of fieldsOf(bytes)) {
    const name = NUMBERS[definition]?.[number] ?? '';
    const field = schema.fields.get(name);
    if (name.startsWith('<')) message(bytesOf(value), schema, name.slice(1), into);
    else if (field?.type === 'list' && field.element) {
      into[name] = [...((into[name] as unknown[]) ?? []), decoded(value, field.element)];
    } else if (field?.type === 'map' && field.element) {
      const entry = new Map(fieldsOf(bytesOf(value)));
      into[name] = { ...(into[name] as Fields), [textOf(entry.get(1))]: decoded(entry.get(2), field.element) };
    } else if (field) into[name] = decoded(value, field);
  }
  return into;
}

type WireValue = bigint | Uint8Array | undefined;

function decoded(value: WireValue, schema: Schema): unknown {
  const { type, element, definition = '' } = schema;
  if (type === 'string') return textOf(value);
  if (type === 'integer') return Number(BigInt.asIntN(64, numberOf(value)));
  if (type === 'boolean') return numberOf(value) !== 0n;
  if (type === 'bytes') return Buffer.from(bytesOf(value)).toString('base64');
  if (type === 'struct') return message(bytesOf(value), schema, definition);
  const inner = new Map(fieldsOf(bytesOf(value)));
  if (type === 'time') return timeOf(inner, schema.format === 'micro-time');
  if (type === 'int-or-string')
    return inner.get(1) ? textOf(inner.get(3)) : Number(BigInt.asIntN(64, numberOf(inner.get(2))));
  if (type === 'list' && element) return fieldsOf(bytesOf(value)).map(([, each]) => decoded(each, element));
  const text = textOf(inner.get(1));
  // What has no schema is JSON inside of protobuf.
  return type === 'any' ? jsonOf(text) : text;
}

function jsonOf(text: string): unknown {
  try {
    return text === '' ? null : parseJson(text).value;
  } catch (error) {
    throw error instanceof JsonTextError ? new ProtobufError(error.message) : error;
  }
}

/** What a date of JavaScript can hold, which is more than any year of four digits. */
const MOST_SECONDS = 8.64e12;

/** No time at all is null. */
function timeOf(fields: ReadonlyMap<number, WireValue>, micro: boolean): string | null {
  if (fields.size === 0) return null;
  const seconds = Number(BigInt.asIntN(64, numberOf(fields.get(1))));
  if (Math.abs(seconds) > MOST_SECONDS) throw new ProtobufError('the year is not within [0, 9999]');
  const microseconds = Math.floor(Number(numberOf(fields.get(2))) / 1_000);
  const date = new Date(seconds * 1_000).toISOString().slice(0, 19);
  return micro ? `${date}.${String(microseconds).padStart(6, '0')}Z` : `${date}Z`;
}

const numberOf = (value: WireValue) => (typeof value === 'bigint' ? value : 0n);
const bytesOf = (value: WireValue) => (value instanceof Uint8Array ? value : new Uint8Array());
const textOf = (value: WireValue) => Buffer.from(bytesOf(value)).toString('utf8');

/** The fields of a message in their order, by number. */
function fieldsOf(bytes: Uint8Array): Array<[number: number, value: bigint | Uint8Array]> {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new ProtobufError('proto: integer overflow');
  };
  const chunk = (length: number) => {
    if (at + length > bytes.length) throw new ProtobufError('unexpected EOF');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const fields: Array<[number, bigint | Uint8Array]> = [];
  while (at < bytes.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    if (wire === 3 || wire === 4 || wire > 5) throw new ProtobufError(`proto: illegal wireType ${wire}`);
    const value = wire === 0 ? varint() : chunk(wire === 1 ? 8 : wire === 5 ? 4 : Number(varint()));
    fields.push([Math.floor(tag / 8), value]);
  }
  return fields;
}
