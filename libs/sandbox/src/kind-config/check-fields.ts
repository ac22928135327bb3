import { checkScalar, nameOf, type Reader } from './check-scalar.js';
import type { FieldSchema } from './field-schema.js';
import { nearest } from './nearest.js';
import { fieldName, fieldPath, type Problems } from './problem.js';
import { isNull, type Mapping, type Node, type Scalar } from './yaml/node.js';
import { surprise } from './yaml/scalar.js';

/**
 * Compares a value with what it has to be: unknown, missing and repeated fields, wrong types, and values that are read
 * otherwise than they look. Without a schema only what is wrong in any mapping. What is null counts as absent.
 */
export class FieldCheck {
  readonly #problems: Problems;
  readonly #reader: Reader;

  constructor(problems: Problems, reader: Reader) {
    this.#problems = problems;
    this.#reader = reader;
  }

  check(node: Node, schema: FieldSchema | undefined, path: string): void {
    if (isNull(node)) return;
    const type = schema?.type ?? 'any';
    if (node.type === 'scalar') {
      const found = checkScalar(node, fieldName(path), schema, this.#reader);
      if (found !== undefined) this.#problems.add(found.severity, node.at, path, found.reason, found.fix);
    } else if (type !== 'any' && (node.type === 'sequence') !== (type === 'list')) {
      const given = node.type === 'sequence' ? 'a list' : 'a mapping';
      const fix = type === 'list' ? 'Put "- " in front of its first line.' : undefined;
      this.#problems.add('error', node.at, path, `${fieldName(path)} has to be ${nameOf(type)}, not ${given}.`, fix);
    } else if (node.type === 'sequence') {
      node.items.forEach((item, index) => {
        this.check(item, schema?.element, `${path}[${index}]`);
      });
    } else this.#mapping(node, schema, path);
  }

  #mapping(node: Mapping, schema: FieldSchema | undefined, path: string): void {
    const lines = new Map<string, number>();
    const there = new Set<string>();
    for (const { key, written, value } of node.entries) {
      const inner = fieldPath(path, key);
      this.#key(written, inner, lines.get(key));
      if (!lines.has(key)) lines.set(key, written.at.line);
      const field = schema?.fields.get(key) ?? schema?.element;
      if (!isNull(value)) there.add(key);
      // A field that is there under a wrong name is one problem, not two.
      if (schema?.type === 'struct' && field === undefined) there.add(this.#unknown(written, schema, inner));
      else this.check(value, field, inner);
    }
    for (const name of schema?.required ?? [])
      if (!there.has(name))
        this.#problems.add('error', node.at, fieldPath(path, name), `${fieldName(path)} needs the field ${name}.`);
  }

  #key({ text, at, quoted }: Scalar, path: string, first: number | undefined): void {
    const then = this.#reader === 'kind' ? 'kind refuses that' : 'kubectl silently takes the last one';
    if (first !== undefined)
      this.#problems.add(
        'error',
        at,
        path,
        `${text} stands here and in line ${first}; ${then}.`,
        'Remove one of them.',
      );
    const said = this.#reader === 'kind' || quoted ? undefined : surprise(text);
    if (said !== undefined) this.#problems.add('warning', at, path, `${said}.`, `Write "${text}".`);
  }

  /** @returns the field that was most likely meant */
  #unknown({ text, at }: Scalar, { fields }: FieldSchema, path: string): string {
    const meant = nearest(text, fields.keys());
    const some = [...fields.keys()].slice(0, 12).join(', ');
    const fix = meant === undefined ? `Its fields are ${some}${fields.size > 12 ? ', …' : ''}.` : `Write ${meant}.`;
    this.#problems.add('error', at, path, `There is no field ${text} here.`, fix);
    return meant ?? text;
  }
}
