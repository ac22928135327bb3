import { InvalidNameError } from '@binnacle/shared/names';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { json, KubeServer } from '../testing/kube-server.js';
import { UnexpectedAnswerError } from './connection-error.js';
import { KubeTransport } from './kube-transport.js';
import { createListWatch } from './list-watch.js';

let server: KubeServer;
let transport: KubeTransport;
beforeEach(async () => {
  server = await KubeServer.start();
  transport = new KubeTransport({
    material: () => Promise.resolve({ server: server.url, insecureSkipVerify: false, headers: {} }),
  });
});
afterEach(async () => {
  await transport.close();
  await server.stop();
});
const signal = new AbortController().signal;

test('a list gives one page: items with the shape of watched ones, version, continue token', async () => {
  server.handler = (_, response) =>
    json(response, {
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '7', continue: 'next/page=' },
      items: [{ metadata: { name: 'a' } }, { metadata: {} }, 'nonsense', null],
    });
  const pods = createListWatch(
    transport,
    { apiVersion: 'v1', resource: 'pods', namespace: 'team-a' },
    { fieldSelector: 'spec.nodeName=n1' },
  );
  const page = await pods.list({ limit: 500, resourceVersion: '0', signal });
  expect(page).toEqual({
    items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }],
    resourceVersion: '7',
    continueToken: 'next/page=',
  });
  await pods.list({ limit: 500, continueToken: 'next/page=', signal });
  expect(server.seen.map(({ url }) => url)).toEqual([
    '/api/v1/namespaces/team-a/pods?fieldSelector=spec.nodeName%3Dn1&limit=500&resourceVersion=0',
    '/api/v1/namespaces/team-a/pods?fieldSelector=spec.nodeName%3Dn1&limit=500&continue=next%2Fpage%3D',
  ]);
});

test('T27: an answer that is no list is an error, not an empty list', async () => {
  server.handler = (_, response) => json(response, { kind: 'Pod', metadata: { name: 'a' } });
  await expect(
    createListWatch(transport, { apiVersion: 'v1', resource: 'pods' }).list({ signal }),
  ).rejects.toBeInstanceOf(UnexpectedAnswerError);
});

test('a list without items, as Go writes it, is empty', async () => {
  server.handler = (_, response) =>
    json(response, { kind: 'PodList', metadata: { resourceVersion: '7', continue: '' }, items: null });
  expect(await createListWatch(transport, { apiVersion: 'v1', resource: 'pods' }).list({ signal })).toEqual({
    items: [],
    resourceVersion: '7',
  });
});

test('a watch asks for bookmarks and an end, with initial events only when wanted', async () => {
  server.handler = (_, response) => void response.end('{}\n');
  const nodes = createListWatch(transport, { apiVersion: 'apps/v1', resource: 'deployments' });
  for (const options of [{ resourceVersion: '9' }, { sendInitialEvents: true }]) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await nodes.watch({ ...options, timeoutSeconds: 300, signal })) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('{}\n');
  }
  expect(server.seen.map(({ url }) => url)).toEqual([
    '/apis/apps/v1/deployments?watch=true&allowWatchBookmarks=true&resourceVersion=9&timeoutSeconds=300',
    '/apis/apps/v1/deployments?watch=true&allowWatchBookmarks=true&timeoutSeconds=300&sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
  ]);
});

test('T05: a collection that breaks the grammar is refused when it is named', () => {
  for (const collection of [
    { apiVersion: '../v1', resource: 'pods' },
    { apiVersion: 'v1', resource: 'pods/..' },
    { apiVersion: 'v1', resource: 'pods', namespace: '..' },
  ]) {
    expect(() => createListWatch(transport, collection)).toThrow(InvalidNameError);
  }
});
