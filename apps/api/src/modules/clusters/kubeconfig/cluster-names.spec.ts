import { clusterName } from '@binnacle/shared/names';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKindContext, nameClusters, slugify } from './cluster-names.js';

test.each([
  ['kind-dev', 'kind-dev'],
  ['Prod EU', 'prod-eu'],
  ['admin@Zürich_1', 'admin-zurich-1'],
  ['arn:aws:eks:eu-west-1:123456789012:cluster/checkout', 'arn-aws-eks-eu-west-1-123456789012-cluster-checkout'],
  [
    'gke_a-very-long-project-name_europe-west1_with-an-even-longer-cluster-name',
    'project-name-europe-west1-with-an-even-longer-cluster-name',
  ],
  ['集群', 'cluster'],
  ['..', 'cluster'],
])('%s becomes %s', (context, name) => {
  expect(slugify(context)).toContain(name);
});

test('collisions are numbered in the order of the file, and a context that is a label keeps its name', () => {
  expect(nameClusters(['Prod', 'prod', 'PROD', 'prod-2', 'prod'])).toEqual([
    'prod-3',
    'prod',
    'prod-4',
    'prod-2',
    'prod-5',
  ]);
});

test('any contexts get names that are labels, unique, and the same at the next start', () => {
  const context = fc.oneof(
    fc.string(),
    fc.constantFrom('a', 'A', 'a-2', 'a_2', 'x'.repeat(63), 'X'.repeat(63), 'x'.repeat(80)),
  );
  fc.assert(
    fc.property(fc.array(context, { maxLength: 30 }), (contexts) => {
      const names = nameClusters(contexts);
      expect(new Set(names).size).toBe(contexts.length);
      expect(names.map((name) => clusterName(name))).toEqual(names);
      expect(nameClusters(contexts)).toEqual(names);
    }),
  );
});

test('clusters of kind are recognised by their context', () => {
  expect(['kind-dev', 'kind-', 'kind', 'my-kind-dev'].map(isKindContext)).toEqual([true, false, false, false]);
});
