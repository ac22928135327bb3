import { expect, test } from 'vitest';
import { type ExportFormat, exported } from './export.js';
import { intended, ledgerBench } from './testing/ledger-bench.js';

async function exportAs(format: ExportFormat, reason: string): Promise<string> {
  const { ledger } = await ledgerBench();
  await ledger.recordIntent(intended({ reason }));
  const parts: string[] = [];
  for await (const part of exported(ledger.all({}), format)) parts.push(part);
  return parts.join('');
}

test('JSON is an array of rows, and an empty one when there are none', async () => {
  expect(JSON.parse(await exportAs('json', 'why'))).toMatchObject([{ number: 1, reason: 'why' }]);
  const { ledger } = await ledgerBench();
  const parts: string[] = [];
  for await (const part of exported(ledger.all({}), 'json')) parts.push(part);
  expect(JSON.parse(parts.join(''))).toEqual([]);
});

test('CSV quotes what must be quoted and starts no formula', async () => {
  const csv = await exportAs('csv', '=HYPERLINK("http://evil","x"), please');
  expect(csv).toContain(`"'=HYPERLINK(""http://evil"",""x""), please"`);
  expect(csv.trimEnd().split('\r\n')).toHaveLength(2);
});

test('Markdown keeps the table whole, whatever a reason holds', async () => {
  const line = (await exportAs('md', 'a | b <script> [x](y)')).trimEnd().split('\n').at(-1) ?? '';
  expect(line).toContain('a \\| b \\<script\\> \\[x\\](y)');
  expect(line.match(/(?<!\\)\|/g)).toHaveLength(10);
});
