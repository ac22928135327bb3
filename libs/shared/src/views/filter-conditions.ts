import { STATES } from '../health/index.js';
import type { Cell, Column } from './column.js';
import type { FilterToken } from './filter-tokens.js';
import { parseDuration, parseFlag, parseQuantity } from './filter-values.js';

/** Reads one cell of the row under test. */
export type CellOf = (columnId: string) => Cell;

/** What one word asks of a row. */
export interface Condition {
  /** Columns it reads. */
  readonly columns: readonly string[];
  /** Words of one group are alternatives; groups must all hold. Null: must hold by itself. */
  readonly group: string | null;
  readonly usesNow?: boolean;
  test(cell: CellOf, now: number): boolean;
}

/** A sentence on why a value cannot be used with its key. */
export type Complaint = string;

/** The condition a word sets on a column, by the column's type. */
export function conditionOn(column: Column, token: FilterToken): Condition | Complaint {
  if (token.value === '' && token.operator === '') {
    if (!token.quoted) return `${token.key}: needs a value; ${token.key}:"" finds rows without one.`;
    return { columns: [column.id], group: column.id, test: (cell) => cell(column.id) === null };
  }
  switch (column.type) {
    case 'time':
      return ageCondition(column, token);
    case 'number':
    case 'bytes':
    case 'millicores':
      return numberCondition(column, token);
    case 'flag':
      return flagCondition(column, token);
    case 'state':
      return stateCondition(column, token);
    default:
      return column.id === 'status' ? statusCondition(token) : textCondition(column, token);
  }
}

/** Free text: a part of the name, whatever the case. */
export function nameCondition(value: string): Condition {
  return textPart('name', value, null);
}

/** `label:app` asks for the key, `label:app=web` for key and value, `label:app=` for an empty value. */
export function labelCondition(token: FilterToken): Condition | Complaint {
  if (token.value === '' || token.operator !== '') return 'label: needs a key, or key=value, as in label:app=web.';
  const equals = token.value.indexOf('=');
  const key = equals < 0 ? token.value : token.value.slice(0, equals);
  const matches = (label: string) => (equals < 0 ? label.startsWith(`${key}=`) : label === token.value);
  return {
    columns: ['labels'],
    group: `label:${key}`,
    test: (cell) => {
      const labels = cell('labels');
      return typeof labels === 'string' && labels.split(',').some(matches);
    },
  };
}

function textCondition(column: Column, token: FilterToken): Condition | Complaint {
  if (token.operator !== '' && token.operator !== '=')
    return `${token.key}: is text and cannot be compared by ${token.operator}.`;
  // A namespace is a boundary, not a word to look for: `ns:prod` must not bring in prod-eu.
  const exact = token.operator === '=' || column.id === 'namespace';
  if (!exact) return textPart(column.id, token.value, column.id);
  return { columns: [column.id], group: column.id, test: (cell) => cell(column.id) === token.value };
}

function textPart(columnId: string, value: string, group: string | null): Condition {
  const wanted = value.toLowerCase();
  return {
    columns: [columnId],
    group,
    test: (cell) => {
      const text = cell(columnId);
      return typeof text === 'string' && text.toLowerCase().includes(wanted);
    },
  };
}

function stateCondition(column: Column, token: FilterToken): Condition | Complaint {
  const wanted = token.value.toLowerCase();
  if (!isState(wanted)) return `${token.key}: is one of ${STATES.join(', ')}.`;
  return { columns: [column.id], group: column.id, test: (cell) => (cell(column.id) ?? 'unknown') === wanted };
}

/** A state word means the state; anything else is looked for in the status as printed. */
function statusCondition(token: FilterToken): Condition | Complaint {
  if (token.operator !== '' && token.operator !== '=')
    return `status: is text and cannot be compared by ${token.operator}.`;
  const wanted = token.value.toLowerCase();
  const whole = token.operator === '=' || isState(wanted);
  return {
    columns: ['state', 'status'],
    group: 'status',
    test: (cell) => {
      const state = cell('state') ?? 'unknown';
      const status = String(cell('status') ?? '').toLowerCase();
      return (isState(wanted) && state === wanted) || (whole ? status === wanted : status.includes(wanted));
    },
  };
}

function isState(word: string): boolean {
  return (STATES as readonly string[]).includes(word);
}

function flagCondition(column: Column, token: FilterToken): Condition | Complaint {
  const wanted = token.operator === '' || token.operator === '=' ? parseFlag(token.value) : undefined;
  if (wanted === undefined) return `${token.key}: is yes or no.`;
  return { columns: [column.id], group: column.id, test: (cell) => (cell(column.id) ?? 0) === wanted };
}

function numberCondition(column: Column, token: FilterToken): Condition | Complaint {
  const wanted = parseQuantity(column.type, token.value);
  if (wanted === undefined) return `${token.key}: needs ${NUMBER_WORDS[column.type] ?? 'a number'}.`;
  const compare = comparison(token.operator);
  return {
    columns: [column.id],
    group: token.operator === '' || token.operator === '=' ? column.id : null,
    test: (cell) => {
      const value = cell(column.id);
      return typeof value === 'number' && compare(value, wanted);
    },
  };
}

const NUMBER_WORDS: Record<string, string> = {
  number: 'a number, as in >3',
  bytes: 'an amount of memory, as in >512Mi',
  millicores: 'an amount of CPU, as in >500m',
};

/** Times are asked for by how long ago they are. */
function ageCondition(column: Column, token: FilterToken): Condition | Complaint {
  const seconds = parseDuration(token.value);
  if (seconds === undefined || token.operator === '' || token.operator === '=') {
    return `${token.key}: needs < or > and how long ago, as in <1h or >2d.`;
  }
  const compare = comparison(token.operator);
  return {
    columns: [column.id],
    group: null,
    usesNow: true,
    test: (cell, now) => {
      const time = cell(column.id);
      return typeof time === 'number' && compare(now - time, seconds);
    },
  };
}

function comparison(operator: FilterToken['operator']): (a: number, b: number) => boolean {
  switch (operator) {
    case '<':
      return (a, b) => a < b;
    case '<=':
      return (a, b) => a <= b;
    case '>':
      return (a, b) => a > b;
    case '>=':
      return (a, b) => a >= b;
    default:
      return (a, b) => a === b;
  }
}
