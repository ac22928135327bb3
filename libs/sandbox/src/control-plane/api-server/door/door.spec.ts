import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { FakeClock } from '@binnacle/testing/clock';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PAGE_NOT_FOUND } from '../api.js';
import { tooManyRequests } from '../status.js';
import { aborted, ServerBench } from '../testing/server-bench.js';
import { clientCertificate, newAuthority } from './pki/certificate.js';

let bench: ServerBench;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock();
  bench = await ServerBench.start(clock);
});
afterEach(() => bench.close());

const PODS = '/api/v1/namespaces/default/pods';
const AS_ADMIN = { person: 'admin', path: PODS };

describe('who it is', () => {
  test('a certificate of the own authority says name and groups', async () => {
    const kubeconfig = load(readFileSync(bench.server.kubeconfig('jane', ['devs', 'ops']), 'utf8')) as {
      users: [{ user: Record<string, string> }];
    };
    const pem = (field: string) => Buffer.from(kubeconfig.users[0].user[field] ?? '', 'base64');
    const options = {
      agent: new Agent({ keepAlive: false, maxCachedSessions: 1 }),
      ca: bench.server.certificateAuthority,
      cert: pem('client-certificate-data'),
      key: pem('client-key-data'),
    };
    bench.inside.answers.set('/api', ({ user }) => ({ status: 200, object: user }));
    // The second connection resumes the session of the first and is not shown the certificate again.
    for (const reused of [false, true]) {
      const response = await bench.open({ person: null, path: '/api', options });
      expect((response.socket as TLSSocket).isSessionReused()).toBe(reused);
      const [body] = await once(response, 'data');
      response.resume();
      expect(JSON.parse(String(body))).toEqual({
        name: 'jane',
        groups: ['devs', 'ops', 'system:authenticated'],
        extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^X509SHA256=[0-9a-f]{64}$/)] },
      });
    }
  });

  test('a certificate of another authority is nobody, unless there is a token', async () => {
    const { cert, key } = clientCertificate(newAuthority('kubernetes'), 'admin', ['system:masters']);
    const options = { agent: new Agent(), ca: bench.server.certificateAuthority, cert, key };
    const { status, body } = await bench.ask({ person: null, path: '/version', options });
    expect([status, JSON.parse(body).message]).toEqual([401, 'Unauthorized']);
    bench.inside.answers.set('/version', () => ({ status: 200, object: {} }));
    expect((await bench.ask({ person: 'viewer', path: '/version', options })).status).toBe(200);
  });

  test('no body is read of one who may not', async () => {
    const open = await bench.open({ person: 'nobody', method: 'POST', path: PODS, body: 'x'.repeat(5_000_000) });
    expect(open.statusCode).toBe(403);
    open.resume();
    expect(bench.inside.asked).toEqual([]);
  });
});

