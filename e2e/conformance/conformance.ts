import { expect, inject, test as plain } from 'vitest';
import { type Answer, Cluster } from './cluster.ts';
import { pathOf } from './paths.ts';

const cluster = new Cluster(inject('cluster'));
export const capabilities = inject('capabilities');

/** The path of a resource in the namespace of this case: `of('deployments', 'web', 'scale')`. */
export type PathOf = (resource: string, ...rest: string[]) => string;

interface Case {
  cluster: Cluster;
  /** A namespace of this case's own, with its default service account; nothing is cleaned up: the cluster ends soon. */
  ns: string;
  of: PathOf;
}

/** A case: it may create what it likes in its namespace, and cluster-wide under names that carry the namespace's name. */
export const test = plain.extend<Case>({
  // biome-ignore lint/correctness/noEmptyPattern: the test runner reads from the pattern which fixtures are needed
  cluster: async ({}, use) => use(cluster),
  ns: async ({ cluster }, use) => use(await freshNamespace(cluster)),
  of: async ({ ns }, use) => use((resource, ...rest) => pathOf(resource, ns, ...rest)),
});

export async function freshNamespace(cluster: Cluster): Promise<string> {
  const { metadata } = await cluster.create('/api/v1/namespaces', { metadata: { generateName: 'case-' } });
  // Pods are refused before the account is there.
  await cluster.settled(pathOf('serviceaccounts', metadata.name, 'default'), 'the default account', () => true);
  return metadata.name;
}

interface Refusal {
  code: number;
  reason?: string;
  message: string;
  details?: unknown;
}

/** The answer is exactly this refusal: a whole Status and nothing besides. */
export function expectRefusal(answer: Answer, refusal: Refusal): void {
  expect(answer.body).toEqual({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...refusal });
  expect(answer.status).toBe(refusal.code);
  expect(answer.headers['content-type']).toBe('application/json');
}

interface Cause {
  reason: string;
  field: string;
  message: string;
}

/** The answer is a 422 about this object for exactly these causes, whose words also make the message. */
export function expectInvalid(
  answer: Answer,
  about: { kind: string; group?: string; name: string },
  ...causes: Cause[]
) {
  const said = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = said.length === 1 ? said[0] : `[${said.join(', ')}]`;
  const { kind, group, name } = about;
  expectRefusal(answer, {
    code: 422,
    reason: 'Invalid',
    message: `${kind}${group === undefined ? '' : `.${group}`} "${name}" is invalid: ${list}`,
    details: { ...(name === '' ? {} : { name }), ...(group === undefined ? {} : { group }), kind, causes },
  });
}
