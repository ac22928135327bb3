import type { State } from '../health/index.js';

/** A value of a row: times are whole seconds since 1970 UTC, flags 0 or 1, missing is null (never an empty string or 0). */
export type Cell = string | number | null;

/** One row, keyed by column id. */
export type Row = Record<string, Cell>;

/**
 * How a column is shown and sorted. `name` and `text` sort by code point; `number`, `time` and `bytes` by value;
 * `state` by severity, worst first; `flag` 1 before 0. Nulls sort last in either direction.
 */
export type ColumnType = 'name' | 'text' | 'number' | 'time' | 'bytes' | 'millicores' | 'state' | 'flag';

export interface Column {
  /** The key in rows, REST items and CSV headers: a promise to people who script. */
  readonly id: string;
  readonly title: string;
  readonly type: ColumnType;
  /** What it says and where the value comes from, for the column picker and the API reference. */
  readonly about: string;
  /** Few distinct values: stored and sent once through a dictionary. */
  readonly repeats?: boolean;
  /** Not shown in tables by default (still sent, sorted, filtered and exported). */
  readonly hidden?: boolean;
  /** Stays on the server: used to join rows, too costly or of no use to a reader. */
  readonly internal?: boolean;
}

export interface View {
  readonly id: string;
  readonly title: string;
  /** One of what this view lists, in the singular: `pod`. */
  readonly noun: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** The plural in the API's paths. */
  readonly resource: string;
  readonly namespaced: boolean;
  /** First of `-id` or `id`: the order a page opens with. Ties are always broken by namespace, then name. */
  readonly defaultSort: string;
  readonly columns: readonly Column[];
  /** What would fill an empty view, in one sentence. */
  readonly whenEmpty: string;
}

/** The state of a row. Every view has the columns `state`, `status` and `because` ({@link verdictColumns}). */
export function stateOf(row: Row): State {
  return (row.state as State | null) ?? 'unknown';
}

/** The columns every view begins its judgement with. */
export const verdictColumns: readonly Column[] = [
  {
    id: 'status',
    title: 'Status',
    type: 'text',
    about: 'The word for what it is doing, as kubectl prints it.',
    repeats: true,
  },
  {
    id: 'state',
    title: 'State',
    type: 'state',
    about: 'failing, warning, unknown, progressing, paused or ok.',
    repeats: true,
    hidden: true,
  },
  {
    id: 'because',
    title: 'Because',
    type: 'text',
    about: 'One sentence of evidence where the status needs one.',
    hidden: true,
  },
];

/** Identity columns of namespaced kinds. */
export const namespacedColumns: readonly Column[] = [
  { id: 'name', title: 'Name', type: 'name', about: 'metadata.name' },
  { id: 'namespace', title: 'Namespace', type: 'text', about: 'metadata.namespace', repeats: true },
];

/** Columns of every kind that come last. */
export const trailingColumns: readonly Column[] = [
  { id: 'createdAt', title: 'Age', type: 'time', about: 'metadata.creationTimestamp' },
  {
    id: 'labels',
    title: 'Labels',
    type: 'text',
    about: 'metadata.labels as k=v, sorted, joined by commas.',
    repeats: true,
    hidden: true,
  },
  { id: 'uid', title: 'UID', type: 'text', about: 'metadata.uid', internal: true },
  { id: 'ownerUid', title: 'Owner UID', type: 'text', about: 'uid of the controlling owner reference', internal: true },
];

/** What a judgement rests on, for the server's own joins: findings branch on `cause`, never on a sentence. */
export const evidenceColumns: readonly Column[] = [
  {
    id: 'cause',
    title: 'Cause',
    type: 'text',
    about: 'What the state rests on, from a closed list.',
    repeats: true,
    internal: true,
  },
  {
    id: 'since',
    title: 'Since',
    type: 'time',
    about: 'Since when the state is so, where the object tells.',
    internal: true,
  },
];
