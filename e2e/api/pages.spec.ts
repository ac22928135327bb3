import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import request, { type Response } from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Binnacle } from '../support/binnacle.ts';
import { exactRequest } from '../support/exact-request.ts';

const EXPORT = fileURLToPath(new URL('../../apps/web/out', import.meta.url));
const FILES = readdirSync(EXPORT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.(?:br|gz)$/.test(entry.name))
  .map((entry) => relative(EXPORT, join(entry.parentPath, entry.name)).split(sep).join('/'));
const CONTENT_TYPES: Record<string, RegExp> = {
  html: /^text\/html; charset=utf-8$/,
  js: /^(?:text|application)\/javascript; charset=utf-8$/,
  css: /^text\/css; charset=utf-8$/,
  svg: /^image\/svg\+xml/,
  txt: /^text\/plain; charset=utf-8$/,
  woff2: /^font\/woff2$/,
};
/** Smaller ones fit into one packet either way; fonts are compressed as they are. */
const COMPRESSED_FROM_BYTES = 1_024;
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()'),
  'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
};

let folder: string;
let binnacle: Binnacle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-pages-'));
  binnacle = await Binnacle.start({ kubeconfig: join(folder, 'none') });
});
afterAll(async () => {
  await binnacle?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** Of any content type: the bytes, decompressed. */
const get = (path: string, encoding = 'identity') =>
  request(binnacle.url)
    .get(path)
    .set('accept-encoding', encoding)
    .buffer(true)
    .parse((answer, done) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => done(null, Buffer.concat(chunks)));
    });
const bytesOf = (answer: Response) => answer.body as Buffer;
const policyOf = (answer: Response) => String(answer.headers['content-security-policy']);

test('the export has pages, scripts and styles', () => {
  for (const kind of ['html', 'js', 'css']) expect(FILES.filter((name) => name.endsWith(`.${kind}`))).not.toEqual([]);
  expect(FILES).toContain('index.html');
});

const kindOf = (name: string) => name.slice(name.lastIndexOf('.') + 1);
const pathOf = (name: string) => `/${name.split('/').map(encodeURIComponent).join('/')}`;
const contentOf = (name: string) => readFileSync(join(EXPORT, name));

test.each(FILES)('/%s is served as it is, under its type, with every header', async (name) => {
  const answer = await get(pathOf(name)).expect(200);
  expect(bytesOf(answer).equals(contentOf(name))).toBe(true);
  expect(answer.headers).toMatchObject(HEADERS);
  expect(answer.headers['content-type']).toMatch(CONTENT_TYPES[kindOf(name)] ?? /^$/);
  const hashed = name.startsWith('_next/static/');
  expect(answer.headers['cache-control']).toBe(hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
});

test.each(FILES.filter((name) => kindOf(name) !== 'woff2' && contentOf(name).length >= COMPRESSED_FROM_BYTES))(
  '/%s is served with brotli, and is the same',
  async (name) => {
    const answer = await get(pathOf(name), 'gzip, deflate, br').expect(200);
    expect(answer.headers).toMatchObject({ ...HEADERS, 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(bytesOf(answer).equals(contentOf(name))).toBe(true);
    expect(Number(answer.headers['content-length'])).toBeLessThan(contentOf(name).length);
  },
);

test.each(FILES.filter((name) => kindOf(name) === 'html'))(
  'T13 /%s may run exactly the scripts that stand in it',
  async (name) => {
    const html = String(contentOf(name));
    const policy = policyOf(await get(pathOf(name)).expect(200));
    const inline = [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)].filter(
      ([, attributes = '']) => !/\ssrc=/.test(attributes),
    );
    expect(inline.length).toBeGreaterThan(0);
    const hashes = inline.map(
      ([, , script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    );
    const scripts = /script-src ([^;]*);/.exec(policy)?.[1]?.split(' ') ?? [];
    expect(new Set(scripts)).toEqual(new Set(["'self'", ...hashes]));
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    for (const part of [
      "default-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      expect(policy.split('; ')).toContain(part);
    }
    // What the policy would refuse must not be there in the first place.
    expect(html).not.toMatch(/<[a-z][^>]*\s(?:on[a-z]+|style)=/i);
  },
);

test.each(['/', '/c/kind-a', '/c/kind-a/pods?q=web', '/sign-in', '/ledger/17', '/c/kind-a/ns/default/Pod/web.v1.js'])(
  'the address %s is the application',
  async (path) => {
    const answer = await get(path).expect(200);
    expect(bytesOf(answer).equals(readFileSync(join(EXPORT, 'index.html')))).toBe(true);
    expect(policyOf(answer)).toContain("script-src 'self' 'sha256-");
  },
);

test('a page that has not changed is not sent again', async () => {
  const { etag } = (await get('/').expect(200)).headers as Record<string, string>;
  await get('/')
    .set('if-none-match', etag ?? '')
    .expect(304);
});

test.each([
  '/_next/static/gone.js',
  '/favicon.ico',
  '/../package.json',
  '/%2e%2e/package.json',
  '/..%2fpackage.json',
  '/_next/../../package.json',
  '/.env',
  '/index.html.br',
])('there is nothing at %s, and no page is passed off for it', async (path) => {
  const { status, body } = await exactRequest(binnacle, 'GET', path);
  expect([status, JSON.parse(body)]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
});
