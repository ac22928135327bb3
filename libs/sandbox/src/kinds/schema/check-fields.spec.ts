import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFields } from '../../object.js';
import { kindOf } from '../registry.js';
import { recordedObjects } from '../testing/recorded.js';
import { checkFields, unknownFieldsSentence } from './check-fields.js';
import { schemaOf } from './schema.js';

const pod = schemaOf('', 'v1', 'Pod') ?? expect.fail();

test('null counts as absent, wherever it stands', () => {
  expect(checkFields({ metadata: null, spec: { containers: [null], nodeSelector: { a: null } } }, pod)).toEqual({
    unknown: [],
  });
});

test('keys of maps are nobody’s fields', () => {
  expect(checkFields({ metadata: { annotations: { 'any/thing': 'x', spec: 'y' } } }, pod).unknown).toEqual([]);
});

test('unknown fields are told with their places, and not looked into', () => {
  const { unknown } = checkFields(
    { spec: { containers: [{}, { ports: [{ potr: { a: 1 } }] }], hostnetwork: true } },
    pod,
  );
  expect(unknown).toEqual(['spec.containers[1].ports[0].potr', 'spec.hostnetwork']);
  expect(unknownFieldsSentence(unknown)).toBe(
    'unknown field "spec.containers[1].ports[0].potr", unknown field "spec.hostnetwork"',
  );
});

/** The paths of all leaves of an object. */
function leaves(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => leaves(inner, [...path, index]));
  if (isFields(value)) return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  return [path];
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((inner, index) => (index === first ? replaced(inner, rest, by) : inner));
  return isFields(value) ? { ...value, [first]: replaced(value[first], rest, by) } : value;
}

test('whatever stands in whatever place, the check ends with an answer', () => {
  const objects = recordedObjects();
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.jsonValue(), (which, where, value) => {
      const object = objects[which % objects.length];
      const schema = object && kindOf(object)?.schema;
      const paths = leaves(object);
      if (schema === undefined) throw new Error(`${object?.kind} is no kind of ours`);
      const { typeError, unknown } = checkFields(replaced(object, paths[where % paths.length] ?? [], value), schema);
      expect(typeError === undefined || typeError.length > 0).toBe(true);
      expect(unknown.every((path) => path !== '')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
