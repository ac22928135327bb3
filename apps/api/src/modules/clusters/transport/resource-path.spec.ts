import {
  type ApiVersion,
  InvalidNameError,
  type NamespaceName,
  type ObjectName,
  type ResourceName,
} from '@binnacle/shared/names';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KubeServer } from '../testing/kube-server.js';
import { KubeTransport } from './kube-transport.js';
import {
  type ResourceAddress,
  ResourcePath,
  requestTarget,
  SUBRESOURCES,
  type Subresource,
  UnsafePathError,
} from './resource-path.js';

/** What a cast or a missing check would let through: any text as if it were a checked name. */
function unchecked(
  apiVersion: string,
  resource: string,
  namespace?: string,
  name?: string,
  subresource?: string,
): ResourceAddress {
  return {
    apiVersion: apiVersion as ApiVersion,
    resource: resource as ResourceName,
    ...(namespace === undefined ? {} : { namespace: namespace as NamespaceName }),
    ...(name === undefined ? {} : { name: name as ObjectName }),
    ...(subresource === undefined ? {} : { subresource: subresource as Subresource }),
  };
}

const HOSTILE = [
  '..',
  '.',
  '',
  'a/b',
  '%2e%2e',
  '%2E',
  '..%2f',
  'a\\b',
  'a?b',
  'a#b',
  'a\nb',
  'a\0b',
  '\u2024\u2024',
  'ü',
  ' ',
  'a'.repeat(10_000),
  '/',
  '//',
  'a;/..',
  '\u202e',
];

describe('templates', () => {
  test.each([
    [unchecked('v1', 'pods'), '/api/v1/pods'],
    [unchecked('v1', 'pods', 'team-a', 'web-1'), '/api/v1/namespaces/team-a/pods/web-1'],
    [
      unchecked('apps/v1', 'deployments', 'team-a', 'web', 'scale'),
      '/apis/apps/v1/namespaces/team-a/deployments/web/scale',
    ],
    [
      unchecked('rbac.authorization.k8s.io/v1', 'clusterroles', undefined, 'system:node'),
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode',
    ],
    [unchecked('v1', 'pods', 'team-a', '...'), '/api/v1/namespaces/team-a/pods/...'],
  ])('%j', (address, path) => {
    expect(ResourcePath.of(address).text).toBe(path);
  });

  test('a subresource of nothing, and one that is not addressed, are refused', () => {
    expect(() => ResourcePath.of(unchecked('v1', 'pods', 'a', undefined, 'log'))).toThrow(UnsafePathError);
    expect(() => ResourcePath.of(unchecked('v1', 'pods', 'a', 'b', 'proxy'))).toThrow(UnsafePathError);
  });

  test('T05: the final URL is compared with the one that was built, and a difference sends nothing', () => {
    const forged = Object.assign(Object.create(ResourcePath.prototype) as ResourcePath, {
      text: '/api/v1/namespaces/team-a/pods/..',
    });
    expect(() => requestTarget('https://h:6443', forged)).toThrow(UnsafePathError);
    for (const text of ['/a/%2e%2e/b', '/a b', '/ü', '/a?b#c', '//evil.example/x/../y']) {
      const path = Object.assign(Object.create(ResourcePath.prototype) as ResourcePath, { text });
      expect(() => requestTarget('https://h:6443', path), text).toThrow(UnsafePathError);
    }
  });

  test('a path prefix of the server and every query value arrive as they are', () => {
    const target = requestTarget('https://h:6443/k8s/clusters/c-1', ResourcePath.VERSION, {
      continue: "a b'c&d=ü",
      limit: 5,
      none: undefined,
    });
    expect(target).toEqual({
      origin: 'https://h:6443',
      path: '/k8s/clusters/c-1/version?continue=a+b%27c%26d%3D%C3%BC&limit=5',
    });
  });
});

describe('T05 against a recording server', () => {
  let server: KubeServer;
  let transport: KubeTransport;
  beforeAll(async () => {
    server = await KubeServer.start();
    transport = new KubeTransport({
      material: () => Promise.resolve({ server: server.url, insecureSkipVerify: false, headers: {} }),
    });
  });
  afterAll(async () => {
    await transport.close();
    await server.stop();
  });

  /** Sends if it may; what arrived must be the template, or nothing may have arrived. */
  async function sentAsMeant(
    version: string,
    resource: string,
    namespace: string | undefined,
    name: string | undefined,
    sub: string | undefined,
  ) {
    server.seen.length = 0;
    let path: ResourcePath;
    try {
      path = ResourcePath.of(unchecked(version, resource, namespace, name, sub));
    } catch (error) {
      expect(error instanceof InvalidNameError || error instanceof UnsafePathError).toBe(true);
      expect(server.seen).toEqual([]);
      return 'refused';
    }
    await transport.json('DELETE', path);
    const template = [
      version.includes('/') ? '/apis' : '/api',
      version,
      ...(namespace === undefined ? [] : ['namespaces', namespace]),
      resource,
      ...(name === undefined ? [] : [encodeURIComponent(name)]),
      ...(sub === undefined ? [] : [sub]),
    ].join('/');
    expect(server.seen.map(({ url }) => url)).toEqual([template]);
    return 'sent';
  }

  test.each(HOSTILE)('%j is refused in every position before any request', async (text) => {
    expect(await sentAsMeant('v1', 'pods', 'team-a', text, undefined)).toBe('refused');
    expect(await sentAsMeant('v1', 'pods', text, 'web', undefined)).toBe('refused');
    expect(await sentAsMeant('v1', text, 'team-a', 'web', undefined)).toBe('refused');
    expect(await sentAsMeant(text, 'pods', 'team-a', 'web', undefined)).toBe('refused');
    expect(await sentAsMeant(`${text}/v1`, 'pods', 'team-a', 'web', undefined)).toBe('refused');
    expect(await sentAsMeant('v1', 'pods', 'team-a', 'web', text)).toBe('refused');
  });

  test('for generated names the path seen by the server equals the template, or nothing is sent', async () => {
    const part = fc.oneof(
      { weight: 4, arbitrary: fc.stringMatching(/^[a-z0-9]([a-z0-9.:-]{0,10}[a-z0-9])?$/) },
      { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    );
    const version = fc.oneof(
      fc.constantFrom('v1', 'apps/v1', 'a.b/v1beta1'),
      part,
      part.map((group) => `${group}/v1`),
    );
    const outcomes = { sent: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        version,
        part,
        fc.option(part, { nil: undefined }),
        fc.option(part, { nil: undefined }),
        fc.option(fc.oneof(fc.constantFrom<string>(...SUBRESOURCES), part), { nil: undefined, freq: 1 }),
        async (...parts) => {
          outcomes[await sentAsMeant(...parts)] += 1;
        },
      ),
      { numRuns: 3_000 },
    );
    // Both ways were really taken.
    expect(Math.min(outcomes.sent, outcomes.refused)).toBeGreaterThan(50);
  });
});
