import { expect, test } from 'vitest';
import { parseTokenFile } from './authentication.js';

test('a token file is read as --token-auth-file is', () => {
  const tokens = parseTokenFile('abc,jane,7\n\ndef,joe,8,"devs,ops"\r\nghi,kim,9,devs\njkl,lee,,\n');
  expect([...tokens]).toEqual([
    ['abc', { name: 'jane', uid: '7', groups: [] }],
    ['def', { name: 'joe', uid: '8', groups: ['devs', 'ops'] }],
    ['ghi', { name: 'kim', uid: '9', groups: ['devs'] }],
    ['jkl', { name: 'lee', uid: '', groups: [''] }],
  ]);
});

test('a line that is none is named, and its token is not', () => {
  for (const line of ['secret,jane', 'secret', ',jane,7', 'secret,,7', 'secret,jane,7,"a']) {
    const read = () => parseTokenFile(`abc,jane,7\n${line}\n`);
    expect(read).toThrow(/^Line 2 of the token file is not "token,name,uid"/);
    expect(read).not.toThrow(/secret/);
  }
});
