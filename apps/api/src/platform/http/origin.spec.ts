import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { hostAllowed, mutationAllowed, originAllowed } from './origin.js';

const LOCAL = {};
const TEAM = { externalUrl: 'https://binnacle.example.com' };
const host = '127.0.0.1:7070';
const cookie = 'theme=dark; binnacle_session=x';

const FOREIGN_ORIGINS = [
  'http://evil.example',
  'null',
  '',
  'http://127.0.0.1',
  'http://127.0.0.1:7071',
  'https://127.0.0.1:7070',
  'http://localhost:7070',
  'http://127.0.0.1:7070.evil.example',
  'http://127.0.0.1:7070@evil.example',
  'http://127.0.0.1:7070/',
  ' http://127.0.0.1:7070',
  'HTTP://127.0.0.1:7070',
  'http://127.0.0.1:07070',
  'ws://127.0.0.1:7070',
  'file://',
  'chrome-extension://abcdef',
  'http://127.0.0.1:7070, http://evil.example',
];

describe('T10: who may open a socket', () => {
  test.each(FOREIGN_ORIGINS)('origin %j is refused, with a good cookie and without', (origin) => {
    expect(originAllowed({ host, origin, cookie }, LOCAL)).toBe(false);
    expect(originAllowed({ host, origin }, LOCAL)).toBe(false);
  });

  test.each([
    'https://binnacle.example.com.evil.example',
    'https://evil.example/binnacle.example.com',
    'http://binnacle.example.com',
    'https://binnacle.example.com:8443',
    'https://xbinnacle.example.com',
    'https://sub.binnacle.example.com',
    'https://binnacle-example.com',
    'http://127.0.0.1:7070',
    'null',
  ])('origin %j is refused under the external URL', (origin) => {
    expect(originAllowed({ host: 'binnacle.example.com', origin, cookie: '__Host-binnacle=x' }, TEAM)).toBe(false);
  });

  test('a session cookie without an origin is refused: no browser sends that', () => {
    expect(originAllowed({ host, cookie }, LOCAL)).toBe(false);
    expect(originAllowed({ host: 'binnacle.example.com', cookie: '__Host-binnacle=x' }, TEAM)).toBe(false);
  });

  test('our own page is let in, on loopback and at the external URL', () => {
    expect(originAllowed({ host, origin: 'http://127.0.0.1:7070', cookie }, LOCAL)).toBe(true);
    expect(originAllowed({ host: 'localhost:9000', origin: 'http://localhost:9000', cookie }, LOCAL)).toBe(true);
    expect(originAllowed({ host: '[::1]:7070', origin: 'http://[::1]:7070', cookie }, LOCAL)).toBe(true);
    expect(originAllowed({ host: '127.0.0.1', origin: 'http://127.0.0.1', cookie }, LOCAL)).toBe(true);
    expect(
      originAllowed({ host: 'binnacle.example.com', origin: TEAM.externalUrl, cookie: '__Host-binnacle=x' }, TEAM),
    ).toBe(true);
  });

  test('a program without cookie and origin may try: it must show a machine key', () => {
    expect(originAllowed({ host }, LOCAL)).toBe(true);
    expect(originAllowed({ host, cookie: 'theme=dark' }, LOCAL)).toBe(true);
  });
});

describe('DNS rebinding: only names of ours', () => {
  test.each([
    'evil.example',
    'evil.example:7070',
    '127.0.0.1.nip.io:7070',
    'localhost.evil.example',
    '10.0.0.5:7070',
    '0.0.0.0:7070',
    'localhost@evil.example',
    'localhost:7070/evil',
    '',
    'a b',
    '[::1',
    '127.0.0.1:7070:1',
    undefined,
  ])('host %j is refused', (name) => {
    const headers: IncomingHttpHeaders = name === undefined ? {} : { host: name };
    expect(hostAllowed(headers, LOCAL)).toBe(false);
    expect(originAllowed({ ...headers, origin: `http://${name}` }, LOCAL)).toBe(false);
  });

  test('loopback names with any port, and the host of the external URL', () => {
    for (const name of ['127.0.0.1:1', 'localhost', 'LOCALHOST:7070', '[::1]:7070', '127.1.2.3'])
      expect(hostAllowed({ host: name }, LOCAL)).toBe(true);
    expect(hostAllowed({ host: 'binnacle.example.com' }, TEAM)).toBe(true);
    expect(hostAllowed({ host: 'binnacle.example.com:8443' }, TEAM)).toBe(false);
    expect(hostAllowed({ host: 'binnacle.example.com' }, LOCAL)).toBe(false);
  });
});

describe('T11: who may send a request that changes something', () => {
  test.each(['cross-site', 'same-site', 'cross-origin', ''])(
    'Sec-Fetch-Site %j is refused, whatever the origin says',
    (site) => {
      expect(mutationAllowed({ host, 'sec-fetch-site': site, origin: 'http://127.0.0.1:7070', cookie }, LOCAL)).toBe(
        false,
      );
    },
  );

  test.each(FOREIGN_ORIGINS)('origin %j without Sec-Fetch-Site is refused', (origin) => {
    expect(mutationAllowed({ host, origin, cookie }, LOCAL)).toBe(false);
  });

  test('neither header: refused', () => {
    expect(mutationAllowed({ host, cookie }, LOCAL)).toBe(false);
    expect(mutationAllowed({ host }, LOCAL)).toBe(false);
  });

  test('our own page, by either header, and programs with a machine key', () => {
    expect(mutationAllowed({ host, 'sec-fetch-site': 'same-origin', cookie }, LOCAL)).toBe(true);
    expect(mutationAllowed({ host, 'sec-fetch-site': 'none', cookie }, LOCAL)).toBe(true);
    expect(mutationAllowed({ host, origin: 'http://127.0.0.1:7070', cookie }, LOCAL)).toBe(true);
    expect(mutationAllowed({ host, authorization: 'Bearer bk_x' }, LOCAL)).toBe(true);
  });
});
