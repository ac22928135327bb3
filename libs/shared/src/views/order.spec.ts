import { describe, expect, test } from 'vitest';
import { compareRows, compareText, InvalidSortError, nodes, parseSort, pods, type Row } from './index.js';

const sorted = (rows: Row[], sort: string) =>
  [...rows].sort(compareRows(pods, sort)).map((row) => `${row.namespace}/${row.name}`);

describe('compareRows', () => {
  test('nulls come last in either direction', () => {
    const rows: Row[] = [
      { namespace: 'a', name: 'none', restarts: null },
      { namespace: 'a', name: 'zero', restarts: 0 },
      { namespace: 'a', name: 'nine', restarts: 9 },
      { namespace: 'a', name: 'lacking' },
    ];
    expect(sorted(rows, 'restarts')).toEqual(['a/zero', 'a/nine', 'a/lacking', 'a/none']);
    expect(sorted(rows, '-restarts')).toEqual(['a/nine', 'a/zero', 'a/lacking', 'a/none']);
  });

  test('states are ordered by severity, worst first', () => {
    const states = ['ok', 'paused', 'progressing', 'unknown', 'warning', 'failing'];
    const rows = states.map((state) => ({ namespace: 'a', name: state, state }));
    expect(sorted(rows, 'state')).toEqual([...states].reverse().map((state) => `a/${state}`));
    expect(sorted(rows, '-state')).toEqual(states.map((state) => `a/${state}`));
  });

  test('ties are broken by namespace and name, ascending in either direction', () => {
    const rows = [
      { namespace: 'b', name: 'a', restarts: 1 },
      { namespace: 'a', name: 'b', restarts: 1 },
      { namespace: 'a', name: 'a', restarts: 1 },
    ];
    expect(sorted(rows, 'restarts')).toEqual(['a/a', 'a/b', 'b/a']);
    expect(sorted(rows, '-restarts')).toEqual(['a/a', 'a/b', 'b/a']);
  });

  test('a flag that is set comes before one that is not', () => {
    const rows: Row[] = [
      { name: 'a', cordoned: 0 },
      { name: 'b', cordoned: 1 },
    ];
    expect([...rows].sort(compareRows(nodes, 'cordoned')).map((row) => row.name)).toEqual(['b', 'a']);
    expect([...rows].sort(compareRows(nodes, '-cordoned')).map((row) => row.name)).toEqual(['a', 'b']);
  });

  test('text is ordered by code point, not by UTF-16 unit, case or language', () => {
    const texts = ['\u{1f600}', '\uffee', 'é', 'z', 'a', 'Z', '', 'aa', '\u{1f600}a', '\u{10000}'];
    const expected = ['', 'Z', 'a', 'aa', 'z', 'é', '\uffee', '\u{10000}', '\u{1f600}', '\u{1f600}a'];
    expect([...texts].sort(compareText)).toEqual(expected);
  });
});

describe('parseSort', () => {
  test('an unknown column is refused and the known ones are named', () => {
    for (const sort of ['colour', '-colour', '', '-', '--name', 'constructor', 'NAME']) {
      expect(() => parseSort(pods, sort)).toThrow(InvalidSortError);
      expect(() => parseSort(pods, sort)).toThrow(/is no sort of pods: use one of name, namespace, status,/);
    }
  });

  test('columns that stay on the server can be neither sorted by nor learned of', () => {
    expect(() => parseSort(pods, 'ownerUid')).toThrow(InvalidSortError);
    try {
      parseSort(pods, 'ownerUid');
    } catch (error) {
      expect((error as InvalidSortError).known).not.toContain('ownerUid');
    }
  });
});
