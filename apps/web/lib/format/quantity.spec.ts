import { describe, expect, test } from 'vitest';
import { bytes, count, millicores, percent, plural } from './quantity';

describe('quantities', () => {
  test('reads bytes and cores as Kubernetes writes them', () => {
    expect(bytes(128 * 1024 ** 2)).toBe('128Mi');
    expect(bytes(15.6 * 1024 ** 3)).toBe('15.6Gi');
    expect(bytes(512)).toBe('512B');
    expect(millicores(250)).toBe('250m');
    expect(millicores(4000)).toBe('4');
    expect(millicores(1500)).toBe('1.5');
    expect(millicores(0)).toBe('0');
  });

  test('never rounds something down to nothing', () => {
    expect(percent(0.002)).toBe('<1\u202f%');
    expect(percent(0)).toBe('0\u202f%');
    expect(percent(0.614)).toBe('61\u202f%');
  });

  test('separates thousands and knows the singular', () => {
    expect(count(4812)).toBe('4,812');
    expect(plural(1, 'pod')).toBe('1 pod');
    expect(plural(0, 'pod')).toBe('0 pods');
  });
});
