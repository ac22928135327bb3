import { describe, expect, test } from 'vitest';
import { matchRoute, objectPath, paths, type Route } from './routes';

describe('routes', () => {
  const pages: [string, Route][] = [
    [paths.fleet(), { page: 'fleet' }],
    [paths.overview('local'), { page: 'overview', cluster: 'local' }],
    [paths.nodes('local'), { page: 'nodes', cluster: 'local' }],
    [paths.workloads('local'), { page: 'workloads', cluster: 'local', kind: 'deployments' }],
    [paths.workloads('local', 'replicasets'), { page: 'workloads', cluster: 'local', kind: 'replicasets' }],
    [paths.pods('local'), { page: 'pods', cluster: 'local' }],
    [paths.events('local'), { page: 'events', cluster: 'local' }],
    [paths.ledger(), { page: 'ledger' }],
    [paths.ledgerRow('01J'), { page: 'ledger-row', id: '01J' }],
    [paths.signIn(), { page: 'sign-in' }],
    [
      paths.object('local', 'nodes', null, 'n1'),
      { page: 'object', cluster: 'local', namespace: null, resource: 'nodes', name: 'n1' },
    ],
    [
      paths.object('local', 'deployments', 'prod', 'web'),
      { page: 'object', cluster: 'local', namespace: 'prod', resource: 'deployments', name: 'web' },
    ],
  ];
  test.each(pages)('%s leads where it was written for', (path, route) => {
    expect(matchRoute(path)).toEqual(route);
  });

  test.each([
    '/c',
    '/c/a/b',
    '/c/a/ns/x',
    '/c/a/ns/x/pods',
    '/c/a/ns/x/pods/y/z',
    '/c/a/workloads/jobs',
    '/x',
    '/c/%E0%A4%A',
    '/ledger/1/2',
  ])('%s is said to be unknown', (path) => {
    expect(matchRoute(path)).toEqual({ page: 'not-found', path });
  });

  test('names survive the way into a path and back', () => {
    const path = paths.object('local', 'pods', 'a b', 'system:node/x');
    expect(matchRoute(path)).toMatchObject({ namespace: 'a b', name: 'system:node/x' });
  });

  test('an object of a kind without a page has no path', () => {
    expect(objectPath('local', { apiVersion: 'v1', kind: 'Secret', namespace: 'a', name: 'b' })).toBeNull();
    expect(objectPath('local', { apiVersion: 'v1', kind: 'Node', namespace: null, name: 'n' })).toBe(
      '/c/local/nodes/n',
    );
    expect(objectPath('local', { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'p', name: 'w' })).toBe(
      '/c/local/ns/p/deployments/w',
    );
  });
});
