import type { Column, Row, View } from './column.js';
import { type CellOf, type Condition, conditionOn, labelCondition, nameCondition } from './filter-conditions.js';
import { type FilterToken, tokenize } from './filter-tokens.js';
import { nearestOf } from './filter-values.js';

export type { CellOf } from './filter-conditions.js';

/** One thing wrong in a filter text. `position` and `length` count UTF-16 units of the text. */
export interface FilterError {
  readonly position: number;
  readonly length: number;
  /** One sentence: what is wrong and what would be right. */
  readonly message: string;
  /** For an unknown key: the known one that looks most like it. */
  readonly nearest?: string;
}

/** One word of a filter text that was understood. */
export interface FilterTerm {
  readonly position: number;
  readonly length: number;
  readonly negated: boolean;
  /** The column's id, `label`, or null for free text. */
  readonly key: string | null;
  readonly operator: '' | '=' | '<' | '<=' | '>' | '>=';
  readonly value: string;
}

/**
 * A filter text, understood as far as possible: where `errors` is not empty, `terms` and {@link matches} still go by
 * the words that are right, so that a page can keep filtering while somebody types.
 */
export interface Filter {
  readonly text: string;
  readonly ok: boolean;
  readonly terms: readonly FilterTerm[];
  readonly errors: readonly FilterError[];
  /** Columns the answer depends on. */
  readonly columns: readonly string[];
  /** Whether the answer changes as time goes by. */
  readonly usesNow: boolean;
  /** @see matches */
  test(cell: CellOf, now: number): boolean;
}

/** Short names of columns. */
const ALIASES: Record<string, string> = { ns: 'namespace', age: 'createdAt' };

/**
 * Reads a filter such as `ns:prod status:failing -name:canary label:app=web restarts:>3 age:<1h web`. Never throws.
 *
 * - A word without a key is a part of the name. `-` before a word negates it. Quotes keep spaces together.
 * - The keys are the columns of the view, `ns`, `age` and `label`. Text finds parts, whatever the case (`node:=x` is
 *   exact; namespaces always are); numbers, quantities and times compare by `<`, `<=`, `>`, `>=`; `key:""` finds rows
 *   without a value. A time is asked for by how long ago it is.
 * - Words of the same key are alternatives; different keys, comparisons and negated words must all hold.
 */
export function parseFilter(text: string, view: View): Filter {
  const keys = keysOf(view);
  const terms: FilterTerm[] = [];
  const errors: FilterError[] = [];
  const conditions: Array<{ negated: boolean; condition: Condition }> = [];
  for (const token of tokenize(text)) {
    const read = readTerm(token, keys);
    if ('message' in read) {
      errors.push(read);
      continue;
    }
    const { position, length, negated, operator, value } = token;
    terms.push({ position, length, negated, key: read.key, operator, value });
    conditions.push({ negated, condition: read.condition });
  }
  return {
    text,
    ok: errors.length === 0,
    terms,
    errors,
    columns: [...new Set(conditions.flatMap(({ condition }) => condition.columns))],
    usesNow: conditions.some(({ condition }) => condition.usesNow === true),
    test: combine(conditions),
  };
}

/** Whether a row passes; `now` in seconds since 1970, for ages. */
export function matches(filter: Filter, row: Row, now: number): boolean {
  return filter.test((columnId) => row[columnId] ?? null, now);
}

function keysOf(view: View): Map<string, Column | 'label'> {
  const keys = new Map<string, Column | 'label'>();
  const columns = view.columns.filter((column) => !column.internal);
  for (const column of columns) keys.set(column.id, column);
  for (const [alias, id] of Object.entries(ALIASES)) {
    const column = keys.get(id);
    if (column !== undefined) keys.set(alias, column);
  }
  if (keys.has('labels')) keys.set('label', 'label');
  return keys;
}

function readTerm(
  token: FilterToken,
  keys: Map<string, Column | 'label'>,
): { key: string | null; condition: Condition } | FilterError {
  const wrong = (message: string, nearest?: string): FilterError => ({
    position: token.position,
    length: token.length,
    message,
    ...(nearest === undefined ? {} : { nearest }),
  });
  if (!token.closed) return wrong('The quote that is opened here is never closed.');
  if (token.key === null) return { key: null, condition: nameCondition(token.value) };
  const asked = token.key.toLowerCase();
  const known = [...keys].find(([key]) => key.toLowerCase() === asked);
  if (known === undefined) {
    const nearest = nearestOf(token.key, [...keys.keys()]);
    const hint = nearest === undefined ? '' : ` Did you mean ${nearest}:?`;
    return wrong(`There is no column "${token.key}".${hint} Quote the word to look for it in names.`, nearest);
  }
  const target = known[1];
  const condition = target === 'label' ? labelCondition(token) : conditionOn(target, token);
  if (typeof condition === 'string') return wrong(condition);
  return { key: target === 'label' ? 'label' : target.id, condition };
}

function combine(conditions: ReadonlyArray<{ negated: boolean; condition: Condition }>): Filter['test'] {
  const required: Filter['test'][] = [];
  const groups = new Map<string, Condition[]>();
  for (const { negated, condition } of conditions) {
    if (negated) required.push((cell, now) => !condition.test(cell, now));
    else if (condition.group === null) required.push((cell, now) => condition.test(cell, now));
    else {
      const group = groups.get(condition.group);
      if (group === undefined) groups.set(condition.group, [condition]);
      else group.push(condition);
    }
  }
  for (const group of groups.values()) {
    required.push((cell, now) => group.some((condition) => condition.test(cell, now)));
  }
  return (cell, now) => required.every((test) => test(cell, now));
}
