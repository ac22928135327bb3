import { expect, test } from 'vitest';
import * as status from './status.js';

const pods = { group: '', name: 'pods' };
const apps = { group: 'apps', name: 'deployments' };

// Words of the real server for what no recorded answer has.
test.each<[status.ApiError, number, string, string, object | undefined]>([
  [
    status.notFound(apps, 'web'),
    404,
    'NotFound',
    'deployments.apps "web" not found',
    { name: 'web', group: 'apps', kind: 'deployments' },
  ],
  [status.notFound(pods, ''), 404, 'NotFound', 'pods "" not found', { kind: 'pods' }],
  [status.alreadyExists(pods, 'a'), 409, 'AlreadyExists', 'pods "a" already exists', { name: 'a', kind: 'pods' }],
  [
    status.generateNameConflict(pods, 'a-b', 1),
    409,
    'AlreadyExists',
    'pods "a-b" already exists, the server was not able to generate a unique name for the object',
    { name: 'a-b', kind: 'pods', retryAfterSeconds: 1 },
  ],
  [
    status.conflict(apps, 'web'),
    409,
    'Conflict',
    'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    { name: 'web', group: 'apps', kind: 'deployments' },
  ],
  [
    status.conflict(pods, 'a', 'the UID in the precondition is another'),
    409,
    'Conflict',
    'Operation cannot be fulfilled on pods "a": the UID in the precondition is another',
    { name: 'a', kind: 'pods' },
  ],
  [
    status.applyConflict('Apply failed with 1 conflict: conflict with "a": .spec.replicas', [
      { reason: 'FieldManagerConflict' },
    ]),
    409,
    'Conflict',
    'Apply failed with 1 conflict: conflict with "a": .spec.replicas',
    { causes: [{ reason: 'FieldManagerConflict' }] },
  ],
  [status.expired('too old resource version: 1 (7)'), 410, 'Expired', 'too old resource version: 1 (7)', undefined],
  [
    status.tooManyRequests('wait', 0, [{ message: 'budget' }]),
    429,
    'TooManyRequests',
    'wait',
    { causes: [{ message: 'budget' }] },
  ],
  [status.serviceUnavailable('not now'), 503, 'ServiceUnavailable', 'not now', undefined],
  [status.notImplemented('not here'), 501, 'NotImplemented', 'not here', undefined],
  [
    status.invalid({ group: 'apps', name: 'Deployment' }, 'a', []),
    422,
    'Invalid',
    'Deployment.apps "a" is invalid',
    { name: 'a', group: 'apps', kind: 'Deployment', causes: [] },
  ],
])('%s', (error, code, reason, message, details) => {
  const base = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason };
  expect(error.status).toEqual({ ...base, ...(details && { details }), code });
  expect([error.message, error.code]).toEqual([message, code]);
});

test('several causes are in brackets, each once, and all among the details', () => {
  const [a, b] = [
    { field: 'spec.a', message: 'Required value' },
    { field: 'spec.b', message: 'Required value' },
  ];
  const error = status.invalid({ group: '', name: 'Pod' }, 'x', [a, b, a]);
  expect(error.message).toBe('Pod "x" is invalid: [spec.a: Required value, spec.b: Required value]');
  expect(error.details?.causes).toEqual([a, b, a]);
  expect(status.invalid({ group: '', name: 'Pod' }, 'x', [a, a]).message).toBe(
    'Pod "x" is invalid: spec.a: Required value',
  );
});

test('texts are quoted as Go quotes them', () => {
  expect(status.quoted('a"b\\c\n\t\u0001\u007fé😀</>')).toBe('"a\\"b\\\\c\\n\\t\\x01\\x7fé😀</>"');
});
