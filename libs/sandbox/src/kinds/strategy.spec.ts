import { expect, test } from 'vitest';
import type { KubeObject } from '../object.js';
import { configMap } from './config-map.js';
import { deployment } from './deployment.js';
import { pod } from './pod.js';
import { decoded, invalidStatus, prepareForUpdate, resetFields, validate } from './strategy.js';
import { freezeAll, quietAdmission } from './testing/admission.js';

const labels = { app: 'web' };
const spec = {
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'a:1' }] } },
};
const given: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec,
};

function stored(): KubeObject {
  const there = decoded(deployment, given);
  Object.assign(there.metadata, { uid: 'u', generation: 4, creationTimestamp: '2026-01-01T00:00:00Z' });
  return freezeAll(there);
}

test('an update keeps what only the server writes', () => {
  const [old, draft] = [stored(), decoded(deployment, given)];
  draft.metadata.creationTimestamp = '2020-01-01T00:00:00Z';
  draft.metadata.generation = 99;
  draft.status = { replicas: 9 };
  prepareForUpdate(deployment, draft, old, quietAdmission);
  expect(draft.metadata).toMatchObject({ uid: 'u', generation: 4, creationTimestamp: '2026-01-01T00:00:00Z' });
  expect(draft.status).toEqual(old.status);
});

test('nothing that is stored is changed by preparing or checking its replacement', () => {
  const draft = decoded(deployment, { ...given, spec: { ...spec, replicas: 3 } });
  const old = stored();
  prepareForUpdate(deployment, draft, old, quietAdmission);
  expect(validate(deployment, freezeAll(draft), old)).toEqual([]);
  expect(draft.metadata.generation).toBe(5);
});

test('what a write there cannot change is told', () => {
  expect(resetFields(deployment)).toEqual(['status']);
  expect(resetFields(deployment, 'status')).toEqual(['spec', 'metadata.labels']);
  expect(resetFields(pod, 'status')).toContain('metadata.ownerReferences');
  expect(resetFields(configMap)).toEqual([]);
});

test('a refusal says all faults in one sentence, and each by itself', () => {
  const wrong = decoded(deployment, { ...given, spec: { ...spec, replicas: -1, minReadySeconds: -1 } });
  const status = invalidStatus(deployment, 'web', validate(deployment, wrong));
  expect(status).toMatchObject({
    kind: 'Status',
    status: 'Failure',
    reason: 'Invalid',
    code: 422,
    message:
      'Deployment.apps "web" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, ' +
      'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0]',
    details: { name: 'web', group: 'apps', kind: 'Deployment' },
  });
  const [fault] = validate(configMap, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'A' } });
  expect(invalidStatus(configMap, 'A', fault ? [fault, fault] : [])).toMatchObject({
    message: `ConfigMap "A" is invalid: metadata.name: ${fault?.message}`,
    details: { name: 'A', kind: 'ConfigMap', causes: [fault, fault] },
  });
});
