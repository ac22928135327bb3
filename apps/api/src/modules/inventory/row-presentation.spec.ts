import { VIEWS } from '@binnacle/shared/views';
import { expect, test } from 'vitest';
import { csvOf, presentedRow } from './row-presentation.js';

const row = {
  name: 'web-1',
  namespace: 'default',
  status: 'Running',
  state: 'ok',
  ready: 1,
  restarts: 0,
  createdAt: 1_700_000_000,
  uid: 'secret-join',
  labels: 'a=b,c=d',
};

test('times are RFC 3339 in UTC, missing is null, internal columns stay', () => {
  const shown = presentedRow(VIEWS.pods, row);
  expect(shown).toMatchObject({ name: 'web-1', createdAt: '2023-11-14T22:13:20.000Z', node: null, ready: 1 });
  expect(shown).not.toHaveProperty('uid');
});

test('flags are booleans', () => {
  expect(presentedRow(VIEWS.nodes, { name: 'n', cordoned: 1 })).toMatchObject({ cordoned: true });
  expect(presentedRow(VIEWS.nodes, { name: 'n', cordoned: 0 })).toMatchObject({ cordoned: false });
});

test('CSV quotes commas, quotes and line ends', () => {
  const [header, line] = csvOf(VIEWS.pods, [{ ...row, because: 'says "no"\nand more' }]).split('\r\n');
  expect(header?.startsWith('name,namespace,status')).toBe(true);
  expect(line).toContain('"says ""no""\nand more"');
  expect(line).toContain('"a=b,c=d"');
});

test('text that a spreadsheet would run as a formula is kept text', () => {
  expect(csvOf(VIEWS.pods, [{ ...row, because: '=cmd()' }])).toContain("'=cmd()");
});
