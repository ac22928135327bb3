import { expect, test } from 'vitest';
import type { ApiRequest } from '../api.js';
import { decodeBody } from './body.js';

async function decoded(type: string, text: string) {
  const brought: unknown[] = [];
  const content = { type, bytes: async () => Buffer.from(text) };
  const request = { content, brought: (object: unknown) => brought.push(object) };
  return { ...(await decodeBody(request as unknown as ApiRequest, 'Pod')), brought };
}

const yaml = (text: string) => decoded('application/yaml', text);

test('YAML is read as kubectl reads it', async () => {
  const text = 'a: y\nb: 0644\nc: 2026-01-02\nd: &x [1]\ne: *x\nf: "y"\na: no\n';
  expect((await yaml(text)).object).toEqual({ a: false, b: 420, c: '2026-01-02', d: [1], e: [1], f: 'y' });
  expect((await yaml('')).object).toEqual({});
});

test('YAML made to grow is refused', async () => {
  const lines = ['a0: &a0 [x]', ...Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)];
  await expect(yaml(lines.join('\n'))).rejects.toThrow(
    /^the object provided is unrecognized \(must be of type Pod\): yaml: /,
  );
});

test('the audit log is told what came', async () => {
  const object = { metadata: { name: 'a' } };
  expect((await decoded('', JSON.stringify(object))).brought).toEqual([object]);
});
