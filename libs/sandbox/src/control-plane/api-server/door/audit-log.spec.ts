import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@binnacle/testing/clock';
import { afterAll, expect, test } from 'vitest';
import { AuditedRequest, AuditLog } from './audit-log.js';
import { readTarget, requestInfo } from './request-info.js';

// What an event looks like is among the recorded answers of the real server.

const folder = mkdtempSync(join(tmpdir(), 'sandbox-audit-'));
const file = join(folder, 'audit.log');
const log = new AuditLog(file, new FakeClock(1_700_000_000_123));
afterAll(() => {
  log.close();
  rmSync(folder, { recursive: true });
});

function audited(method: string, requestURI: string): AuditedRequest {
  const info = requestInfo(method, readTarget(requestURI) as never);
  return new AuditedRequest(log, info, { auditID: requestURI, requestURI, from: '127.0.0.1', userAgent: '' });
}

test('changes, sessions and secrets are kept; leases, other reads and paths are not', () => {
  const here = '/api/v1/namespaces/a';
  const kept = [
    ...[
      `POST ${here}/pods`,
      `PUT ${here}/pods/b`,
      `PATCH ${here}/pods/b`,
      `DELETE ${here}/pods/b`,
      `DELETE ${here}/pods`,
    ],
    ...[`GET ${here}/pods/b/exec`, `GET ${here}/pods/b/attach`, `GET ${here}/pods/b/portforward`],
    ...[`GET ${here}/secrets/b`, 'GET /api/v1/secrets', 'GET /api/v1/secrets?watch=1'],
  ];
  const left = [
    ...[
      `GET ${here}/pods`,
      `GET ${here}/pods/b/log`,
      `GET ${here}/configmaps/secrets`,
      'POST /healthz',
      'GET /version',
    ],
    ...['PUT', 'GET'].map((method) => `${method} /apis/coordination.k8s.io/v1/namespaces/a/leases/b`),
    'GET /apis/example.test/v1/namespaces/a/secrets/b',
  ];
  const split = (line: string) => line.split(' ') as [string, string];
  for (const line of [...kept, ...left]) audited(...split(line)).answered('ResponseComplete', 200);
  const told = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(told.map(({ auditID }) => auditID)).toEqual(kept.map((line) => split(line)[1]));
  expect(told[0].stageTimestamp).toBe('2023-11-14T22:13:20.123000Z');
});
