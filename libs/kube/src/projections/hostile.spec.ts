import { STATES } from '@binnacle/shared/health';
import { VIEW_IDS, VIEWS, type ViewId } from '@binnacle/shared/views';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../reflector/ports.js';
import { PROJECTIONS } from './index.js';
import { deployment, node, objectsOf, pod } from './testdata/objects.js';

const KINDS: Record<ViewId, string> = {
  nodes: 'Node',
  pods: 'Pod',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  events: 'Event',
};
const REAL = [...objectsOf('pod-states'), ...objectsOf('crash-loop'), ...objectsOf('rollout-stuck')];

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const JUNK: unknown[] = [
  null,
  0,
  -1,
  1e308,
  Number.NaN,
  '',
  'x'.repeat(5_000),
  '\u001b[2J\u202e',
  [],
  [null],
  [[]],
  {},
  { constructor: 1 },
  true,
  '2026-11-24T08:00:00Z',
  '1e999999999',
];

/** The same object with some values, anywhere in it, replaced by junk or dropped. */
function damaged(value: unknown, random: () => number): unknown {
  if (random() < 0.06) return JUNK[Math.floor(random() * JUNK.length)];
  if (Array.isArray(value)) return value.map((item) => damaged(item, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => random() > 0.04)
      .map(([key, item]) => [key, damaged(item, random)]),
  );
}

describe.each(VIEW_IDS)('%s: whatever the API server sends', (id) => {
  const columns = VIEWS[id].columns;
  const check = (object: KubeObject) => {
    const row = PROJECTIONS[id](object, { now: 0 });
    expect(Object.keys(row).sort()).toEqual(columns.map((column) => column.id).sort());
    for (const { id: column, type } of columns) {
      const cell = row[column];
      if (cell === null || (column === 'name' && cell === '')) continue;
      const numeric = ['number', 'time', 'bytes', 'millicores', 'flag'].includes(type);
      if (numeric) expect(Number.isSafeInteger(cell), `${column} ${cell}`).toBe(true);
      else expect(cell, column).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,16384}$/u);
    }
    expect(STATES).toContain(row.state);
  };

  test('every column is there with its type, and text is one bounded printable line', () => {
    for (const object of REAL.filter(({ kind }) => kind === KINDS[id])) check(object);
    for (const object of [pod({}), deployment({}), node([])]) check(object);
    for (const object of [{}, null, 'x', { metadata: null }, { metadata: { name: 7 } }])
      check({ metadata: {}, ...(object as object) } as unknown as KubeObject);
  });

  test('objects damaged at random places never make it throw', () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = randomOf(seed);
    const objects = REAL.filter(({ kind }) => kind === KINDS[id]);
    for (let round = 0; round < 400; round += 1) {
      const object = damaged(objects[round % objects.length], random) as KubeObject;
      try {
        check((typeof object === 'object' && object !== null ? object : {}) as KubeObject);
      } catch (error) {
        throw new Error(`seed ${seed}, round ${round}: ${JSON.stringify(object)}`, { cause: error });
      }
    }
  });

  test('a healthy row never depends on the time at which it is made', () => {
    for (const object of REAL.filter(({ kind }) => kind === KINDS[id])) {
      expect(PROJECTIONS[id](object, { now: 0 })).toEqual(PROJECTIONS[id](object, { now: 9e9 }));
    }
  });
});

test('labels are sorted by key, missing is null', () => {
  const labelled = pod({}, {}, { labels: { b: '2', 'a-b': '1', a: '3' } });
  expect(PROJECTIONS.pods(labelled, { now: 0 }).labels).toBe('a=3,a-b=1,b=2');
  expect(PROJECTIONS.pods(pod({}), { now: 0 }).labels).toBeNull();
});

test('the owner is the one controlling reference, not the first one', () => {
  const ownerReferences = [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'keeper', uid: 'uid-keeper' },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'uid-db', controller: true },
  ];
  expect(PROJECTIONS.pods(pod({}, {}, { ownerReferences }), { now: 0 })).toMatchObject({
    ownerKind: 'StatefulSet',
    ownerName: 'db',
    ownerUid: 'uid-db',
  });
});
