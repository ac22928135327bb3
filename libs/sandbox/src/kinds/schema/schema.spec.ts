import { expect, test } from 'vitest';
import { KINDS } from '../registry.js';
import { schemaOf } from './schema.js';

const deployment = schemaOf('apps', 'v1', 'Deployment');
const POD = 'spec.template.spec';

test('a path leads through lists and maps', () => {
  expect(deployment?.fieldAt(`${POD}.containers.ports.containerPort`)?.type).toBe('integer');
  expect(deployment?.fieldAt(`${POD}.containers.resources.limits.cpu`)?.type).toBe('quantity');
  expect(deployment?.fieldAt('spec.strategy.rollingUpdate.maxSurge')?.type).toBe('int-or-string');
  expect(deployment?.fieldAt('metadata.creationTimestamp')?.type).toBe('time');
  expect(deployment?.fieldAt('spec.nothing.here')).toBeUndefined();
});

test('a list tells by what its elements are told apart', () => {
  const ports = deployment?.fieldAt(`${POD}.containers.ports`);
  expect([ports?.listMapKeys, ports?.mergeKey]).toEqual([['containerPort', 'protocol'], 'containerPort']);
  expect(ports?.keyDefault('protocol')).toBe('TCP');
  expect(deployment?.fieldAt(`${POD}.containers`)?.listMapKeys).toEqual(['name']);
});

test('a strategic merge patch learns how it merges', () => {
  expect(deployment?.fieldAt(`${POD}.volumes`)?.patchStrategies).toEqual(['merge', 'retainKeys']);
  expect(deployment?.fieldAt(`${POD}.tolerations`)?.patchStrategies).toEqual([]);
  expect(deployment?.fieldAt('spec.strategy')?.patchStrategies).toEqual(['retainKeys']);
});

test('what is owned as a whole says so', () => {
  const isAtomic = (path: string) => deployment?.fieldAt(path)?.isAtomic;
  expect(isAtomic('spec.selector')).toBe(true);
  expect(isAtomic(`${POD}.nodeSelector`)).toBe(true);
  expect(isAtomic(`${POD}.tolerations`)).toBe(true);
  expect(isAtomic('spec.replicas')).toBe(true);
  expect(isAtomic('metadata.labels')).toBe(false);
  expect(isAtomic(`${POD}.containers`)).toBe(false);
  const finalizers = deployment?.fieldAt('metadata.finalizers');
  expect([finalizers?.isSet, finalizers?.isAtomic]).toEqual([true, false]);
});

test('every kind that is served has the schema of an object', () => {
  expect(KINDS.length).toBeGreaterThan(35);
  for (const { schema, kind } of KINDS) expect([kind, schema.fieldAt('metadata.name')?.type]).toEqual([kind, 'string']);
});

test('bodies that are no stored kinds have one too, other kinds have none', () => {
  expect(schemaOf('autoscaling', 'v1', 'Scale')?.fieldAt('spec.replicas')?.type).toBe('integer');
  expect(schemaOf('policy', 'v1', 'Eviction')?.fieldAt('deleteOptions.gracePeriodSeconds')?.type).toBe('integer');
  expect(schemaOf('', 'v1', 'DeleteOptions')?.fieldAt('preconditions.uid')?.type).toBe('string');
  expect(schemaOf('apps', 'v2', 'Deployment')).toBeUndefined();
});
