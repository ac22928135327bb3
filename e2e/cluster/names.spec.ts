import { PROTOCOL_VERSION, topicSchema } from '@binnacle/shared/realtime';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RealCluster, startTestCluster } from '../../tools/control-plane/real-cluster.ts';
import type { ApiDoor, Passage } from '../support/api-door.ts';
import { Binnacle } from '../support/binnacle.ts';
import { exactRequest } from '../support/exact-request.ts';
import { allLive, throughDoor } from '../support/fixture.ts';
import { type ServedRoute, servedRoutes } from '../support/served-routes.ts';

const HOSTILE: ReadonlyArray<readonly [what: string, name: string]> = [
  ['dot-dot', '..'],
  ['dot', '.'],
  ['empty', ''],
  ['slash', 'a/b'],
  ['encoded dots', '%2e%2e'],
  ['10,000 characters', 'x'.repeat(10_000)],
  ['control characters', 'a\u0000b\u001f'],
];
const TARGET: Readonly<Record<string, string>> = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'default',
  name: 'web',
};
const OBJECT = Object.keys(TARGET);

/** What of a route's query or body is a name; of its path all parameters are looked at. */
const NAMES: Record<string, { query?: readonly string[]; body?: readonly string[] }> = {
  '/api/v1/clusters/:cluster/views/:view': { query: ['namespace'] },
  '/api/v1/clusters/:cluster/object': { query: OBJECT },
  '/api/v1/clusters/:cluster/object/tree': { query: OBJECT },
  '/api/v1/clusters/:cluster/object/rollout': { query: OBJECT },
  '/api/v1/clusters/:cluster/object/events': { query: OBJECT },
  '/api/v1/clusters/:cluster/actions/:action': { body: OBJECT },
  '/api/v1/ledger': { query: ['cluster', 'namespace', 'kind', 'name'] },
  '/api/v1/ledger/export': { query: ['cluster', 'namespace', 'kind', 'name'] },
};
/** Parameters of paths that are words of ours, not names of Kubernetes: unknown ones are not found, or not understood. */
const OUR_WORDS: Readonly<Record<string, string>> = { view: 'deployments', action: 'scale', id: crypto.randomUUID() };
/** Routes that take no name, not even in their query or body. A new route must be put here or above. */
const NAMELESS = ['/*', '/healthz', '/readyz', '/api/v1/session', '/api/v1/clusters', '/api/v1/ledger/verification'];

const ROUTES = await servedRoutes();
const paramsOf = ({ url }: ServedRoute) => [...url.matchAll(/:(\w+)/g)].map(([, param = '']) => param);
const places = ROUTES.filter(({ url }) => !NAMELESS.includes(url)).flatMap((route) => [
  ...paramsOf(route).map((field) => ({ route, where: 'path' as const, field })),
  ...(NAMES[route.url]?.query ?? []).map((field) => ({ route, where: 'query' as const, field })),
  ...(NAMES[route.url]?.body ?? []).map((field) => ({ route, where: 'body' as const, field })),
]);

let cluster: RealCluster;
let door: ApiDoor;
let binnacle: Binnacle;
let name: string;
let socket: Socket;
/** What the watch and the probes ask for, again and again, whatever anybody asks of Binnacle. */
let background: ReadonlySet<string>;

beforeAll(async () => {
  cluster = await startTestCluster({ scenario: 'healthy', seed: 5 });
  const through = await throughDoor(cluster);
  door = through.door;
  binnacle = await Binnacle.start({ kubeconfig: through.kubeconfig });
  name = await allLive(binnacle);
  background = new Set(door.passages.map(pathOf));
  const auth = { key: await binnacle.key() };
  socket = io(binnacle.url, { path: '/live', transports: ['websocket'], auth, reconnection: false });
  await socket.emitWithAck('hello', { protocol: PROTOCOL_VERSION });
});
afterAll(async () => {
  socket?.disconnect();
  await binnacle?.stop();
  await door?.stop();
  await cluster?.stop();
});

const pathOf = ({ url }: Passage) => url.split('?', 1)[0] ?? '';
const isProbe = (passage: Passage) => ['/version', '/api/v1/namespaces/kube-system'].includes(pathOf(passage));
/** What Binnacle asked of the API server on somebody's behalf. */
function askedOnBehalf(): string[] {
  return door.passages
    .filter((one) => !(background.has(pathOf(one)) && (isProbe(one) || one.url.includes('watch='))))
    .slice(inTheBeginning)
    .map(({ method, url }) => `${method} ${url}`);
}
let inTheBeginning = 0;

