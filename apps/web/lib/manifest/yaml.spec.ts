import { describe, expect, test } from 'vitest';
import { withoutManagedFields, yamlParts } from './yaml';

const OBJECT = `apiVersion: apps/v1
kind: Deployment
metadata:
  managedFields:
  - apiVersion: apps/v1
    fieldsV1:
      f:spec: {}
  - manager: kubectl
  name: web
spec:
  replicas: 3
  managedFields: mine`;

describe('yaml for reading', () => {
  test('hides the managed fields of the metadata and nothing else', () => {
    const shown = withoutManagedFields(OBJECT);
    expect(shown).toBe('apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3');
    expect(withoutManagedFields(OBJECT.replaceAll('\n  - ', '\n    - ').replaceAll('\n    f', '\n      f'))).toBe(
      shown,
    );
  });

  test('tells keys from values, and loses no character', () => {
    for (const line of [
      '  replicas: 3',
      '  - name: web',
      'image: "a:b"',
      '    - --flag=x: y',
      '# note',
      '',
      '  "k:x": v',
      'time: 2026-01-01T00:00:00Z',
      '   plain text',
    ]) {
      expect(
        yamlParts(line)
          .map((part) => part.text)
          .join(''),
      ).toBe(line);
    }
    expect(yamlParts('  replicas: 3')).toEqual([
      { kind: 'plain', text: '  ' },
      { kind: 'key', text: 'replicas' },
      { kind: 'plain', text: ': ' },
      { kind: 'number', text: '3' },
    ]);
  });
});
