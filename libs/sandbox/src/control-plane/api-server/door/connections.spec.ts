import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApiRequest } from '../api.js';
import { aborted, ServerBench } from '../testing/server-bench.js';
import { StreamBuffer } from './stream-buffer.js';

let bench: ServerBench;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock();
  bench = await ServerBench.start(clock);
});
afterEach(() => bench.close());

const PODS = '/api/v1/namespaces/default/pods';
const AS_ADMIN = { person: 'admin', path: PODS };

/** Everything that the server writes to a connection on which just these bytes are sent. */
async function raw(bytes: string): Promise<string> {
  const socket = await connected();
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

async function connected(): Promise<TLSSocket> {
  const socket = connect({ port: Number(new URL(bench.server.url).port), ca: bench.server.certificateAuthority });
  await once(socket, 'secureConnect');
  return socket;
}

describe('streams', () => {
  test('come piece by piece, and are asked for more only when there is room', async () => {
    let given = 0;
    const end = Promise.withResolvers<void>();
    async function* pieces() {
      try {
        for (;;) {
          given += 64 * 1024;
          yield 'x'.repeat(64 * 1024);
        }
      } finally {
        end.resolve();
      }
    }
    bench.inside.answers.set(PODS, () => ({ stream: pieces(), type: 'application/json' }));
    const response = await bench.open(AS_ADMIN);
    await once(response, 'readable');
    // The kernel takes some megabytes for a client that does not read; after that nothing moves.
    let before = -1;
    while (given !== before) {
      before = given;
      for (let turn = 0; turn < 200; turn++) await setImmediate();
    }
    expect(given).toBeLessThan(64 * 2 ** 20);
    response.destroy();
    await end.promise;
  });

  test('end when the client goes, the source or the server ends', async () => {
    const open = async () => {
      const source = Promise.withResolvers<StreamBuffer>();
      bench.inside.answers.set(PODS, ({ signal }) => {
        const stream = new StreamBuffer(10, signal);
        stream.push('{"type":"ADDED"}\n');
        source.resolve(stream);
        return { stream, type: 'application/json' };
      });
      const response = await bench.open({ person: 'admin', path: `${PODS}?watch=1` });
      const pieces = response[Symbol.asyncIterator]();
      const next = async () => ((await pieces.next()) as { value?: Buffer }).value?.toString();
      expect(await next()).toBe('{"type":"ADDED"}\n');
      return { response, next, stream: await source.promise };
    };
    const ended = await open();
    ended.stream.push('{"type":"DELETED"}\n');
    ended.stream.end();
    expect(await ended.next()).toBe('{"type":"DELETED"}\n');
    expect(await ended.next()).toBeUndefined();

    const left = await open();
    left.response.destroy();
    while (left.stream.push('{"type":"MODIFIED"}\n')) await setImmediate();

    const closed = await open();
    const closing = bench.server.close();
    expect(await closed.next()).toBeUndefined();
    await closing;
  });

  test('that break are ended and told once', async () => {
    async function* broken() {
      yield '{}\n';
      throw new TypeError('x is not a function');
    }
    bench.inside.answers.set('/api/v1/secrets', () => ({ stream: broken(), type: 'application/json' }));
    const { body } = await bench.ask({ person: 'admin', path: '/api/v1/secrets?watch=1' });
    expect([body, bench.faults.splice(0)]).toEqual(['{}\n', [expect.any(TypeError)]]);
    expect(bench.events().map(({ stage }) => stage)).toEqual(['ResponseStarted', 'ResponseComplete']);
  });

  test('both ends are in the audit log', async () => {
    const path = '/api/v1/secrets?watch=1';
    async function* one() {
      yield '{}\n';
    }
    bench.inside.answers.set('/api/v1/secrets', () => ({ stream: one(), type: 'application/json' }));
    await bench.ask({ person: 'admin', path });
    const told = bench.events().map(({ stage, verb, responseStatus }) => [stage, verb, responseStatus]);
    const status = { metadata: {}, code: 200 };
    expect(told).toEqual([
      ['ResponseStarted', 'watch', status],
      ['ResponseComplete', 'watch', status],
    ]);
  });
});

describe('upgrades', () => {
  const EXEC = `${PODS}/x/exec`;
  const upgrade = (person: string) =>
    `GET ${EXEC} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-${person}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhead`;

  test('the inside takes the connection, and what came with it', async () => {
    bench.inside.answers.set(EXEC, ({ upgradable }) => ({
      upgrade: (socket, head) => socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${upgradable} ${head}`),
    }));
    expect(await raw(upgrade('admin'))).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\ntrue head');
    // The client sees the end of the connection before the server does.
    while (bench.events().length < 2) await setImmediate();
    const told = bench.events().map(({ stage, responseStatus }) => [stage, responseStatus]);
    const status = { metadata: {}, code: 101 };
    expect(told).toEqual([
      ['ResponseStarted', status],
      ['ResponseComplete', status],
    ]);
  });

  test('a refusal is an answer like any other', async () => {
    const answer = await raw(upgrade('nobody'));
    expect(answer).toMatch(/^HTTP\/1.1 403 Forbidden\r\n/);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).message).toMatch(
      /^pods "x" is forbidden: User "nobody"/,
    );
  });

  test('a connection that asked for none is not taken', async () => {
    bench.inside.answers.set(EXEC, ({ upgradable }) => {
      expect(upgradable).toBe(false);
      return { upgrade: () => expect.unreachable() };
    });
    expect((await bench.ask({ person: 'admin', path: EXEC })).status).toBe(500);
    expect(bench.faults.splice(0)).toHaveLength(1);
  });

  test('closing the server ends them', async () => {
    const taken = Promise.withResolvers<AbortSignal>();
    bench.inside.answers.set(EXEC, ({ signal }) => ({ upgrade: () => taken.resolve(signal) }));
    const answer = raw(upgrade('admin'));
    const signal = await taken.promise;
    expect(signal.aborted).toBe(false);
    await bench.server.close();
    expect([await answer, signal.aborted]).toEqual(['', true]);
  });
});

describe('closing', () => {
  test('waits for requests that are being handled', async () => {
    const { arrived, answer } = bench.hold(PODS);
    const asked = bench.ask(AS_ADMIN);
    const { signal } = await arrived;
    let closed = false;
    const closing = bench.server.close().then(() => {
      closed = true;
    });
    await setImmediate();
    expect([closed, signal.aborted]).toEqual([false, false]);
    answer.resolve({ done: true });
    expect(JSON.parse((await asked).body)).toEqual({ done: true });
    await closing;
  });
});

describe('what is no HTTP', () => {
  const LAST = 'Connection: close\r\n\r\n';

  test.each([
    ['garbage', 'hello\r\n\r\n', 400],
    ['a method that there is not', `FROB / HTTP/1.1\r\nHost: x\r\n${LAST}`, 400],
    ['a wrong escape', `GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\n${LAST}`, 400],
    ['a body of two lengths', `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n${LAST}a`, 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(2 ** 20)}\r\n${LAST}`, 431],
  ])('%s', async (_, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*\\r\\n\\r\\n${status} `));
    expect(bench.faults).toEqual([]);
  });

  test('a body that breaks off is nobody else’s trouble', async () => {
    bench.inside.answers.set(PODS, async ({ content }) => ({
      status: 200,
      object: { length: (await content.bytes()).length },
    }));
    const socket = await connected();
    const headers = `Host: x\r\nAuthorization: Bearer token-of-admin\r\nContent-Length: 100`;
    socket.write(`POST ${PODS} HTTP/1.1\r\n${headers}\r\n\r\nonly this`);
    while (bench.inside.asked.length === 0) await setImmediate();
    const [request] = bench.inside.asked;
    socket.destroy();
    await aborted((request as ApiRequest).signal);
    expect((await bench.ask({ ...AS_ADMIN, method: 'POST', body: 'whole' })).body).toBe('{"length":5}\n');
    expect(bench.faults).toEqual([]);
  });

  test('a target with scheme and host', async () => {
    bench.inside.answers.set('/version', () => ({ status: 200, text: 'here', type: 'text/html' }));
    expect(await raw(`GET http://any.host/version?a=b HTTP/1.1\r\nHost: x\r\n${LAST}`)).toMatch(/\r\n\r\nhere$/);
  });
});
