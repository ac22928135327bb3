import { expect, test } from 'vitest';
import { REDACTED, redact } from './redact.js';

const canary = 'canary-5f1c';

test('T20 no value of a Secret leaves, whatever its keys', () => {
  const shown = redact({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    data: { a: canary },
    stringData: { b: canary },
  });
  expect(JSON.stringify(shown)).not.toContain(canary);
  expect(shown).toMatchObject({ data: { a: REDACTED }, stringData: { b: REDACTED } });
});

test('T20 literal environment values with a secret name are masked, at any depth; others and references stay', () => {
  const env = [
    { name: 'DB_PASSWORD', value: canary },
    { name: 'API_TOKEN', value: canary },
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'OTHER_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
  ];
  const shown = redact({ kind: 'Deployment', spec: { template: { spec: { containers: [{ name: 'web', env }] } } } });
  expect(JSON.stringify(shown)).not.toContain(canary);
  expect(JSON.stringify(shown)).toContain('info');
  expect(JSON.stringify(shown)).toContain('secretKeyRef');
});

test('T20 the last-applied annotation is redacted like the object, and dropped when it cannot be read', () => {
  const applied = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', data: { a: canary } });
  const object = (text: string) => ({
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': text } },
  });
  expect(JSON.stringify(redact(object(applied)))).not.toContain(canary);
  expect(JSON.stringify(redact(object(`{"data": "${canary}`)))).not.toContain(canary);
});

test('T18 a key named __proto__ is copied as a key', () => {
  const hostile = JSON.parse('{"metadata":{"labels":{"__proto__":{"polluted":"yes"}}}}');
  redact(hostile);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(JSON.stringify(redact(hostile))).toContain('__proto__');
});

test('the object given is not changed', () => {
  const object = { kind: 'Pod', spec: { containers: [{ env: [{ name: 'TOKEN', value: canary }] }] } };
  redact(object);
  expect(object.spec.containers[0]?.env[0]?.value).toBe(canary);
});
