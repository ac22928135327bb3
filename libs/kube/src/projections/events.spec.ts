import { expect, test } from 'vitest';
import type { KubeObject } from '../reflector/ports.js';
import { PROJECTIONS } from './index.js';
import { after, BORN_AT } from './testdata/objects.js';

const event = (fields: object): KubeObject => ({
  metadata: { name: 'web.17', namespace: 'prod' },
  type: 'Normal',
  involvedObject: { kind: 'Pod', name: 'web-0', uid: 'uid-web-0' },
  ...fields,
});
const row = (fields: object) => PROJECTIONS.events(event(fields), { now: 0 });

test('a warning is a warning, anything else well, a missing type unknown', () => {
  expect(row({ type: 'Warning' })).toMatchObject({ status: 'Warning', state: 'warning' });
  expect(row({})).toMatchObject({ status: 'Normal', state: 'ok' });
  expect(row({ type: undefined })).toMatchObject({ status: 'Unknown', state: 'unknown' });
});

test('count and times come from the series, else from the older fields, else from the time of the event', () => {
  const old = { count: 4, firstTimestamp: after(1), lastTimestamp: after(9), source: { component: 'kubelet' } };
  expect(row(old)).toMatchObject({ count: 4, firstSeenAt: BORN_AT + 1, lastSeenAt: BORN_AT + 9, source: 'kubelet' });
  expect(
    row({ ...old, series: { count: 7, lastObservedTime: after(30) }, reportingComponent: 'scheduler' }),
  ).toMatchObject({ count: 7, lastSeenAt: BORN_AT + 30, source: 'scheduler' });
  expect(row({ eventTime: after(3), firstTimestamp: null, lastTimestamp: null })).toMatchObject({
    count: 1,
    firstSeenAt: BORN_AT + 3,
    lastSeenAt: BORN_AT + 3,
  });
});

test('the message is one line of at most 1,024 characters, and the object it is about can be joined', () => {
  const { message, objectKind, objectName, ownerUid } = row({ message: `Back-off\n${'x'.repeat(5_000)}` });
  expect(message).toMatch(/^Back-off x+…$/);
  expect(message).toHaveLength(1_024);
  expect([objectKind, objectName, ownerUid]).toEqual(['Pod', 'web-0', 'uid-web-0']);
});
