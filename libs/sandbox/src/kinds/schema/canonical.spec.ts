import { expect, test } from 'vitest';
import type { KubeObject } from '../../object.js';
import { kindOf } from '../registry.js';
import { recordedObjects } from '../testing/recorded.js';
import { canonical } from './canonical.js';
import { checkFields } from './check-fields.js';
import { schemaOf } from './schema.js';

const objects = recordedObjects().map((object): [string, KubeObject] => [object.kind, object]);

test('what the real server gave back is already written its way, and passes the check', () => {
  expect(objects.length).toBeGreaterThan(120);
  for (const [, object] of objects) {
    const schema = kindOf(object)?.schema;
    if (schema === undefined) throw new Error(`${object.kind} is no kind of ours`);
    const recorded = structuredClone(object);
    delete (recorded.status as Record<string, unknown> | undefined)?.lastPhaseTransitionTime;
    expect(canonical(recorded, schema)).toEqual(recorded);
    expect(checkFields(recorded, schema)).toEqual({ unknown: [] });
  }
});

const pod = schemaOf('', 'v1', 'Pod');

function written(spec: object, status: object = {}): Record<string, unknown> {
  if (pod === undefined) throw new Error('There is no schema of Pod.');
  return canonical({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec, status }, pod);
}

test('unknown fields, nulls and zero values that say nothing are gone', () => {
  const spec = { containers: [], hostNetwork: false, nodeName: '', what: 1, tolerations: null, priority: 0 };
  expect(written(spec).spec).toEqual({ containers: null, priority: 0 });
});

test('what is always written is there', () => {
  const { spec, status } = written(
    { containers: [{}] },
    { conditions: [{ type: 'Ready' }], containerStatuses: [{ name: 'a' }] },
  );
  expect(spec).toEqual({ containers: [{ name: '', resources: {} }] });
  expect(status).toEqual({
    conditions: [{ type: 'Ready', status: '', lastProbeTime: null, lastTransitionTime: null }],
    containerStatuses: [{ name: 'a', ready: false, restartCount: 0, image: '', imageID: '', state: {}, lastState: {} }],
  });
});

test('quantities and times have one form, maps one order', () => {
  const container = { name: 'a', resources: { limits: { memory: '1024Mi', cpu: 0.5 } } };
  const { spec, metadata } = canonical(
    {
      metadata: { creationTimestamp: '2026-01-01T01:00:00.5+01:00', labels: { b: '1', a: '2' } },
      spec: { containers: [container] },
    },
    pod ?? expect.fail(),
  );
  expect(spec.containers[0]?.resources).toEqual({ limits: { cpu: '500m', memory: '1Gi' } });
  expect(metadata.creationTimestamp).toBe('2026-01-01T00:00:00Z');
  expect(Object.keys(metadata.labels)).toEqual(['a', 'b']);
  const lease = schemaOf('coordination.k8s.io', 'v1', 'Lease') ?? expect.fail();
  const renewed = canonical({ spec: { renewTime: '2026-01-01T01:00:00.12+01:00' } }, lease);
  expect(renewed.spec.renewTime).toBe('2026-01-01T00:00:00.120000Z');
});

test('the given object stays as it is', () => {
  const frozen = Object.freeze({ containers: Object.freeze([Object.freeze({ name: 'a', image: '' })]) });
  const { spec } = written(frozen);
  expect(spec).toEqual({ containers: [{ name: 'a', resources: {} }] });
  expect(frozen).toEqual({ containers: [{ name: 'a', image: '' }] });
});
