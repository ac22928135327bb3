import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLE_PERMISSIONS, sessionViewSchema } from '@binnacle/shared/access';
import request, { type Response, type Test } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Binnacle } from '../support/binnacle.ts';
import { eventually } from '../support/eventually.ts';

const SESSION = '/api/v1/session';

let folder: string;
let binnacle: Binnacle;

const start = (env: NodeJS.ProcessEnv = {}) =>
  Binnacle.start({ kubeconfig: join(folder, 'none'), data: join(folder, 'data'), env });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-sessions-'));
});
// Attempts to sign in are counted by address, in memory: each test begins with none.
beforeEach(async () => {
  await binnacle?.stop();
  binnacle = await start();
});
afterAll(async () => {
  await binnacle?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const links = () => [...binnacle.log.matchAll(/Sign in: (\S+)/g)].map(([, link = '']) => link);
const codeOf = (link: string | undefined) => new URL(link ?? '').hash.replace('#code=', '');
const signIn = (code: string): Test => request(binnacle.url).post(SESSION).set('origin', binnacle.url).send({ code });
const cookieOf = (answer: Response) => answer.get('Set-Cookie')?.[0]?.split(';')[0] ?? '';
const who = (cookie: string): Test => request(binnacle.url).get(SESSION).set('cookie', cookie);
const signOut = (cookie: string): Test =>
  request(binnacle.url).delete(SESSION).set('cookie', cookie).set('origin', binnacle.url);

/** A session with the link of the terminal; ends it, so that the next start prints a link again. */
async function signedIn<T>(use: (cookie: string, answer: Response) => Promise<T>): Promise<T> {
  const answer = await signIn(codeOf(links().at(-1))).expect(200);
  const cookie = cookieOf(answer);
  try {
    return await use(cookie, answer);
  } finally {
    await signOut(cookie);
  }
}

describe('from the link on the terminal to the end of the session', () => {
  test('the link signs the owner in, once; signing out ends it everywhere and prints the next link', async () => {
    expect(links()).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/sign-in#code=[\w-]{22}$/)]);
    const code = codeOf(links()[0]);
    const answer = await signIn(code).expect(200);
    const view = sessionViewSchema.parse(answer.body);
    expect(view).toMatchObject({
      actor: { role: 'owner', kind: 'person', via: 'link' },
      permissions: ROLE_PERMISSIONS.owner,
    });
    const cookie = cookieOf(answer);
    expect((await who(cookie).expect(200)).body).toEqual(view);
    await signIn(code).expect(401);
    const ended = await signOut(cookie).expect(204);
    expect(ended.get('Set-Cookie')).toEqual([expect.stringMatching(/^binnacle_session=; .*Max-Age=0/)]);
    await who(cookie).expect(401);
    await eventually('a new link on the terminal', () => links().length === 2);
    expect(codeOf(links()[1])).not.toBe(code);
  });

  test('the cookie cannot be read by scripts nor sent by other sites', async () => {
    await signedIn(async (_, answer) => {
      expect(answer.get('Set-Cookie')).toEqual([
        expect.stringMatching(/^binnacle_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/),
      ]);
      expect(answer.headers['cache-control']).toBe('no-store');
    });
  });

  test('T21 a session that was brought along is not taken over', async () => {
    const brought = `binnacle_session=${'b'.repeat(43)}`;
    const answer = await signIn(codeOf(links()[0])).set('cookie', brought).expect(200);
    expect(cookieOf(answer)).not.toBe(brought);
    await who(brought).expect(401);
    await signOut(cookieOf(answer)).expect(204);
  });

  test('a session outlives a restart, and as long as there is one no link is printed', async () => {
    await signedIn(async (cookie) => {
      await binnacle.stop();
      binnacle = await start();
      await who(cookie).expect(200);
      expect(links()).toEqual([]);
    });
  });

  test('behind https the cookie is bound to the host and never sent in the clear', async () => {
    await binnacle.stop();
    binnacle = await start({ BINNACLE_EXTERNAL_URL: 'https://binnacle.example.com' });
    const host = { host: 'binnacle.example.com', origin: 'https://binnacle.example.com' };
    const answer = await request(binnacle.url)
      .post(SESSION)
      .set(host)
      .send({ code: codeOf(links()[0]) })
      .expect(200);
    expect(answer.get('Set-Cookie')).toEqual([
      expect.stringMatching(/^__Host-binnacle=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/),
    ]);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    await request(binnacle.url)
      .delete(SESSION)
      .set({ ...host, cookie: cookieOf(answer) })
      .expect(204);
  });
});

describe('T11 what may change something comes from our own page or brings a key', () => {
  const act = (headers: Record<string, string>): Test =>
    request(binnacle.url).post('/api/v1/clusters/away/actions/scale').set(headers).send({});

  test('with a cookie only our own page may', async () => {
    const senders: Array<[what: string, headers: Record<string, string>, status: number]> = [
      ['our page, by fetch metadata', { 'sec-fetch-site': 'same-origin' }, 422],
      ['our page, by origin', { origin: binnacle.url }, 422],
      ['a page of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
      ['a page of another site that says it is ours', { 'sec-fetch-site': 'cross-site', origin: binnacle.url }, 403],
      ['a page of the same site, another origin', { 'sec-fetch-site': 'same-site' }, 403],
      ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
      ['a sandboxed frame', { origin: 'null' }, 403],
      ['a program that says nothing of where it comes from', {}, 403],
    ];
    await signedIn(async (cookie) => {
      for (const [what, headers, status] of senders) {
        const answer = await act({ cookie, ...headers });
        expect([what, answer.status]).toEqual([what, status]);
        if (status === 403) expect(answer.body).toMatchObject({ code: 'origin_refused' });
      }
    });
  });

  test('a key needs no origin, and with a wrong key the cookie is not looked at', async () => {
    await act({ authorization: `Bearer ${await binnacle.key()}` }).expect(422);
    await signedIn(async (cookie) => {
      await act({ cookie, origin: binnacle.url, authorization: `Bearer bk_${'x'.repeat(43)}` }).expect(401);
    });
  });
});

describe('the owner key', () => {
  test('is a file for this user alone; deleting it revokes the key at once, and the next start makes another', async () => {
    const file = join(binnacle.data, 'owner.key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const key = await binnacle.key();
    const asOwner = () => request(binnacle.url).get(SESSION).auth(key, { type: 'bearer' });
    expect((await asOwner().expect(200)).body).toMatchObject({
      actor: { kind: 'key', role: 'owner' },
      expiresAt: null,
    });
    await rm(file);
    await asOwner().expect(401);
    await binnacle.stop();
    binnacle = await start();
    expect(await binnacle.key()).not.toBe(key);
    await asOwner().expect(401);
  });

  test('has no session to end', async () => {
    const answer = await binnacle.fetch(SESSION, { method: 'DELETE' });
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'invalid_request' })]);
  });
});

test('guessing codes is slowed down: the eleventh attempt within a minute is not looked at', async () => {
  for (let attempt = 0; attempt < 10; attempt += 1) await signIn('x'.repeat(22)).expect(401);
  const refused = await signIn(codeOf(links()[0])).expect(429);
  expect(refused.body).toMatchObject({ code: 'rate_limited' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
});
