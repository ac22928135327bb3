import type { Person } from '@binnacle/testing/test-cluster';

/** A request whose answer does not depend on what the cluster holds. `null` shows no credentials, `!` a wrong token. */
export interface Case {
  person: Person | null | '!';
  method: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string;
}

const NAMESPACES = '/api/v1/namespaces';
const AUTHORIZATION = '/apis/authorization.k8s.io/v1';
const WHO_AM_I = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const JSON_TYPE = { 'content-type': 'application/json' };

const get = (person: Case['person'], path: string, headers: Case['headers'] = {}): Case => ({
  person,
  method: 'GET',
  path,
  headers,
});
const post = (person: Case['person'], path: string, body: unknown, headers: Case['headers'] = {}): Case => ({
  person,
  method: 'POST',
  path,
  headers: { ...JSON_TYPE, ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const ofType = (type: string, body: string): Case => post('admin', NAMESPACES, body, { 'content-type': type });
const accepting = (accept: string, more: Case['headers'] = {}) =>
  get('admin', `${NAMESPACES}/none`, { accept, ...more });

const WHO: Case[] = [
  get(null, '/api/v1/pods'),
  get('!', '/api/v1/pods'),
  post('!', NAMESPACES, {}),
  post(null, NAMESPACES, {}),
  get(null, '/api/v1/pods', { authorization: 'Basic YTpi' }),
  get(null, '/api/v1/pods', { authorization: 'Bearer' }),
  get(null, '/metrics'),
  get(null, '/api'),
  ...(['admin', 'viewer', 'nobody', null] as const).map((person) => post(person, WHO_AM_I, {})),
];

const FORBIDDEN: Case[] = [
  get('nobody', '/api/v1/pods'),
  get('nobody', `${NAMESPACES}/default/pods/x`),
  get('nobody', `${NAMESPACES}/default/pods/x/log`),
  get('nobody', `${NAMESPACES}/default/pods?watch=1`),
  get('nobody', `${NAMESPACES}/default/pods?watch=false&fieldSelector=metadata.name%3Dx`),
  get('nobody', `${NAMESPACES}/default/pods?limit=x&fieldSelector=metadata.name%3Dx`),
  get('nobody', `${NAMESPACES}/default`),
  get('nobody', `${NAMESPACES}/default/status`),
  get('nobody', `/api/v1/watch${NAMESPACES.slice(7)}/default/pods`),
  get('nobody', '/apis/example.test/v1/namespaces/x/things/y/z/more'),
  get('nobody', '/metrics'),
  get('nobody', '/a%20b%22<c>&%c3%a9%01'),
  get('nobody', `${NAMESPACES}/a%2Fb`),
  { person: 'nobody', method: 'DELETE', path: `${NAMESPACES}/default/configmaps` },
  { person: 'nobody', method: 'DELETE', path: `${NAMESPACES}/default/configmaps/x` },
  { person: 'nobody', method: 'PUT', path: '/apis/apps/v1/namespaces/default/deployments/x/scale', body: '{}' },
  { person: 'nobody', method: 'PATCH', path: '/api/v1/nodes/x', body: '{}' },
  { person: 'nobody', method: 'OPTIONS', path: '/api/v1/nodes' },
  { person: 'nobody', method: 'POST', path: '/logs' },
  get('viewer', `${NAMESPACES}/default/secrets/x`),
  post('viewer', `${AUTHORIZATION}/subjectaccessreviews`, {}),
  post('nobody', `${NAMESPACES}/default/pods/x/exec?command=ls`, {}),
];

const as = (user: string, more: Record<string, string | string[]> = {}) => ({ 'impersonate-user': user, ...more });

const IMPERSONATED: Case[] = [
  // Asked for first: the server remembers by user what worked last.
  get('nobody', '/api/v1/pods', as('viewer')),
  get('nobody', '/api/v1/pods', as('system:node:node-1')),
  get('nobody', '/api/v1/pods', as('system:serviceaccount:default:default')),
  post('admin', WHO_AM_I, {}, as('system:node:node-1')),
  post('admin', WHO_AM_I, {}, as('system:serviceaccount:default:default')),
  post('admin', WHO_AM_I, {}, as('jane')),
  post('admin', WHO_AM_I, {}, as('jane', { 'impersonate-uid': '7', 'impersonate-group': ['a', 'b'] })),
  post('admin', WHO_AM_I, {}, as('jane', { 'impersonate-extra-example.test%2Fscopes': ['1', '2'] })),
  post('admin', WHO_AM_I, {}, as('system:anonymous')),
  post('admin', WHO_AM_I, {}, as('system:anonymous', { 'impersonate-group': 'system:authenticated' })),
  post('admin', WHO_AM_I, {}, as('jane', { 'impersonate-group': 'system:unauthenticated' })),
  post('admin', WHO_AM_I, {}, as('jane', { 'impersonate-group': 'system:masters' })),
  post('admin', WHO_AM_I, {}, as('system:node:node-1')),
  post('admin', WHO_AM_I, {}, as('system:serviceaccount:default:default', { 'impersonate-group': 'g' })),
  post('admin', WHO_AM_I, {}, as('')),
  get('impersonator', '/api/v1/secrets', as('viewer')),
  get('impersonator', '/api/v1/pods', as('admin')),
  get('impersonator', '/metrics', as('admin')),
  get('impersonator', '/api/v1/pods', as('viewer', { 'impersonate-group': ['system:masters'] })),
  get('impersonator', '/api/v1/pods', as('viewer', { 'impersonate-extra-scopes': 'a' })),
  get('impersonator', '/api/v1/pods', as('viewer', { 'impersonate-uid': 'a' })),
  get('impersonator', '/api/v1/pods', as('system:serviceaccount:default:default')),
  get('impersonator', '/api/v1/pods', as('system:node:node-1')),
  get('admin', '/api/v1/pods', { 'impersonate-group': ['g', 'h'] }),
  get('admin', '/api/v1/pods', { 'impersonate-uid': 'u' }),
  get('admin', '/api/v1/pods', { 'impersonate-extra-b': 'x', 'impersonate-extra-a': ['"y"', 'z'] }),
  { person: 'admin', method: 'DELETE', path: `${NAMESPACES}/default/configmaps/x`, headers: as('team-a') },
  { person: 'nobody', method: 'DELETE', path: `${NAMESPACES}/default/configmaps/x`, headers: as('team-a') },
];

const BAD_JSON = [
  ...[
    '',
    ' ',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '[1',
    '[1,]',
    '[1 2]',
  ],
  ...[
    'tru',
    'nul',
    'falsy',
    '"abc',
    '"a\nb"',
    '{"a":"\\x"}',
    '{"a":"\\u12"}',
    '{"a":"\\',
    '01',
    '-',
    '-a',
    '1.',
    '1e',
    '1e+x',
  ],
  ...['{}x', '{} {}', 'x', "{'a':1}", '{a:1}', '\u0001', '\ufeff{}', '€', 'null', '1', 'true', '"x"', '[]'],
  ...[
    '{"kind":1}',
    '{"apiVersion":[]}',
    '{"apiVersion":"a/b/c","kind":"Namespace"}',
    '{"a":"0123456789012345678901234567890"',
    '[',
  ],
];

const BODIES: Case[] = [
  ...BAD_JSON.map((body) => post('admin', NAMESPACES, body)),
  ofType('text/plain', '{}'),
  ofType('application/xml', '{}'),
  ofType('*/*', '{}'),
  ofType('garbage', '{}'),
  ofType(';', '{}'),
  ofType('application/json;;', '{}'),
  ofType('application/json; charset=utf-8', '{'),
  ofType('application/JSON;stream=watch', '{'),
  ofType('application/yaml', '- a'),
  ofType('application/yaml', 'x'),
  ...['', '# nothing', '---\n', 'metadata: {}\n---\nx'].map((body) => ofType('application/yaml', body)),
  ofType('application/vnd.kubernetes.protobuf', '{"metadata":{"name":"x"}}'),
  ofType('application/vnd.kubernetes.protobuf', ''),
  post('admin', NAMESPACES, `{"a":"${'x'.repeat(3 * 1024 * 1024)}"}`),
  { person: 'admin', method: 'PATCH', path: `${NAMESPACES}/none`, headers: JSON_TYPE, body: '{}' },
  { person: 'admin', method: 'PATCH', path: `${NAMESPACES}/none`, body: '{}' },
];

const TIMES = ['1', '5x', 'abc', '99999999999h', '.s', '1 s', '-', '1h', '-1s', '0', '1.5s', '1m30s', '+.5s', '1ms1'];

const ANSWERS: Case[] = [
  ...TIMES.map((time) => get('admin', `${NAMESPACES}/none?timeout=${encodeURIComponent(time)}`)),
  post('admin', `${NAMESPACES}?timeout=x`, '{'),
  ...['text/html', 'garbage', 'application/cbor', 'application/*', '*/*', 'text/*, */*;q=0.1', ''].map((type) =>
    accepting(type),
  ),
  ...['application/json;q=0', 'application/yaml;q=0.5, application/json', 'application/json;pretty=1'].map((type) =>
    accepting(type),
  ),
  ...['application/json;as=Table;v=v1;g=meta.k8s.io', 'application/json;as=Foo;v=v1;g=meta.k8s.io'].map((type) =>
    accepting(type),
  ),
  accepting('application/json;as=Table;v=v1;g=meta.k8s.io,application/json'),
  accepting('application/json;stream=watch'),
  accepting('application/json;stream=other'),
  accepting('application/json', { 'user-agent': 'curl/8.0' }),
  accepting('application/json', { 'user-agent': 'kubectl/v1.37.2' }),
  get('admin', `${NAMESPACES}/none?pretty=true`),
  get('admin', `${NAMESPACES}/none?pretty=false`, { 'user-agent': 'curl/8.0' }),
  get('admin', NAMESPACES, { accept: 'text/html' }),
  get('admin', NAMESPACES, { accept: 'application/json;as=Foo;v=v1;g=meta.k8s.io' }),
];

const asks = (attributes: object) => ({ spec: { resourceAttributes: attributes } });
const path = { path: '/api', verb: 'get' };
const pods = { verb: 'list', resource: 'pods' };
const here = { ...pods, namespace: 'default' };
const SELF = `${AUTHORIZATION}/selfsubjectaccessreviews`;
const OTHER = `${AUTHORIZATION}/subjectaccessreviews`;
const LOCAL = `${AUTHORIZATION}/namespaces/default/localsubjectaccessreviews`;
const RULES = `${AUTHORIZATION}/selfsubjectrulesreviews`;
const scale = { verb: 'update', group: 'apps', version: 'v1', resource: 'deployments', subresource: 'scale' };

const REVIEWS: Case[] = [
  post('viewer', SELF, asks(pods)),
  post('viewer', SELF, asks({ ...here, resource: 'secrets' })),
  post('team-a', SELF, asks({ ...scale, namespace: 'team-a', name: 'x' })),
  post('team-a', SELF, asks({ ...scale, namespace: 'team-b', name: 'x' })),
  post('operator', SELF, asks({ ...scale, namespace: 'team-b' })),
  post('admin', SELF, asks({ verb: '*', resource: '*', group: '*' })),
  post('impersonator', SELF, asks({ verb: 'impersonate', resource: 'users', name: 'viewer' })),
  post('impersonator', SELF, asks({ verb: 'impersonate', resource: 'users', name: 'admin' })),
  post('viewer', SELF, { spec: { nonResourceAttributes: path } }),
  post('viewer', SELF, {}),
  post('viewer', SELF, { spec: { ...asks(pods).spec, nonResourceAttributes: path } }),
  post('viewer', SELF, { metadata: { name: 'x' }, ...asks(pods) }),
  post('admin', OTHER, { spec: { user: 'viewer', ...asks(pods).spec } }),
  post('admin', OTHER, { spec: { groups: ['system:masters'], ...asks(pods).spec } }),
  post('admin', OTHER, asks(pods)),
  post('admin', LOCAL, { spec: { user: 'viewer', ...asks(here).spec } }),
  post('admin', LOCAL, { spec: { user: 'viewer', ...asks({ ...here, namespace: 'team-a' }).spec } }),
  post('admin', LOCAL, { spec: { user: 'viewer', nonResourceAttributes: path } }),
  post('team-a', RULES, { spec: { namespace: 'team-a' } }),
  post('team-a', RULES, { spec: { namespace: 'default' } }),
  post('admin', RULES, { spec: { namespace: 'default' } }),
  post('team-a', RULES, { spec: {} }),
];

const ROLES = '/apis/rbac.authorization.k8s.io/v1/namespaces/team-a/roles';
const BINDINGS = '/apis/rbac.authorization.k8s.io/v1/namespaces/team-a/rolebindings';
const role = (name: string, ...rules: object[]) => ({ metadata: { name }, rules });
const binding = (name: string, kind: string, roleName: string) => ({
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: roleName },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'nobody' }],
});
const core = (verbs: string[], ...resources: string[]) => ({ apiGroups: [''], resources, verbs });

/** Refused ones only: nothing is left behind. `maker` is `team-a`, who may write roles there. */
const ESCALATION: Case[] = [
  post('team-a', ROLES, role('all', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] })),
  post('team-a', ROLES, role('nodes', core(['list', 'get'], 'pods', 'nodes', 'pods/ephemeralcontainers'))),
  post('team-a', ROLES, role('one', { ...core(['get', 'bind'], 'nodes'), resourceNames: ['a', 'b'] })),
  post(
    'team-a',
    ROLES,
    role('mixed', core(['get'], 'nodes'), core(['watch'], 'nodes'), {
      apiGroups: ['', 'apps'],
      resources: ['x'],
      verbs: ['get'],
    }),
  ),
  post('team-a', BINDINGS, binding('admin', 'ClusterRole', 'node-reader')),
  post('team-a', BINDINGS, binding('none', 'ClusterRole', 'does-not-exist')),
  post('team-a', BINDINGS, binding('none', 'Role', 'does-not-exist')),
];

/** In the order in which they are asked; some answers follow from those before. */
export const CASES: Case[] = [
  ...[...WHO, ...FORBIDDEN, ...IMPERSONATED, ...BODIES, ...ANSWERS, ...REVIEWS],
  ...ESCALATION,
];
