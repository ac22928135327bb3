import type { LedgerRow } from '@binnacle/shared/ledger';
import { z } from 'zod';

export const exportFormatSchema = z.enum(['json', 'csv', 'md']).default('json');
export type ExportFormat = z.output<typeof exportFormatSchema>;

export const EXPORT_TYPES: Record<ExportFormat, string> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};

const COLUMNS: ReadonlyArray<readonly [string, (row: LedgerRow) => string]> = [
  ['number', (row) => String(row.number)],
  ['at', (row) => row.at],
  ['actor', (row) => row.actor.label],
  ['role', (row) => row.actor.role],
  ['via', (row) => row.actor.via],
  ['address', (row) => row.actor.address],
  ['cluster', (row) => row.cluster.name],
  ['namespace', (row) => row.target.namespace ?? ''],
  ['kind', (row) => row.target.kind],
  ['name', (row) => row.target.name],
  ['words', (row) => row.words],
  ['state', (row) => row.state],
  ['outcome', outcomeWords],
  ['reason', (row) => row.reason],
  ['ticket', (row) => row.ticket ?? ''],
  ['error', (row) => row.error ?? ''],
  ['id', (row) => row.id],
];

/** The rows as a file, written as they come, so that its length does not matter. */
export async function* exported(rows: AsyncIterable<LedgerRow>, format: ExportFormat): AsyncGenerator<string> {
  switch (format) {
    case 'json':
      yield* asJson(rows);
      return;
    case 'csv':
      yield `${COLUMNS.map(([name]) => name).join(',')}\r\n`;
      for await (const row of rows) yield `${COLUMNS.map(([, cell]) => csvCell(cell(row))).join(',')}\r\n`;
      return;
    case 'md':
      yield '# Action ledger\n\n| # | Time (UTC) | Who | Cluster | Object | What | State | Outcome | Reason |\n|---:|---|---|---|---|---|---|---|---|\n';
      for await (const row of rows) yield `| ${markdownCells(row).map(markdownCell).join(' | ')} |\n`;
  }
}

async function* asJson(rows: AsyncIterable<LedgerRow>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const row of rows) {
    yield `${before}${JSON.stringify(row)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** RFC 4180; a cell that a spreadsheet would run as a formula is made text. */
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function markdownCells(row: LedgerRow): string[] {
  const { target, reason, error } = row;
  const object = [target.kind, target.namespace === null ? target.name : `${target.namespace}/${target.name}`].join(
    ' ',
  );
  const why = row.ticket === null ? reason : `${reason} (${row.ticket})`;
  const state = error === null ? row.state : `${row.state}: ${error}`;
  return [
    String(row.number),
    row.at,
    row.actor.label,
    row.cluster.name,
    object,
    row.words,
    state,
    outcomeWords(row),
    why,
  ];
}

/** Names and reasons are other people's text: nothing in them may become markup or another column. */
function markdownCell(text: string): string {
  return text.replace(/[\\`*_[\]<>|#!~]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}

function outcomeWords({ outcome }: LedgerRow): string {
  const seconds = outcome.seconds === undefined ? '' : ` in ${outcome.seconds} s`;
  const by = outcome.by === undefined ? '' : ` by ${outcome.by}`;
  const because = outcome.because === undefined ? '' : `: ${outcome.because}`;
  return outcome.kind === 'none' && because === '' ? '' : `${outcome.kind}${seconds}${by}${because}`;
}
