import { expect, test } from 'vitest';
import type { KubeObject } from '../object.js';
import { RESOURCES } from './kind.js';
import { cellsOf, KINDS, kindAt, kindOf } from './registry.js';
import { canonical } from './schema/canonical.js';

test('what discovery tells of is what there is, each once', () => {
  const told = RESOURCES.map((resource) => `${resource.group} ${resource.version} ${resource.resource}`).sort();
  expect(KINDS.map(({ group, version, plural }) => `${group} ${version} ${plural}`).sort()).toEqual(told);
});

test('a kind is found by its path and by its object', () => {
  expect(kindAt('apps/v1', 'deployments')?.kind).toBe('Deployment');
  expect(kindAt('v1', 'pods')).toBe(kindOf({ apiVersion: 'v1', kind: 'Pod' }));
  expect(kindAt('metrics.k8s.io/v1beta1', 'pods')?.kind).toBe('PodMetrics');
  expect([kindAt('apps/v1', 'pods'), kindOf({ apiVersion: 'v1', kind: 'Deployment' })]).toEqual([undefined, undefined]);
});

test('an object with nothing in it is shown all the same', () => {
  for (const kind of KINDS.filter(({ columns }) => columns.length > 0)) {
    const empty = canonical({ apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: 'x' } }, kind.schema);
    expect([kind.kind, cellsOf(kind, empty, 0).length]).toEqual([kind.kind, kind.columns.length]);
  }
});

const stored: KubeObject = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'web.1', namespace: 'default' },
  involvedObject: { kind: 'Pod', name: 'web' },
  message: 'Started container',
  source: { component: 'kubelet' },
  reportingComponent: 'kubelet',
  count: 3,
  type: 'Normal',
};

test('an event is the same under its newer name, in other words', () => {
  const alias = kindOf({ apiVersion: 'events.k8s.io/v1', kind: 'Event' })?.alias;
  const newer = alias?.fromStored(stored);
  expect(newer).toEqual({
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: stored.metadata,
    regarding: { kind: 'Pod', name: 'web' },
    note: 'Started container',
    deprecatedSource: { component: 'kubelet' },
    reportingController: 'kubelet',
    deprecatedCount: 3,
    type: 'Normal',
  });
  expect(newer && alias?.toStored(newer)).toEqual(stored);
  expect(alias?.of).toBe(kindOf(stored));
});

test('pods are measured by the sum of their containers', () => {
  const kind = kindAt('metrics.k8s.io/v1beta1', 'pods') ?? expect.fail();
  const usage = (cpu: string, memory: string) => ({ name: 'a', usage: { cpu, memory } });
  const metrics = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: 'web' }, window: '15s' };
  const containers = [usage('100m', '64Mi'), usage('900m', '64Mi')];
  expect(cellsOf(kind, { ...metrics, containers }, 0)).toEqual(['web', '1', '128Mi', '15s']);
});
