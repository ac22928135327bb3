import type { FieldSchema } from './field-schema.js';
import { nearest } from './nearest.js';
import type { Severity } from './problem.js';
import type { Scalar } from './yaml/node.js';
import { scalarValue, surprise } from './yaml/scalar.js';

/** Who will read the text. kind takes any scalar where it wants text; the API server takes text only. */
export type Reader = 'kubectl' | 'kind';

export interface ScalarProblem {
  readonly severity: Severity;
  readonly reason: string;
  readonly fix?: string | undefined;
}

/** Compares a scalar that is not null with what it has to be. */
export function checkScalar(
  node: Scalar,
  name: string,
  schema: FieldSchema | undefined,
  reader: Reader,
): ScalarProblem | undefined {
  const { value, text, quoted } = node;
  const type = schema?.type ?? 'any';
  const said = reader === 'kind' || quoted ? undefined : surprise(text);
  if (!fits(value, type, reader)) {
    const is = quoted
      ? `"${text}" in quotes is text`
      : (said ?? `${text} is ${typeof value === 'string' ? 'text' : `a ${typeof value}`}`);
    return { severity: 'error', reason: `${name} has to be ${nameOf(type)}; ${is}.`, fix: rewritten(text, type) };
  }
  if (schema?.enum !== undefined && text !== '' && !schema.enum.includes(text)) {
    const meant = nearest(text, schema.enum);
    const fix = meant === undefined ? `It is one of ${schema.enum.join(', ')}.` : `Write ${meant}.`;
    return { severity: 'error', reason: `${name} cannot be ${text}.`, fix };
  }
  if (type === 'bytes' && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text))
    return { severity: 'error', reason: `${name} has to be base64.`, fix: 'Put plain text under stringData.' };
  if (said === undefined) return undefined;
  const fix = `Write ${value}, or "${text}" if the text is meant.`;
  return { severity: type === 'any' ? 'warning' : 'note', reason: `${said}.`, fix };
}

/** What a value of the type is called. */
export function nameOf(type: string): string {
  if (type === 'list') return 'a list';
  if (type === 'map' || type === 'struct') return 'a mapping';
  if (type === 'integer') return 'a whole number';
  return type === 'boolean' ? 'true or false' : 'text';
}

function fits(value: Scalar['value'], type: string, reader: Reader): boolean {
  if (type === 'any') return true;
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'list' || type === 'map' || type === 'struct') return false;
  const number = type === 'quantity' || (type === 'int-or-string' && Number.isInteger(value));
  return typeof value === 'string' || reader === 'kind' || (number && typeof value === 'number');
}

/** How the value would have to be written; undefined when nobody can know. */
function rewritten(text: string, type: string): string | undefined {
  const value = scalarValue(text);
  if (type === 'list') return `Write [${text}].`;
  if (type === 'map' || type === 'struct') return undefined;
  if (type !== 'integer' && type !== 'boolean') return `Write "${text}".`;
  return fits(value, type, 'kubectl') ? `Write ${value} without quotes.` : undefined;
}
