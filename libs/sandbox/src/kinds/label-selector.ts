import { fieldsAt, listAt, textAt } from '../object.js';
import type { Field } from './field.js';
import { labelValue, qualifiedName } from './names.js';

/** `app in (a,b)` as a LabelSelector says it and as a selector string means it. */
export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** What a LabelSelector asks for; its `matchLabels` are equalities. */
export function requirementsOf(selector: unknown): Requirement[] {
  const labels = Object.entries(fieldsAt(selector, 'matchLabels'));
  const expressions = listAt(selector, 'matchExpressions');
  return [
    ...labels.map(([key, value]) => ({ key, operator: '=', values: [String(value)] })),
    ...expressions.map((one) => ({
      key: textAt(one, 'key'),
      operator: textAt(one, 'operator'),
      values: Array.isArray(one.values) ? one.values.map(String) : [],
    })),
  ];
}

function meets({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[key];
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  return value !== undefined && values.includes(value);
}

/** True when the labels are what a LabelSelector asks for. An empty one matches everything, an absent one nothing. */
export function selects(selector: unknown, labels: Readonly<Record<string, string>> = {}): boolean {
  if (selector === undefined || selector === null) return false;
  return requirementsOf(selector).every((requirement) => meets(requirement, labels));
}

/** `app=web,tier in (a,b),!old`, as tables show a LabelSelector; empty for an empty one. */
export function selectorText(selector: unknown): string {
  return requirementsOf(selector)
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ key, operator, values }) => {
      const list = `(${[...values].sort().join(',')})`;
      if (operator === '=') return `${key}=${values[0]}`;
      if (operator === 'In') return `${key} in ${list}`;
      if (operator === 'NotIn') return `${key} notin ${list}`;
      return operator === 'Exists' ? key : `!${key}`;
    })
    .join(',');
}

/** `a=b,c=d`, as tables show labels. */
export function labelsText(labels: unknown): string {
  const sorted = Object.entries(fieldsAt(labels)).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([key, value]) => `${key}=${String(value)}`).join(',') || '<none>';
}

/** Reports wrong keys and values of labels at the place of the labels, as the real server does. */
export function checkLabels(labels: Field): void {
  for (const [key, { text }] of labels.entries) {
    for (const fault of qualifiedName(key)) labels.invalid(fault, key);
    for (const fault of labelValue(text)) labels.invalid(fault, text);
  }
}

/** Reports what is wrong with a LabelSelector; true when nothing is. */
export function checkSelector(selector: Field): boolean {
  let valid = true;
  const labels = selector.at('matchLabels');
  checkLabels(labels);
  for (const [key, { text }] of labels.entries) valid &&= qualifiedName(key).length + labelValue(text).length === 0;
  for (const expression of selector.at('matchExpressions').items) {
    const [operator, values, key] = [expression.at('operator'), expression.at('values'), expression.at('key')];
    const before = valid;
    valid = false;
    if (['In', 'NotIn'].includes(operator.text)) {
      if (values.items.length === 0) values.required("must be specified when `operator` is 'In' or 'NotIn'");
      else valid = before;
    } else if (['Exists', 'DoesNotExist'].includes(operator.text)) {
      if (values.items.length > 0)
        values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      else valid = before;
    } else operator.invalid('not a valid selector operator');
    for (const fault of qualifiedName(key.text)) key.invalid(fault);
    for (const value of values.items) value.follows(labelValue);
  }
  return valid;
}
