import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../clock.js';
import { ServerBench } from '../../testing/server-bench.js';
import { clientCertificate, newAuthority, servingCertificate } from './certificate.js';
import { writePrivately } from './private-file.js';

test('certificates are what they say, and signed by their authority', () => {
  const authority = newAuthority('kubernetes');
  const own = new X509Certificate(authority.cert);
  expect([own.ca, own.subject, own.checkIssued(own), own.verify(own.publicKey)]).toEqual([
    true,
    'CN=kubernetes',
    true,
    true,
  ]);

  const serving = new X509Certificate(servingCertificate(authority, 'kube-apiserver', ['localhost', '127.0.0.1']).cert);
  expect([serving.ca, serving.checkIssued(own), serving.verify(own.publicKey)]).toEqual([false, true, true]);
  expect(serving.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(serving.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);

  const client = new X509Certificate(clientCertificate(authority, 'jüne', ['devs', 'ops']).cert);
  expect(client.subject).toBe('O=devs\nO=ops\nCN=jüne');
  expect(client.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(client.verify(new X509Certificate(newAuthority('kubernetes').cert).publicKey)).toBe(false);
  expect(new Set([own, serving, client].map(({ serialNumber }) => serialNumber)).size).toBe(3);
  const years = (cert: X509Certificate) => Math.round((cert.validToDate.getTime() - Date.now()) / 31_536_000_000);
  expect([own, serving, client].map(years)).toEqual([10, 1, 1]);
});

test('a private file is for its owner only, and replaced at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-pki-'));
  const file = join(folder, 'secret');
  for (const text of ['old', 'new']) {
    writePrivately(file, text);
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([text, 0o600]);
  }
  expect(readdirSync(folder)).toEqual(['secret']);
  rmSync(folder, { recursive: true });
});

test('the authority outlives the server, so that old kubeconfigs stay good', async () => {
  const first = await ServerBench.start();
  const { users } = load(readFileSync(first.server.kubeconfig('kubernetes-admin', ['system:masters']), 'utf8')) as {
    users: [{ user: Record<string, string> }];
  };
  await first.close({ keep: true });
  const second = await ServerBench.start(systemClock, first.folder);
  const pem = (field: string) => Buffer.from(users[0].user[field] ?? '', 'base64');
  const options = { cert: pem('client-certificate-data'), key: pem('client-key-data') };
  const { status } = await second.ask({ person: null, path: '/api/v1/namespaces', options });
  expect([status, second.server.certificateAuthority]).toEqual([200, first.server.certificateAuthority]);
  for (const name of readdirSync(second.folder)) expect(statSync(join(second.folder, name)).mode & 0o077).toBe(0);
  await second.close();
});

test('a kubeconfig is what kubectl expects, with certificate or token', async () => {
  const bench = await ServerBench.start();
  const file = bench.server.kubeconfig('system:kube-proxy', [], 'a "token"');
  expect(load(readFileSync(file, 'utf8'))).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [
      {
        name: 'test',
        cluster: {
          server: bench.server.url,
          'certificate-authority-data': Buffer.from(bench.server.certificateAuthority).toString('base64'),
        },
      },
    ],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'system:kube-proxy' } }],
    users: [{ name: 'system:kube-proxy', user: { token: 'a "token"' } }],
  });
  await bench.close();
});
