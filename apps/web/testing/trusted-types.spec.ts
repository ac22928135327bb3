import { beforeAll, describe, expect, test, vi } from 'vitest';

type Rules = Record<string, (text: string) => string | null>;
const policies = new Map<string, Rules>();

beforeAll(async () => {
  vi.stubGlobal('location', { origin: 'http://127.0.0.1:7070' });
  vi.stubGlobal('trustedTypes', { createPolicy: (name: string, rules: Rules) => policies.set(name, rules) });
  await import('../instrumentation-client');
});

describe('T13: what the page lets become a script', () => {
  test.each(['/_next/static/chunks/1a2b.js', 'http://127.0.0.1:7070/_next/static/chunks/1a2b.js?v=2'])(
    'a file of our own build: %s',
    (url) => {
      expect(policies.get('default')?.createScriptURL?.(url)).toBe(url);
    },
  );

  test.each([
    'https://elsewhere.example/_next/static/chunks/1a2b.js',
    '//elsewhere.example/_next/static/chunks/1a2b.js',
    '/_next/static/../../api/v1/clusters',
    '/_next/static/%2e%2e/%2e%2e/api/v1/clusters',
    '/api/v1/clusters',
    'data:text/javascript,alert(1)',
    'blob:http://127.0.0.1:7070/_next/static/1',
    'javascript:alert(1)',
  ])('and nothing else: %s', (url) => {
    expect(policies.get('default')?.createScriptURL?.(url)).toBeNull();
  });

  test('no text becomes markup or code', () => {
    expect([...policies.keys()]).toEqual(['default']);
    expect(Object.keys(policies.get('default') ?? {})).toEqual(['createScriptURL']);
  });
});
