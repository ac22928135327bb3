import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError } from '../status.js';
import { isLongRunning, readTarget, requestInfo } from './request-info.js';

/** As `verb group/version namespace resource/subresource name`, what is empty as `-`. */
function told(method: string, url: string): string {
  const target = readTarget(url);
  if (target === undefined) return 'no target';
  const { path, verb, isResource, group, version, namespace, resource, subresource, name } = requestInfo(
    method,
    target,
  );
  if (!isResource) return `${verb} ${path}`;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  return [verb, group === '' ? version : `${group}/${version}`, namespace || '-', what, name || '-'].join(' ');
}

// The cases of the real server's own test, and some more.
test.each([
  ['GET', '/api/v1/namespaces', 'list v1 - namespaces -'],
  ['GET', '/api/v1/namespaces/other', 'get v1 other namespaces other'],
  ['GET', '/api/v1/namespaces/other/pods', 'list v1 other pods -'],
  ['GET', '/api/v1/namespaces/other/pods/foo', 'get v1 other pods foo'],
  ['HEAD', '/api/v1/namespaces/other/pods/foo', 'get v1 other pods foo'],
  ['GET', '/api/v1/pods', 'list v1 - pods -'],
  ['HEAD', '/api/v1/pods', 'list v1 - pods -'],
  ['GET', '/api/v1/namespaces/other/pods?watch=true', 'watch v1 other pods -'],
  ['GET', '/api/v1/namespaces/other/pods?watch=0', 'list v1 other pods -'],
  ['GET', '/api/v1/namespaces/other/pods?watch=False', 'list v1 other pods -'],
  ['GET', '/api/v1/namespaces/other/pods?watch=', 'watch v1 other pods -'],
  ['GET', '/api/v1/namespaces/other/pods/foo?watch=1', 'get v1 other pods foo'],
  ['GET', '/api/v1/watch/namespaces/other/pods', 'watch v1 other pods -'],
  ['GET', '/api/v1/watch/namespaces/other/pods/foo', 'watch v1 other pods foo'],
  ['GET', '/api/v1/watch/pods', 'watch v1 - pods -'],
  ['GET', '/api/v1/proxy/namespaces/other/pods/foo/bar', 'proxy v1 other pods foo'],
  ['GET', '/api/v1/namespaces/other/pods/foo/proxy/bar', 'get v1 other pods/proxy foo'],
  ['GET', '/api/v1/namespaces/other/pods/foo/log', 'get v1 other pods/log foo'],
  ['PUT', '/api/v1/namespaces/other/finalize', 'update v1 other namespaces/finalize other'],
  ['PUT', '/api/v1/namespaces/other/status', 'update v1 other namespaces/status other'],
  ['PATCH', '/api/v1/namespaces/other/pods/foo', 'patch v1 other pods foo'],
  ['DELETE', '/api/v1/namespaces/other/pods/foo', 'delete v1 other pods foo'],
  ['DELETE', '/api/v1/namespaces/other/pods', 'deletecollection v1 other pods -'],
  ['POST', '/api/v1/pods', 'create v1 - pods -'],
  ['POST', '/api/v1/namespaces/other/pods/foo/exec', 'create v1 other pods/exec foo'],
  ['OPTIONS', '/api/v1/pods', ' v1 - pods -'],
  ['GET', '/apis/batch/v1/namespaces/other/jobs/foo', 'get batch/v1 other jobs foo'],
  ['GET', '/apis/batch/v1/jobs', 'list batch/v1 - jobs -'],
  ['GET', '/apis/batch/v1', 'get /apis/batch/v1'],
  ['GET', '/api/v1/pods/', 'list v1 - pods -'],
  ['GET', '/api', 'get /api'],
  ['GET', '/api/v1', 'get /api/v1'],
  ['GET', '/', 'get /'],
  ['POST', '/healthz', 'post /healthz'],
  ['GET', '', 'get /'],
  ['GET', '//api/v1/pods', 'list v1 - pods -'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Dfoo', 'list v1 - pods foo'],
  ['GET', '/api/v1/pods?fieldSelector=a%3Db,metadata.name==foo&watch=1', 'watch v1 - pods foo'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name!%3Dfoo', 'list v1 - pods -'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Da/b', 'list v1 - pods -'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name%3D..', 'list v1 - pods -'],
  ['DELETE', '/api/v1/pods?fieldSelector=metadata.name%3Dfoo', 'deletecollection v1 - pods -'],
  ['GET', '/api/v1/namespaces/%c3%a4/p%6fds', 'list v1 ä pods -'],
  ['GET', '/api/v1/pods/%ff', 'get v1 - pods \ufffd'],
  ['GET', '/api/v1/pods/%f', 'no target'],
  ['GET', 'https://host:1/api/v1/pods?a', 'list v1 - pods -'],
  ['GET', 'http://host', 'get /'],
])('%s %s', (method, url, expected) => {
  expect(told(method, url)).toBe(expected);
});

test('the address is kept as it was sent, for the audit log', () => {
  const target = readTarget('/api/v1/pods?labelSelector=a%3Db&b=%zz');
  expect([target?.uri, target?.query.get('labelSelector')]).toEqual(['/api/v1/pods?labelSelector=a%3Db&b=%zz', 'a=b']);
});

test('watches and sessions in containers may take long', () => {
  const long = (method: string, url: string) => isLongRunning(requestInfo(method, readTarget(url) as never));
  const pod = '/api/v1/namespaces/a/pods/b';
  expect(['log', 'exec', 'attach', 'portforward'].map((sub) => long('GET', `${pod}/${sub}`))).not.toContain(false);
  expect(long('GET', '/api/v1/pods?watch=1')).toBe(true);
  expect([long('GET', pod), long('POST', `${pod}/eviction`), long('GET', '/log')]).toEqual([false, false, false]);
});

test('understands any target, or says that it cannot', () => {
  const part = fc.constantFrom(
    'api',
    'apis',
    'v1',
    'apps',
    'namespaces',
    'watch',
    'proxy',
    'pods',
    'status',
    '',
    '..',
    '%2F',
    'a',
  );
  const url = fc.oneof(
    fc.array(part).map((parts) => `/${parts.join('/')}`),
    fc.webUrl({ withQueryParameters: true }),
    fc.string({ unit: 'binary-ascii' }),
  );
  const property = fc.property(fc.constantFrom('GET', 'POST', 'DELETE', 'FROB'), url, (method, text) => {
    try {
      expect(told(method, text)).toBeTypeOf('string');
    } catch (error) {
      expect(error).toBeInstanceOf(ApiError);
    }
  });
  fc.assert(property, { numRuns: 5_000 });
});
