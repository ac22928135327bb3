import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sessionViewSchema } from '@binnacle/shared/access';
import { problemSchema } from '@binnacle/shared/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from './testing/test-app.js';

const MINUTE = 60_000;
const OURS = { host: '127.0.0.1:7070', origin: 'http://127.0.0.1:7070' };

let it: TestApp;
beforeEach(async () => {
  it = await testApp();
});
afterEach(() => it.close());

const post = (code: string, headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
  it.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    headers: { ...OURS, ...headers },
    payload: { code },
    remoteAddress,
  });
const who = (headers: Record<string, string>) =>
  it.app.inject({ url: '/api/v1/session', headers: { host: OURS.host, ...headers } });
const cookieOf = (answer: { headers: Record<string, unknown> }) =>
  String(answer.headers['set-cookie']).split(';')[0] ?? '';
const code = async () => (await it.auth.offerCode()) ?? '';

describe('signing in by link', () => {
  test('answers who is signed in, with a cookie that scripts cannot read and other sites cannot send', async () => {
    const answer = await post(await code());
    expect(answer.statusCode).toBe(200);
    const view = sessionViewSchema.parse(answer.json());
    expect(view.actor).toEqual({ id: 'owner', label: 'Owner', role: 'owner', kind: 'person', via: 'link' });
    expect(view.expiresAt).toBe(new Date(it.clock.wall() + 12 * 60 * MINUTE).toISOString());
    expect(answer.headers['set-cookie']).toMatch(
      /^binnacle_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect((await who({ cookie: cookieOf(answer) })).json()).toEqual(view);
  });

  test('T21: behind https the cookie is bound to the host and never sent in the clear', async () => {
    const secure = await testApp([], { BINNACLE_EXTERNAL_URL: 'https://binnacle.example.com' });
    const answer = await secure.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { host: 'binnacle.example.com', origin: 'https://binnacle.example.com' },
      payload: { code: (await secure.auth.offerCode()) ?? '' },
    });
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-binnacle=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/,
    );
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    await secure.close();
  });

  test('a code is good once, also when twenty come at the same time', async () => {
    const once = await code();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => post(once, {}, `127.0.1.${i}`)));
    expect(answers.map((a) => a.statusCode).sort()).toEqual([200, ...Array<number>(19).fill(401)]);
    expect([...it.repository.sessions.values()]).toHaveLength(1);
  });

  test('a code is good for 30 minutes', async () => {
    const [early, late] = [await code(), await code()];
    await it.clock.advance(30 * MINUTE - 1);
    expect((await post(early)).statusCode).toBe(200);
    await it.clock.advance(1);
    expect((await post(late)).statusCode).toBe(401);
  });

  test('a wrong code is refused with a sentence, and neither code nor key is repeated or logged', async () => {
    const answer = await post('canary-code-canary');
    expect(problemSchema.parse(answer.json())).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(answer.body + it.logged.join('')).not.toContain('canary');
  });

  test('T23: more than ten attempts a minute from one address have to wait; other addresses do not', async () => {
    for (let i = 0; i < 10; i++) expect((await post('wrong')).statusCode).toBe(401);
    const good = await code();
    const refused = await post(good);
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('60');
    expect((await post('wrong', {}, '127.0.0.2')).statusCode).toBe(401);
    await it.clock.advance(MINUTE);
    expect((await post(good)).statusCode).toBe(200);
  });

  test('T18: a body with more than the code, or with a prototype, is refused', async () => {
    const send = (payload: string) =>
      it.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers: { ...OURS, 'content-type': 'application/json' },
        payload,
      });
    expect((await send('{"code":"x","role":"owner"}')).statusCode).toBe(422);
    expect((await send('{"__proto__":{"code":"x"}}')).statusCode).toBe(400);
    expect((await send('[]')).statusCode).toBe(422);
    expect((await send('{"code":"x"')).json()).toMatchObject({ code: 'invalid_request' });
  });
});

