import type { Actor } from '@binnacle/shared/access';
import { PERMISSIONS, type Permission, ROLE_PERMISSIONS, ROLES, type Role } from '@binnacle/shared/access';
import { problemSchema } from '@binnacle/shared/errors';
import { Body, Controller, Delete, Get, Module, Param, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CurrentActor, Public, RequirePermission } from './access.decorators.js';
import { assertEveryRouteDeclares } from './access-gate.js';
import { hashOf } from './credentials.js';
import { type TestApp, testApp } from './testing/test-app.js';

@Controller('api/v1/probe')
class ProbeController {
  @Get('open')
  @Public()
  open() {
    return { ok: true };
  }
  @Get(':cluster/views')
  @RequirePermission('views:read')
  views(@CurrentActor() actor: Actor, @Param('cluster') cluster: string) {
    return { actor: actor.id, cluster };
  }
  @Post('scale')
  @RequirePermission('actions:scale')
  scale(@Body() body: unknown) {
    return { body };
  }
  @Delete('verify')
  @RequirePermission('ledger:verify')
  verify() {
    return { ok: true };
  }
  @Get('fails')
  @Public()
  fails(): never {
    throw new Error('canary: the database is on fire');
  }
}
@Module({ controllers: [ProbeController] })
class ProbeModule {}

@Controller('api/v1/silent')
class SilentController {
  @Get()
  read() {
    return { secret: true };
  }
}
@Module({ controllers: [SilentController] })
class SilentModule {}

const HOST = '127.0.0.1:7070';
type Caller = 'anonymous' | Role;

let it: TestApp;
beforeAll(async () => {
  it = await testApp([ProbeModule]);
  for (const role of ROLES) {
    const record = {
      id: `key-${role}`,
      label: role,
      role,
      createdAt: new Date(0),
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
    };
    await it.repository.addKey({ ...record, hash: hashOf(keyFor(role)) });
  }
});
afterAll(() => it.close());

const keyFor = (role: Role) => `bk_${role.padEnd(43, '0')}`;
const headersOf = (caller: Caller) => (caller === 'anonymous' ? {} : { authorization: `Bearer ${keyFor(caller)}` });

async function ask(method: string, url: string, caller: Caller) {
  const path = url.replace(':cluster', 'kind-a');
  // Without a body of their own, writes are refused by their handler at most: what counts is whether they were let in.
  return it.app.inject({
    method: method as 'GET',
    url: path,
    headers: { host: HOST, origin: `http://${HOST}`, ...headersOf(caller) },
  });
}

describe('every route of the running router, for everybody', () => {
  test('no caller gets further than the declared permission', async () => {
    const routes = it.http.routes.all();
    expect(routes.map((r) => `${r.method} ${r.url}`)).toEqual(
      expect.arrayContaining(['GET /api/v1/session', 'POST /api/v1/session', 'DELETE /api/v1/session']),
    );
    for (const { method, url, access } of routes) {
      for (const caller of ['anonymous', ...ROLES] as const) {
        const { statusCode } = await ask(method, url, caller);
        expect([`${caller} ${method} ${url}`, letIn(statusCode)]).toEqual([
          `${caller} ${method} ${url}`,
          expected(access, caller),
        ]);
      }
    }
  });

  test('the roles differ on the routes that are asked', () => {
    const demanded = new Set(it.http.routes.all().map((r) => r.access));
    expect(demanded).toContain('actions:scale');
    expect(ROLE_PERMISSIONS.viewer).not.toContain('actions:scale');
    expect(ROLE_PERMISSIONS.operator).not.toContain('ledger:verify');
    expect(PERMISSIONS).toEqual(ROLE_PERMISSIONS.owner);
  });
});

/** 401 for nobody, 403 for too few rights; signing in with nothing to show is let in and then refused for its input. */
function letIn(status: number): 'in' | 'who are you' | 'not you' {
  return status === 401 ? 'who are you' : status === 403 ? 'not you' : 'in';
}
function expected(access: Permission | 'public' | undefined, caller: Caller): ReturnType<typeof letIn> {
  if (access === 'public') return 'in';
  if (caller === 'anonymous') return 'who are you';
  return access !== undefined && ROLE_PERMISSIONS[caller].includes(access) ? 'in' : 'not you';
}

test('a route that declares nothing stops the start by name, and is closed even so', async () => {
  const silent = await testApp([SilentModule]);
  expect(() => assertEveryRouteDeclares(silent.http.routes.all())).toThrow(/declare neither.*GET \/api\/v1\/silent/);
  expect(() => assertEveryRouteDeclares(it.http.routes.all())).not.toThrow();
  const cookie = await silent.signIn();
  const answer = await silent.app.inject({ url: '/api/v1/silent', headers: { host: HOST, cookie } });
  expect(problemSchema.parse(answer.json())).toMatchObject({ status: 403, code: 'forbidden' });
  await silent.close();
});

test('the handler is given the caller', async () => {
  expect((await ask('GET', '/api/v1/probe/:cluster/views', 'viewer')).json()).toEqual({
    actor: 'key-viewer',
    cluster: 'kind-a',
  });
});