/** The request of a route with every name as it should be but one. */
function requestOf(route: ServedRoute, where: 'path' | 'query' | 'body', field: string, value: string) {
  const at = (param: string) => {
    if (where === 'path' && param === field) return value;
    return OUR_WORDS[param] ?? name;
  };
  // Dots are no character that needs encoding, so they are sent both ways.
  const path = route.url.replace(/:(\w+)/g, (_, param: string) => encodeURIComponent(at(param)));
  const wanted = NAMES[route.url] ?? {};
  const pick = (fields: readonly string[] = [], here: boolean) =>
    Object.fromEntries(fields.map((one) => [one, here && one === field ? value : (TARGET[one] ?? name)]));
  const query = new URLSearchParams(pick(wanted.query, where === 'query'));
  if (route.url.endsWith('/export')) query.set('format', 'json');
  const target = pick(wanted.body, where === 'body');
  const body = route.method === 'POST' ? { target, input: { replicas: 1 }, reason: '' } : undefined;
  const headers = { 'idempotency-key': crypto.randomUUID() };
  return { path: query.size === 0 ? path : `${path}?${query}`, options: { ...(body && { body }), headers } };
}

async function answerTo(route: ServedRoute, path: string, options: Parameters<typeof exactRequest>[3]) {
  const { status, body } = await exactRequest(binnacle, route.method, path, options);
  const { code, detail } = body === '' ? {} : (JSON.parse(body) as { code?: string; detail?: string });
  return { status, code, detail };
}

test('every route of the router is either tried below or said to take no name', () => {
  const tried = new Set([...places.map(({ route }) => route.url), ...NAMELESS]);
  expect(ROUTES.map(({ url }) => url).filter((url) => !tried.has(url))).toEqual([]);
  const served = new Set(ROUTES.map(({ url }) => url));
  expect([...Object.keys(NAMES), ...NAMELESS].filter((url) => !served.has(url))).toEqual([]);
  expect(places.length).toBeGreaterThan(50);
});

test('a good name reaches the cluster, so that a request would be seen', async () => {
  const object = ROUTES.find(({ method, url }) => method === 'GET' && url.endsWith('/object'));
  if (object === undefined) throw new Error('there is no route for an object');
  const { path, options } = requestOf(object, 'query', 'name', 'web');
  expect(await answerTo(object, path, options)).toMatchObject({ status: 200 });
  expect(askedOnBehalf()).toContainEqual(expect.stringMatching(/^GET .*\/namespaces\/default\/deployments\/web/));
  inTheBeginning += askedOnBehalf().length;
});

describe.each(places)('T05 $route.method $route.url, $field in the $where', ({ route, where, field }) => {
  const takesName = where !== 'path' || OUR_WORDS[field] === undefined;

  test.each(HOSTILE)('%s is refused before any request', async (what, hostile) => {
    const { path, options } = requestOf(route, where, field, hostile);
    const ways =
      where === 'path' && what.startsWith('dot')
        ? [path, path.replace(hostile, hostile.replaceAll('.', '%2e'))]
        : [path];
    for (const way of ways) {
      const { status, code, detail = '' } = await answerTo(route, way, options);
      // A HEAD has the status only.
      if (takesName) expect([status, code ?? 'invalid_name']).toEqual([422, 'invalid_name']);
      else expect([404, 422]).toContain(status);
      expect(detail.length).toBeLessThan(400);
      expect(detail).not.toMatch(/\p{Cc}/u);
    }
    expect(askedOnBehalf()).toEqual([]);
  });
});

describe('T05 the socket', () => {
  /** Every topic there is, with what of it is a name. */
  const topics = topicSchema.options.map((option) => ({
    type: option.shape.type.value,
    names: Object.keys(option.shape).flatMap((field) =>
      field === 'cluster' ? ['cluster'] : field === 'target' ? OBJECT : [],
    ),
  }));
  const named = topics.flatMap(({ type, names }) => names.map((field) => [type, field] as const));

  test('has topics with names', () => {
    expect(named.length).toBe(7);
  });

  test.each(named)('a topic %s with a hostile %s is refused before any request', async (type, field) => {
    for (const [what, hostile] of HOSTILE) {
      const topic = {
        type,
        cluster: field === 'cluster' ? hostile : name,
        ...(type === 'table' && { view: 'pods' }),
        ...(type === 'object' && { target: { ...TARGET, ...(field !== 'cluster' && { [field]: hostile }) } }),
      };
      const reply: unknown = await socket.emitWithAck('subscribe', { topic });
      expect([what, reply]).toEqual([what, { ok: false, code: 'invalid_name', detail: expect.any(String) }]);
    }
    expect(askedOnBehalf()).toEqual([]);
  });

  test.each(HOSTILE)('leaving a topic under a key with %s says that it was not followed', async (_, hostile) => {
    const reply: unknown = await socket.emitWithAck('unsubscribe', { key: `${name}/${hostile}` });
    expect(reply).toMatchObject({ ok: false });
    expect(askedOnBehalf()).toEqual([]);
  });
});

test('T05 a hostile name among good ones is found', async () => {
  const namespaces = HOSTILE.map(([, hostile]) => `namespace=default&namespace=${encodeURIComponent(hostile)}`);
  for (const query of namespaces) {
    for (const path of [`clusters/${name}/views/pods`, 'ledger']) {
      const { status, body } = await exactRequest(binnacle, 'GET', `/api/v1/${path}?${query}`);
      expect([path, status, JSON.parse(body)]).toEqual([path, 422, expect.objectContaining({ code: 'invalid_name' })]);
    }
  }
  expect(askedOnBehalf()).toEqual([]);
});