describe('T21: sessions', () => {
  test('a token that was brought along is not taken over, and the session before ends', async () => {
    const planted = `binnacle_session=${'A'.repeat(43)}`;
    const first = cookieOf(await post(await code(), { cookie: planted }));
    expect(first).not.toBe(planted);
    expect((await who({ cookie: planted })).statusCode).toBe(401);
    const again = await it.auth.signIn(await forcedCode(), { cookie: first, address: '127.0.0.1' });
    expect((await who({ cookie: first })).statusCode).toBe(401);
    expect((await who({ cookie: `binnacle_session=${again.token}` })).statusCode).toBe(200);
  });

  test('two different cookies under our name are believed neither', async () => {
    const cookie = await it.signIn();
    expect((await who({ cookie: `${cookie}; ${cookie}` })).statusCode).toBe(200);
    expect((await who({ cookie: `binnacle_session=${'B'.repeat(43)}; ${cookie}` })).statusCode).toBe(401);
  });

  test('ends after 30 minutes without a request, and not before', async () => {
    const cookie = await it.signIn();
    for (let i = 0; i < 5; i++) {
      await it.clock.advance(29 * MINUTE);
      expect((await who({ cookie })).statusCode).toBe(200);
    }
    await it.clock.advance(30 * MINUTE);
    expect((await who({ cookie })).statusCode).toBe(401);
  });

  test('ends after 12 hours however much it is used', async () => {
    const cookie = await it.signIn();
    for (let i = 0; i < 12 * 60 - 20; i += 20) {
      await it.clock.advance(20 * MINUTE);
      expect((await who({ cookie })).statusCode).toBe(200);
    }
    await it.clock.advance(20 * MINUTE);
    expect((await who({ cookie })).statusCode).toBe(401);
  });

  test('one that was found too old stays ended when the wall clock is set back', async () => {
    const cookie = await it.signIn();
    it.clock.jumpWall(13 * 60 * MINUTE);
    expect((await who({ cookie })).statusCode).toBe(401);
    it.clock.jumpWall(-13 * 60 * MINUTE);
    expect((await who({ cookie })).statusCode).toBe(401);
  });

  test('asking whether it is still good does not keep it alive', async () => {
    const cookie = await it.signIn();
    const actor = await it.auth.authenticate({ cookie, address: '127.0.0.1' });
    if (actor === null) throw new Error('not signed in');
    for (let i = 0; i < 29; i++) {
      await it.clock.advance(MINUTE);
      expect(await it.auth.stillValid(actor)).toBe(true);
    }
    await it.clock.advance(MINUTE);
    expect(await it.auth.stillValid(actor)).toBe(false);
  });

  test('signing out ends it for requests and sockets at once, and removes the cookie', async () => {
    const cookie = await it.signIn();
    const ended: string[] = [];
    it.auth.onEnded((id) => ended.push(id));
    const answer = await it.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { ...OURS, cookie } });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['set-cookie']).toContain('Max-Age=0');
    expect((await who({ cookie })).statusCode).toBe(401);
    expect(await it.auth.authenticateHandshake({ cookie }, {}, '127.0.0.1')).toBeNull();
    expect(ended).toEqual([...it.repository.sessions.keys()]);
  });

  test('only hashes are stored', async () => {
    const cookie = await it.signIn();
    const token = cookie.split('=')[1] ?? '';
    const key = readFileSync(join(it.dataFolder, 'owner.key'), 'utf8').trim();
    const stored = JSON.stringify([...it.repository.sessions, ...it.repository.codes, ...it.repository.keys]);
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(key);
  });

  test('a role that this version does not know gives no rights', async () => {
    const cookie = await it.signIn();
    for (const [id, session] of it.repository.sessions)
      it.repository.sessions.set(id, { ...session, role: 'superuser' });
    expect((await who({ cookie })).statusCode).toBe(401);
  });
});

describe('machine keys', () => {
  const ownerKey = () => readFileSync(join(it.dataFolder, 'owner.key'), 'utf8').trim();

  test('the owner key has the owner rights and no session', async () => {
    const authorization = `Bearer ${ownerKey()}`;
    expect((await who({ authorization })).json()).toMatchObject({
      actor: { kind: 'key', via: 'key', role: 'owner' },
      expiresAt: null,
    });
    const answer = await it.app.inject({
      method: 'DELETE',
      url: '/api/v1/session',
      headers: { host: OURS.host, authorization },
    });
    expect(answer.json()).toMatchObject({ code: 'invalid_request' });
  });

  test('a wrong key is refused even beside a good cookie', async () => {
    const cookie = await it.signIn();
    for (const authorization of [
      `Bearer bk_${'x'.repeat(43)}`,
      'Bearer',
      '',
      'Basic b3duZXI6',
      `bearer ${ownerKey()}x`,
      ownerKey(),
    ]) {
      const answer = await who({ cookie, authorization });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="binnacle"');
    }
  });

  test('sockets: `auth.key`, and nothing but a text is a key', async () => {
    const cookie = await it.signIn();
    expect(await it.auth.authenticateHandshake({}, { key: ownerKey() }, '::1')).toMatchObject({
      kind: 'key',
      address: '::1',
    });
    expect(await it.auth.authenticateHandshake({ cookie }, {}, '::1')).toMatchObject({ kind: 'person' });
    for (const key of [null, 7, {}, [ownerKey()], 'bk_wrong']) {
      expect(await it.auth.authenticateHandshake({ cookie }, { key }, '::1')).toBeNull();
    }
    expect(await it.auth.authenticateHandshake({}, 'text', '::1')).toBeNull();
  });

  test('deleting owner.key revokes the key at once, for open sockets as well', async () => {
    const authorization = `Bearer ${ownerKey()}`;
    const actor = await it.auth.authenticate({ authorization, address: '::1' });
    if (actor === null) throw new Error('not recognised');
    expect(await it.auth.stillValid(actor)).toBe(true);
    rmSync(join(it.dataFolder, 'owner.key'));
    expect(await it.auth.stillValid(actor)).toBe(false);
    expect((await who({ authorization })).statusCode).toBe(401);
  });
});

/** A code although somebody is signed in: as a second start would have made it. */
async function forcedCode(): Promise<string> {
  const before = [...it.repository.sessions];
  it.repository.sessions.clear();
  const made = await code();
  for (const [id, session] of before) it.repository.sessions.set(id, session);
  return made;
}
