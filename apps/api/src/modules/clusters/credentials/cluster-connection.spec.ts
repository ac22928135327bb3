import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterSpec, PemSource, UserSpec } from '../kubeconfig/specs.js';
import { TestAuthority } from '../testing/certificates.js';
import { ClusterConnection } from './cluster-connection.js';

const PLACE = { file: '/config', line: 3, field: 'users[0].user' };
const NOBODY: UserSpec = { token: null, tokenFile: null, basic: null, certificate: null, exec: null, oidc: null };
const CLUSTER: ClusterSpec = {
  server: 'https://c.example',
  ca: null,
  serverName: null,
  insecureSkipVerify: false,
  execConfig: undefined,
};

let folder: string;
let clock: FakeClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-connection-'));
  clock = new FakeClock(Date.now());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const connect = (user: Partial<UserSpec>, cluster: Partial<ClusterSpec> = {}) =>
  new ClusterConnection({
    context: 'ctx',
    cluster: { ...CLUSTER, ...cluster },
    user: { ...NOBODY, ...user },
    env: {},
    clock,
  });
const inline = (pem: string): PemSource => ({ kind: 'inline', pem, place: PLACE });

test('material is plain data that crosses to a worker thread unchanged', async () => {
  const material = await connect({ token: { value: 't', place: PLACE } }, { serverName: 'n' }).material();
  expect(material).toEqual({
    server: 'https://c.example',
    insecureSkipVerify: false,
    headers: { authorization: 'Bearer t' },
    serverName: 'n',
  });
  expect(structuredClone(material)).toEqual(material);
});

test('a user with a name and password, and one with nothing at all', async () => {
  expect((await connect({ basic: { username: 'me', password: 'p:w' } }).material()).headers).toEqual({
    authorization: `Basic ${btoa('me:p:w')}`,
  });
  expect((await connect({}).material()).headers).toEqual({});
});

describe('F06: a token in a file', () => {
  test('is read again each minute, and at once after the server refused it', async () => {
    const path = join(folder, 'token');
    const connection = connect({ tokenFile: { path, place: PLACE } });
    const token = async () => (await connection.material()).headers.authorization;
    writeFileSync(path, 'one\n');
    expect(await connection.material()).toMatchObject({
      headers: { authorization: 'Bearer one' },
      expiresAt: clock.wall() + 60_000,
    });
    writeFileSync(path, 'two\n');
    await clock.advance(59_999);
    expect(await token()).toBe('Bearer one');
    await clock.advance(1);
    expect(await token()).toBe('Bearer two');
    writeFileSync(path, 'three\n');
    connection.invalidateCredentials();
    expect(await token()).toBe('Bearer three');
  });
});

test('F30: a quarantined connection gives no material any more, with the reason', async () => {
  const connection = connect({ token: { value: 't', place: PLACE } });
  connection.quarantine('Another cluster answers.');
  await expect(connection.material()).rejects.toMatchObject({
    fault: 'replaced',
    message: expect.stringContaining('Another cluster answers.') as string,
  });
});

describe('client certificates', () => {
  const authority = new TestAuthority();
  const issue = (days: number) => authority.issue({ days });

  test('expired, it is not presented, and says when it expired', async () => {
    const { cert, key } = issue(1);
    const connection = connect({ certificate: { cert: inline(cert), key: inline(key) } });
    expect(await connection.material()).toMatchObject({ cert, key });
    const end = new Date((await connection.material()).expiresAt ?? 0);
    await clock.advance(2 * 86_400_000);
    await expect(connection.material()).rejects.toMatchObject({
      fault: 'certificate_expired',
      problem: { line: 3, message: `the client certificate expired on ${end.toISOString().slice(0, 10)}` },
    });
  });

  test('with the key of another one it is refused', async () => {
    const [one, other] = [issue(2), issue(2)];
    await expect(
      connect({ certificate: { cert: inline(one.cert), key: inline(other.key) } }).material(),
    ).rejects.toMatchObject({
      problem: { message: 'the client key does not belong to the client certificate' },
    });
  });

  test('in files it is read anew each time, as rotated', async () => {
    const paths = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
    const file = (path: string): PemSource => ({ kind: 'file', path, place: PLACE });
    const connection = connect({ certificate: { cert: file(paths.cert), key: file(paths.key) } });
    for (const pair of [issue(2), issue(2)]) {
      writeFileSync(paths.cert, pair.cert);
      writeFileSync(paths.key, pair.key);
      expect(await connection.material()).toMatchObject(pair);
    }
  });
});
