import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProblemFilter } from '../../platform/errors/index.js';
import { createHttp } from '../../platform/http/index.js';
import { silentLog } from '../../platform/logging/index.js';
import { accessGate, assertEveryRouteDeclares } from '../auth/index.js';
import { installPages } from './install-pages.js';

const INLINE = 'self.__next_f=self.__next_f||[]';
const HTML = `<!DOCTYPE html><script src="/_next/static/app-1a2b.js" async></script><script id="a">${INLINE}</script><script>\nlet x = "</scr" + "ipt>";\n</script>`;
const SCRIPT = `console.log(${JSON.stringify('long enough to be worth compressing'.repeat(20))})`;

@Module({})
class EmptyModule {}

let folder: string;
let app: NestFastifyApplication;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-pages-'));
  mkdirSync(join(folder, 'out/_next/static'), { recursive: true });
  const out = (name: string, content: string | Buffer) => writeFileSync(join(folder, 'out', name), content);
  out('index.html', HTML);
  out('404.html', '<p>404</p>');
  out('icon.svg', '<svg/>');
  out('_next/static/app-1a2b.js', SCRIPT);
  out('_next/static/app-1a2b.js.gz', gzipSync(SCRIPT));
  writeFileSync(join(folder, 'secret.txt'), 'canary');
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'out/link.txt'));
  app = await start(join(folder, 'out'));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(pages: string): Promise<NestFastifyApplication> {
  const http = createHttp({}, silentLog);
  const testing = await Test.createTestingModule({ imports: [EmptyModule] }).compile();
  const started = testing.createNestApplication<NestFastifyApplication>(http.adapter, {
    bodyParser: false,
    logger: false,
  });
  started.useGlobalFilters(new ProblemFilter(silentLog));
  await installPages(http, pages);
  http.guardWith(accessGate({ recognise: async () => null }));
  await started.init();
  await started.getHttpAdapter().getInstance().ready();
  assertEveryRouteDeclares(http.routes.all());
  return started;
}

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { host: '127.0.0.1:7070', ...headers } });

describe('addresses', () => {
  test.each([
    '/',
    '/c/kind-a',
    '/c/kind-a/ns/default/Pod/web.v1.js',
    '/sign-in',
    '/ledger/17?state=failed',
    '/c/a%2Fb',
  ])('%s is the application', async (url) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([
      200,
      'text/html; charset=utf-8',
      HTML,
    ]);
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  test.each(['/api', '/api/v1/nope', '/metrics', '/live/x', '/healthz'])(
    '%s is not: scripts see a problem document',
    async (url) => {
      expect((await get(url)).json()).toMatchObject({ status: 404, code: 'not_found' });
    },
  );

  test.each([
    '/_next/static/gone-ffff.js',
    '/_next/x',
    '/favicon.ico',
    '/c.txt',
    '/link.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/_next/static/app-1a2b.js.gz',
  ])('%s is not there, and no page is passed off for it', async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toContain('canary');
  });

  test('a page is only read', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/c/kind-a',
      headers: { host: '127.0.0.1', origin: 'http://127.0.0.1' },
    });
    expect(answer.statusCode).toBe(404);
    expect((await app.inject({ method: 'HEAD', url: '/', headers: { host: '127.0.0.1' } })).statusCode).toBe(200);
  });

  test('DNS rebinding: under a foreign name there is no page either', async () => {
    expect((await get('/', { host: 'evil.example' })).json()).toMatchObject({ code: 'origin_refused' });
  });
});

describe('caching', () => {
  test('files with a hash in their name are kept for a year, compressed where the browser can', async () => {
    const answer = await get('/_next/static/app-1a2b.js', { 'accept-encoding': 'gzip' });
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      vary: 'accept-encoding',
    });
    expect(answer.headers['content-type']).toMatch(/javascript/);
    expect(gunzipSync(answer.rawPayload).toString()).toBe(SCRIPT);
    expect((await get('/_next/static/app-1a2b.js')).body).toBe(SCRIPT);
  });

  test('the shell is asked for again each time, and answered 304 while it is the same', async () => {
    const { etag } = (await get('/')).headers;
    const again = await get('/c/kind-a', { 'if-none-match': String(etag) });
    expect(again.statusCode).toBe(304);
    expect(again.headers['content-security-policy']).toContain('script-src');
  });
});

describe('T13: the policy of a page', () => {
  test('allows exactly the scripts it holds, and nothing inline, evaluated, framed or sent elsewhere', async () => {
    const policy = String((await get('/c/kind-a')).headers['content-security-policy']);
    const sha = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
    expect(policy).toContain(`script-src 'self' ${sha(INLINE)} ${sha('\nlet x = "</scr" + "ipt>";\n')};`);
    expect(policy).not.toMatch(/unsafe-|\*|https?:/);
    for (const part of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "style-src-attr 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(policy).toContain(part);
    }
  });

  test('T12: pages and files carry the other headers too', async () => {
    for (const url of ['/', '/icon.svg', '/_next/static/app-1a2b.js', '/_next/gone.js']) {
      expect((await get(url)).headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      });
    }
  });
});

test('without an export the addresses say so', async () => {
  const bare = await start(join(folder, 'none'));
  expect((await bare.inject({ url: '/', headers: { host: 'localhost' } })).json()).toMatchObject({
    status: 503,
    code: 'not_ready',
  });
  await bare.close();
});
