import { loadAll, Schema, timestampTag, YAML11_SCHEMA } from 'js-yaml';
import { isFields } from '../../../object.js';
import type { ApiRequest } from '../api.js';
import { badRequest } from '../status.js';
import { JsonTextError, parseJson } from './json-text.js';
import { bodyFormat } from './media-types.js';
import { decodeProtobuf, ProtobufError } from './protobuf/decode.js';

export interface DecodedBody {
  /** The JSON object; an empty one for `null`. Its `apiVersion` and `kind`, where it has them, are texts. */
  readonly object: Record<string, unknown>;
  /** Fields that the text has twice; never any in YAML. */
  readonly duplicates: readonly string[];
}

// kubectl's and the real server's YAML is 1.1 (`y` is true, `0644` is 420), but its timestamps are texts.
const YAML = new Schema(YAML11_SCHEMA.tags.filter((tag) => tag !== timestampTag));
/** Aliases of aliases multiply; with so few a body grows to 36 times its size at most. */
const MAX_ALIASES = 10;

/**
 * The object that a request brings, as JSON, YAML or protobuf; the audit log is told its name.
 *
 * @param kind what is expected there, for the message
 * @throws {ApiError} 400, 413, 415 in the real server's words
 */
export async function decodeBody(request: ApiRequest, kind: string): Promise<DecodedBody> {
  const format = bodyFormat(request.content.type);
  const bytes = await request.content.bytes();
  const refuse = (why: string) =>
    badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(bytes)})`);
  let value: unknown;
  let duplicates: readonly string[] = [];
  try {
    if (format === 'protobuf') value = decodeProtobuf(bytes);
    else if (format === 'yaml') value = parseYaml(bytes.toString());
    else ({ value, duplicates } = parseJson(bytes.toString()));
  } catch (error) {
    if (error instanceof JsonTextError) throw refuse(`${UNTYPED}${error.message}`);
    if (error instanceof ProtobufError || error instanceof YamlError) throw refuse(error.message);
    throw error;
  }
  const object = value ?? {};
  if (!isFields(object))
    throw refuse(`${UNTYPED}json: cannot unmarshal ${typeName(object)} into Go value of type ${META}`);
  for (const field of ['apiVersion', 'kind']) {
    const found = object[field] ?? '';
    if (typeof found === 'string') continue;
    throw refuse(`${UNTYPED}json: cannot unmarshal ${typeName(found)} into Go struct field .${field} of type string`);
  }
  const version = String(object.apiVersion ?? '');
  if (version.split('/').length > 2) throw refuse(`unexpected GroupVersion string: ${version}`);
  request.brought(object);
  return { object, duplicates };
}

const UNTYPED = "couldn't get version/kind; json parse error: ";
const META = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

const SUMMARY_BYTES = 30;

function summary(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>';
  const begin = bytes.subarray(0, SUMMARY_BYTES).toString(bytes.subarray(0, 1).toString() === '{' ? 'utf8' : 'hex');
  return bytes.length > SUMMARY_BYTES ? `${begin} ...` : begin;
}

class YamlError extends Error {}

/**
 * The value of a YAML text as the real server reads it: the first document, null where there is none.
 * @throws {YamlError}
 */
function parseYaml(text: string): unknown {
  try {
    return loadAll(text, { schema: YAML, json: true, maxAliases: MAX_ALIASES })[0];
  } catch (error) {
    // The reader is documented to throw other errors than its own, all of them about the text.
    throw new YamlError(`yaml: ${error instanceof Error ? error.message.split('\n', 1)[0] : error}`);
  }
}
