import type { ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { type KeyPair, TestAuthority } from '../testing/certificates.js';
import { json, KubeServer } from '../testing/kube-server.js';
import type { ConnectionMaterial } from './connection-material.js';
import { KubeTransport } from './kube-transport.js';
import { ResourcePath } from './resource-path.js';

describe('T04: TLS to the API server', () => {
  const authority = new TestAuthority();
  const good: KeyPair = authority.issue({});
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  async function ask(tls: ServerOptions, material: Partial<ConnectionMaterial> = {}) {
    const server = await KubeServer.start(tls);
    server.handler = (_, response) =>
      json(response, { client: (response.socket as TLSSocket).getPeerCertificate().subject?.CN ?? null });
    const all = {
      server: server.url,
      ca: authority.pem,
      insecureSkipVerify: false,
      headers: { authorization: 'Bearer canary' },
      ...material,
    };
    const transport = new KubeTransport({ material: () => Promise.resolve(all) });
    cleanups.push(
      () => transport.close(),
      () => server.stop(),
    );
    const outcome = await transport.json('GET', ResourcePath.VERSION).then(
      ({ body }) => body,
      (error: unknown) => error,
    );
    return { outcome, seen: server.seen, host: server.url.replace('https://', '') };
  }

  async function refused(tls: ServerOptions, fault: string, material?: Partial<ConnectionMaterial>) {
    const { outcome, seen, host } = await ask(tls, material);
    expect(outcome).toMatchObject({ name: 'KubeConnectionError', fault });
    expect(String(outcome)).toContain(host);
    // The credential never left.
    expect(seen).toEqual([]);
    return outcome;
  }

  test('a certificate of the given authority for the right address is accepted', async () => {
    expect((await ask(good)).outcome).toEqual({ client: null });
  });

  test('an unknown authority is refused', async () => {
    const other = new TestAuthority();
    expect(await refused(other.issue({}), 'certificate_untrusted')).toMatchObject({ maybeSent: false });
  });

  test('an expired server certificate is refused', async () => {
    expect(await refused(authority.issue({ days: -1 }), 'certificate_expired')).toMatchObject({ maybeSent: false });
  });

  test('a certificate for other names is refused, unless tls-server-name expects one of them', async () => {
    const named = authority.issue({ san: 'DNS:cluster.example' });
    expect(await refused(named, 'certificate_name_mismatch')).toMatchObject({ maybeSent: false });
    expect((await ask(named, { serverName: 'cluster.example' })).outcome).toEqual({ client: null });
    await refused(named, 'certificate_name_mismatch', { serverName: 'other.example' });
  });

  test('TLS 1.0 is refused', async () => {
    await refused({ ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }, 'tls_failed');
  });

  test('insecure-skip-tls-verify accepts any certificate', async () => {
    const { ca: _, ...withoutCa } = { ca: '' };
    expect((await ask(authority.issue({ days: -1 }), { ...withoutCa, insecureSkipVerify: true })).outcome).toEqual({
      client: null,
    });
  });

  test('a client certificate is presented', async () => {
    const client = authority.issue({ commonName: 'observer' });
    const { outcome } = await ask({ ...good, ca: authority.pem, requestCert: true, rejectUnauthorized: true }, client);
    expect(outcome).toEqual({ client: 'observer' });
  });

  test('a rotated client certificate is used from the next request on, and requests under way end well', async () => {
    const [first, second] = [authority.issue({ commonName: 'first' }), authority.issue({ commonName: 'second' })];
    const server = await KubeServer.start({ ...good, ca: authority.pem, requestCert: true });
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const arrived = new Promise<void>((resolve) => {
      server.handler = async (_, response) => {
        const client = (response.socket as TLSSocket).getPeerCertificate().subject.CN;
        if (client === 'first') {
          resolve();
          await held;
        }
        json(response, { client });
      };
    });
    let current = first;
    const transport = new KubeTransport({
      material: () =>
        Promise.resolve({
          server: server.url,
          ca: authority.pem,
          insecureSkipVerify: false,
          headers: {},
          ...current,
        }),
    });
    const slow = transport.json('GET', ResourcePath.VERSION);
    await arrived;
    current = second;
    transport.forgetMaterial();
    expect((await transport.json('GET', ResourcePath.VERSION)).body).toEqual({ client: 'second' });
    release();
    expect((await slow).body).toEqual({ client: 'first' });
    await transport.close();
    await server.stop();
  });
});
