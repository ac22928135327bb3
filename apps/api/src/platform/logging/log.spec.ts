import { describe, expect, test } from 'vitest';
import { createLog } from './log.js';

function written(human: boolean, run: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  run(createLog({ level: 'debug', human, write: (line) => lines.push(line) }));
  return lines.join('');
}

const CANARIES: [string, Record<string, unknown>, string][] = [
  ['machine key in a sentence', {}, 'key bk_canarycanarycanary01 was used'],
  ['authorization header', { headers: { authorization: 'Bearer canarycanary' } }, 'x'],
  ['bearer token in an error', { err: new Error('401 for Bearer canarycanary.a/b=') }, 'x'],
  ['cookie', { req: { headers: { cookie: 'a=canary' } } }, 'x'],
  ['session cookie in text', {}, 'got binnacle_session=canary; path=/'],
  ['prefixed session cookie in text', {}, 'got __Host-binnacle=canary'],
  ['code of a sign-in link', {}, 'http://127.0.0.1:7070/sign-in#code=canarycanary'],
  ['password of a connection string', { url: 'postgresql://binnacle:canary@db:5432/x' }, 'x'],
  ['JSON web token', {}, 'eyJhbGciOi.canary.canary'],
  ['private key', { pem: '-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----' }, 'x'],
  ['password field', { input: { password: 'canary' } }, 'x'],
  ['token field', { token: 'canary' }, 'x'],
];

describe('T20: secrets do not reach the log', () => {
  test.each(CANARIES)('%s', (_, fields, sentence) => {
    for (const human of [false, true]) {
      const text = written(human, (log) => log.error(fields, sentence));
      expect(text).not.toContain('canary');
      expect(text).toContain('[redacted]');
    }
  });
});

describe('T15: one entry is one line and shows what is invisible', () => {
  const name = 'a\u202Egpj.exe\r\n{"level":"error"}\u001b[2J\u200b\u0085\u{e0041}';

  test('as JSON, which still reads back as the same text', () => {
    const text = written(false, (log) => log.info({ name }, name));
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(text)).toMatchObject({ name, msg: name, level: 'info' });
  });

  test('on a terminal', () => {
    const text = written(true, (log) => log.info({ name }, name));
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(text).toContain('\\u{202e}');
  });
});

test('a child carries its fields, and levels below the chosen one are not written', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', human: false, write: (line) => lines.push(line) }).child({
    cluster: 'kind-a',
  });
  log.debug({}, 'hidden');
  log.warn({ attempt: 2 }, 'shown');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { cluster: 'kind-a', attempt: 2, msg: 'shown', level: 'warn' },
  ]);
});