test('nothing of a body is read for somebody who may not send it', async () => {
  const answer = await it.app.inject({
    method: 'POST',
    url: '/api/v1/probe/scale',
    headers: { host: HOST, 'content-type': 'application/json', ...headersOf('viewer') },
    payload: '{"not json',
  });
  expect(answer.statusCode).toBe(403);
});

describe('T11: the guard is on every route that may change something', () => {
  test('with a good cookie, a foreign page gets nowhere', async () => {
    const cookie = await it.signIn();
    const unsafe = it.http.routes.all().filter((r) => r.method !== 'GET' && r.method !== 'HEAD');
    expect(unsafe.length).toBeGreaterThan(3);
    for (const { method, url } of unsafe) {
      for (const foreign of [
        { origin: 'http://evil.example' },
        { 'sec-fetch-site': 'same-site', origin: `http://${HOST}` },
        {},
      ]) {
        const answer = await it.app.inject({
          method: method as 'POST',
          url,
          headers: { host: HOST, cookie, ...foreign },
          payload: {},
        });
        expect(answer.json()).toMatchObject({ code: 'origin_refused' });
      }
    }
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    '%s is not taken as a body',
    async (type) => {
      const answer = await it.app.inject({
        method: 'POST',
        url: '/api/v1/probe/scale',
        headers: { host: HOST, 'content-type': type, ...headersOf('owner') },
        payload: '{"replicas":0}',
      });
      expect(answer.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );

  test('a method cannot be smuggled in a header', async () => {
    const answer = await it.app.inject({
      url: '/api/v1/probe/open',
      headers: { host: HOST, 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' },
    });
    expect(answer.json()).toEqual({ ok: true });
  });
});

const ERRORS: [string, number, string, Parameters<TestApp['app']['inject']>[0]][] = [
  ['unknown address', 404, 'not_found', { url: '/nowhere' }],
  ['wrong method', 405, 'method_not_allowed', { method: 'PUT', url: '/api/v1/session' }],
  ['nobody signed in', 401, 'unauthenticated', { url: '/api/v1/session' }],
  ['foreign host', 403, 'origin_refused', { url: '/api/v1/probe/open', headers: { host: 'evil.example' } }],
  ['address that cannot be decoded', 400, 'invalid_request', { url: '/api/v1/%zz' }],
  ['path that climbs', 404, 'not_found', { url: '/api/v1/probe/../../../etc/passwd' }],
  ['fault of ours', 500, 'internal', { url: '/api/v1/probe/fails' }],
  [
    'broken JSON',
    400,
    'invalid_request',
    {
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': 'application/json', origin: `http://${HOST}` },
      payload: '{',
    },
  ],
  [
    'empty body',
    400,
    'invalid_request',
    {
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': 'application/json', origin: `http://${HOST}` },
      payload: '',
    },
  ],
  [
    'body too large',
    413,
    'too_large',
    {
      method: 'POST',
      url: '/api/v1/session',
      headers: { origin: `http://${HOST}` },
      payload: { code: 'x'.repeat(3_200_000) },
    },
  ],
];

describe('T12: every answer carries the security headers, errors are problem documents', () => {
  test.each(ERRORS)('%s', async (_, status, code, request) => {
    const sent = typeof request === 'string' ? { url: request } : request;
    const answer = await it.app.inject({
      ...sent,
      headers: { host: HOST, 'x-request-id': 'trace-1', ...sent.headers },
    });
    expect(problemSchema.parse(answer.json())).toMatchObject({ status, code, instance: 'trace-1' });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.statusCode).toBe(status);
    expect(answer.body).not.toContain('canary');
    secured(answer.headers);
  });

  test('good answers as well', async () => {
    for (const { method, url } of it.http.routes.all()) secured((await ask(method, url, 'owner')).headers);
  });

  test('405 says what would be taken', async () => {
    const answer = await it.app.inject({ method: 'PUT', url: '/api/v1/session', headers: { host: HOST } });
    expect(answer.headers.allow).toBe('DELETE, GET, HEAD, POST');
  });

  test('a fault of ours is logged once, with its stack, under the id that was answered', async () => {
    it.logged.length = 0;
    const answer = await it.app.inject({ url: '/api/v1/probe/fails', headers: { host: HOST } });
    const errors = it.logged
      .map((line) => JSON.parse(line) as { level: string; requestId: string; err?: { stack: string } })
      .filter((e) => e.level === 'error');
    expect(errors).toMatchObject([
      { requestId: answer.headers['x-request-id'], err: { stack: expect.stringContaining('access-gate.spec') } },
    ]);
  });

  test('T15: an id that is not a plain word is not taken over', async () => {
    for (const id of ['a\tb', 'x'.repeat(65), '../x', '', '<b>', 'ü']) {
      const answer = await it.app.inject({ url: '/api/v1/probe/open', headers: { host: HOST, 'x-request-id': id } });
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('while draining everything but the probes is told to come back', async () => {
    const stopping = await testApp([ProbeModule]);
    stopping.http.drain();
    const answer = await stopping.app.inject({ url: '/api/v1/probe/open', headers: { host: HOST } });
    expect(answer.json()).toMatchObject({ status: 503, code: 'not_ready' });
    expect(answer.headers).toMatchObject({ 'retry-after': '5', connection: 'close' });
    await stopping.close();
  });
});

function secured(headers: Record<string, unknown>): void {
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'x-request-id': expect.any(String),
  });
}
