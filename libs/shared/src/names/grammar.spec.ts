import { describe, expect, test } from 'vitest';
import { apiVersion, clusterName, InvalidNameError, kindName, namespaceName, objectName, shown } from './index.js';

/** Inputs that must never become part of a path (reliability finding 1: `..` turns "delete this pod" into "delete this namespace"). */
const HOSTILE = [
  '..',
  '.',
  '',
  'a/b',
  '%2e%2e',
  'a%2fb',
  'x'.repeat(10_000),
  'a\u0000b',
  'a\nb',
  'a\u202eb',
  'a b',
  '\u2024\u2024',
  'a\\b',
  'a?b',
  'a#b',
];

describe('names', () => {
  test.each(HOSTILE.map((value) => [shown(value), value]))(
    'T05 refuses %s wherever a name is asked for',
    (_, value) => {
      for (const rule of [objectName, namespaceName, clusterName, kindName, apiVersion]) {
        expect(() => rule(value)).toThrow(InvalidNameError);
      }
    },
  );

  test.each([[undefined], [null], [3], [{}], [['a']]])('T05 refuses %j, which is not text', (value) => {
    expect(() => objectName(value)).toThrow(InvalidNameError);
  });

  test('takes what Kubernetes takes', () => {
    expect(objectName('web-7d9f6c5b8-2kqzv')).toBe('web-7d9f6c5b8-2kqzv');
    expect(objectName('system:node')).toBe('system:node');
    expect(objectName('kube-root-ca.crt')).toBe('kube-root-ca.crt');
    expect(namespaceName('kube-system')).toBe('kube-system');
    expect(apiVersion('v1')).toBe('v1');
    expect(apiVersion('apps/v1')).toBe('apps/v1');
    expect(apiVersion('gateway.networking.k8s.io/v1beta1')).toBe('gateway.networking.k8s.io/v1beta1');
    expect(kindName('ReplicaSet')).toBe('ReplicaSet');
  });

  test('holds the length limits of Kubernetes exactly', () => {
    expect(namespaceName('a'.repeat(63))).toHaveLength(63);
    expect(() => namespaceName('a'.repeat(64))).toThrow(InvalidNameError);
    expect(objectName('a'.repeat(253))).toHaveLength(253);
    expect(() => objectName('a'.repeat(254))).toThrow(InvalidNameError);
  });

  test('T15 a refusal quotes at most 40 characters, with control and bidirectional characters as escapes', () => {
    const message = (value: string) => {
      try {
        objectName(value);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(message('x'.repeat(10_000)).length).toBeLessThan(200);
    expect(message('a\u202e\n')).toContain('"a\\u{202e}\\u{a}"');
  });
});
