import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../object.js';
import type { Column } from './kind.js';
import { cellsOf, kindOf } from './registry.js';

/** What the real server's tables look like, recorded by tools/generators/golden-tables.ts; times are relative to now. */
interface Golden {
  columns: Record<string, Column[]>;
  rows: { name: string; object: KubeObject; cells: unknown[] }[];
}

const NOW = Date.UTC(2026, 0, 31, 12);
const UNITS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

function absolute(text: string): string {
  return text.replaceAll(/"@-([^"µ]+)(µ?)"/g, (_, token: string, micro: string) => {
    const ms = [...token.matchAll(/(\d+)([dhms])/g)].reduce(
      (sum, [, n, unit = '']) => sum + Number(n) * (UNITS[unit] ?? 0),
      0,
    );
    const time = new Date(NOW - ms).toISOString().slice(0, 19);
    return `"${time}${micro === '' ? '' : '.000000'}Z"`;
  });
}

const { columns, rows }: Golden = JSON.parse(
  absolute(readFileSync(join(import.meta.dirname, 'testdata/tables.json'), 'utf8')),
);

describe('a row of a table is the real server’s', () => {
  test.each(rows)('$object.kind: $name', ({ object, cells }) => {
    const kind = kindOf(object);
    expect(kind && cellsOf(kind, object, NOW)).toEqual(cells);
    expect(kind?.columns).toEqual(columns[object.kind]);
  });
});