describe('answers', () => {
  test('YAML where it is asked for', async () => {
    const object = { kind: 'List', items: [{ b: '1', a: undefined }] };
    bench.inside.answers.set(PODS, () => ({ status: 200, object }));
    const { headers, body } = await bench.ask({ ...AS_ADMIN, headers: { accept: 'application/yaml' } });
    expect([headers['content-type'], body]).toEqual(['application/yaml', "items:\n- b: '1'\nkind: List\n"]);
  });

  test('compressed beyond 128 KB, for those who can read it', async () => {
    const text = 'x'.repeat(128 * 1024);
    const gzip = { 'accept-encoding': 'deflate, gzip' };
    const sent = async (object: object, headers: Record<string, string>) => {
      bench.inside.answers.set(PODS, () => ({ status: 200, object }));
      const response = await bench.open({ ...AS_ADMIN, headers });
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      return {
        encoding: response.headers['content-encoding'],
        vary: response.headers.vary,
        bytes: Buffer.concat(chunks),
      };
    };
    const big = await sent({ text }, gzip);
    expect([big.encoding, big.vary]).toEqual(['gzip', 'Accept-Encoding']);
    expect(JSON.parse(gunzipSync(big.bytes).toString())).toEqual({ text });
    expect((await sent({ text }, {})).encoding).toBeUndefined();
    expect((await sent({ text: 'x'.repeat(1_000) }, gzip)).encoding).toBeUndefined();
  });

  test('plain text as it is, a type of its own, and no body for HEAD', async () => {
    bench.inside.answers.set('/healthz', () => ({ status: 200, text: 'ok', type: 'text/plain; charset=utf-8' }));
    const { headers, body } = await bench.ask({ person: null, path: '/healthz' });
    expect([headers['content-type'], headers['x-content-type-options'], body]).toEqual([
      'text/plain; charset=utf-8',
      'nosniff',
      'ok',
    ]);
    const head = await bench.ask({ person: 'admin', method: 'HEAD', path: '/nothing' });
    expect([head.status, head.body, head.headers['content-length']]).toEqual([
      404,
      '',
      String(PAGE_NOT_FOUND.text.length),
    ]);
    const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    bench.inside.answers.set('/apis', () => ({ status: 200, object: {}, type, headers: { etag: '"1"' } }));
    const discovery = await bench.ask({
      person: 'admin',
      path: '/apis',
      headers: { accept: `${type},application/json` },
    });
    expect([discovery.headers['content-type'], discovery.headers.etag]).toEqual([type, '"1"']);
  });

  test('what the inside converts to, whether or not there is another form to fall back on', async () => {
    bench.inside.answers.set(PODS, () => ({ status: 200, object: { kind: 'Table' } }));
    const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
    const { status, body } = await bench.ask({ ...AS_ADMIN, headers });
    expect([status, body]).toEqual([200, '{"kind":"Table"}\n']);
  });

  test('warnings, each once', async () => {
    bench.inside.answers.set(PODS, ({ warn }) => {
      for (const text of ['unknown field "a\\b"', 'old', 'old', 'two\nlines', '']) warn(text);
      return { status: 200, object: {} };
    });
    const { headers } = await bench.ask(AS_ADMIN);
    expect(headers.warning).toBe('299 - "unknown field \\"a\\\\b\\"", 299 - "old"');
  });

  test('when to try again', async () => {
    bench.inside.answers.set(PODS, () => Promise.reject(tooManyRequests('slow down', 7)));
    const { status, headers, body } = await bench.ask(AS_ADMIN);
    expect([status, headers['retry-after'], JSON.parse(body).details]).toEqual([429, '7', { retryAfterSeconds: 7 }]);
  });

  test('a defect is a 500, and is told', async () => {
    const defect = new TypeError('x is not a function');
    bench.inside.answers.set(PODS, () => Promise.reject(defect));
    const { status, body } = await bench.ask(AS_ADMIN);
    expect([status, JSON.parse(body)]).toEqual([
      500,
      {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'Internal error occurred: x is not a function',
        reason: 'InternalError',
        details: { causes: [{ message: 'x is not a function' }] },
        code: 500,
      },
    ]);
    expect(bench.faults.splice(0)).toEqual([defect]);
  });
});

describe('time', () => {
  test('a request has a minute, or what it asks for', async () => {
    for (const [query, ms] of [
      ['', 60_000],
      ['?timeout=1500ms', 1_500],
      ['?timeout=0', 60_000],
      ['?timeout=2h', 60_000],
    ] as const) {
      const { arrived } = bench.hold(PODS);
      const answer = bench.ask({ person: 'admin', path: PODS + query });
      const { signal } = await arrived;
      await clock.advance(ms - 1);
      expect(signal.aborted).toBe(false);
      await clock.advance(1);
      const { status, body } = await answer;
      expect([signal.aborted, status, JSON.parse(body).message]).toEqual([
        true,
        504,
        'Timeout: request did not complete within the allotted timeout',
      ]);
    }
  });

  test('a watch has as long as it likes', async () => {
    const { arrived, answer } = bench.hold(PODS);
    const asked = bench.ask({ person: 'admin', path: `${PODS}?watch=1&timeout=1s` });
    await arrived;
    expect(clock.pending).toBe(0);
    answer.resolve({});
    expect((await asked).status).toBe(200);
  });

  test('who waits for a client that is gone is told', async () => {
    const { arrived, answer } = bench.hold(PODS);
    const agent = new Agent({ ca: bench.server.certificateAuthority });
    const asked = bench.ask({ ...AS_ADMIN, options: { agent } });
    const { signal } = await arrived;
    agent.destroy();
    await expect(asked).rejects.toThrow();
    await aborted(signal);
    expect(clock.pending).toBe(0);
    answer.resolve({});
  });
});
