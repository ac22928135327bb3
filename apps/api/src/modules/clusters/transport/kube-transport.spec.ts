import { createServer } from 'node:net';
import { StatusError } from '@binnacle/kube/reflector';
import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { json, KubeServer, status } from '../testing/kube-server.js';
import { errorOf, TransportBench } from '../testing/transport-bench.js';
import { AnswerTooLargeError, KubeConnectionError, UnexpectedAnswerError } from './connection-error.js';
import { UnsafeHeaderError } from './outbound-headers.js';
import { ResourcePath } from './resource-path.js';

let bench: TransportBench;
let server: KubeServer;
beforeEach(async () => {
  bench = await TransportBench.start();
  server = bench.server;
});
afterEach(() => bench.close());

describe('headers (T06)', () => {
  test('exactly the allowed headers go out, each as it was meant', async () => {
    const transport = bench.transport({
      material: () => Promise.resolve(bench.material({ headers: { authorization: 'Bearer t' } })),
    });
    await transport.json('PUT', ResourcePath.VERSION, { body: { a: 1 }, headers: { 'audit-id': 'id-1' } });
    const { connection: _, host: __, 'content-length': ___, ...sent } = server.seen[0]?.headers ?? {};
    expect(sent).toEqual({
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'binnacle/1.2.3',
      authorization: 'Bearer t',
      'audit-id': 'id-1',
      'content-type': 'application/json',
    });
  });

  test.each([
    ['impersonate-user', 'admin'],
    ['Impersonate-Group', 'system:masters'],
    ['x-remote-user', 'admin'],
    ['authorization', 'Bearer smuggled'],
    ['connection', 'authorization'],
    ['host', 'evil.example'],
    ['audit-id', 'a\r\nimpersonate-user: admin'],
    ['audit-id', 'é'],
    ['audit-id', 'a'.repeat(20_000)],
  ])('%s is refused before anything is sent, and its value is not repeated', async (name, value) => {
    const error = await errorOf(bench.transport().json('GET', ResourcePath.VERSION, { headers: { [name]: value } }));
    expect(error).toBeInstanceOf(UnsafeHeaderError);
    expect(String(error)).not.toContain(value);
    expect(server.connections).toBe(0);
  });
});

describe('answers', () => {
  test('an error answer becomes a StatusError with code, reason, message and Retry-After', async () => {
    server.handler = (_, response) =>
      status(response, 429, 'TooManyRequests', 'slow\u202edown', { 'retry-after': '7' });
    const error = await errorOf(bench.transport().json('GET', ResourcePath.VERSION));
    expect(error).toBeInstanceOf(StatusError);
    expect(error).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: 'slow\\u{202e}down',
      retryAfterMs: 7_000,
    });
  });

  test('a body that is no Status is not repeated', async () => {
    server.handler = (_, response) => void response.writeHead(502).end('<html>canary');
    const error = await errorOf(bench.transport().json('GET', ResourcePath.VERSION));
    expect(error).toMatchObject({ code: 502, reason: 'Unknown' });
    expect(String(error)).not.toContain('canary');
  });

  test('T03: a redirect is not followed', async () => {
    const other = await KubeServer.start();
    server.handler = (_, response) => void response.writeHead(307, { location: `${other.url}/` }).end();
    expect(await errorOf(bench.transport().json('GET', ResourcePath.VERSION))).toMatchObject({ code: 307 });
    expect(other.connections).toBe(0);
    await other.stop();
  });

  test('T27: an answer beyond its cap is dropped, whether its length was announced or not', async () => {
    server.handler = (_, response) => json(response, { filler: 'x'.repeat(2_000) }, 200, { 'content-length': '2013' });
    expect(await errorOf(bench.transport().json('GET', ResourcePath.VERSION, { maxBytes: 1_000 }))).toBeInstanceOf(
      AnswerTooLargeError,
    );
    server.handler = (_, response) => {
      const write = () => {
        // An endless body: it ends when the reader hangs up.
        while (!response.destroyed && response.write('x'.repeat(1_000)));
      };
      response.on('drain', write);
      write();
    };
    expect(await errorOf(bench.transport().json('GET', ResourcePath.VERSION, { maxBytes: 100_000 }))).toBeInstanceOf(
      AnswerTooLargeError,
    );
  });

  test('a success that is not JSON is an error, not an empty object', async () => {
    server.handler = (_, response) => void response.end('ok');
    expect(await errorOf(bench.transport().json('GET', ResourcePath.VERSION))).toBeInstanceOf(UnexpectedAnswerError);
  });

  test('warnings of the server are handed on', async () => {
    server.handler = (_, response) => json(response, {}, 200, { warning: '299 - "old \\"api\\"", 299 - "second"' });
    expect((await bench.transport().json('GET', ResourcePath.VERSION)).warnings).toEqual(['old "api"', 'second']);
  });

  test('200 requests in a row share connections', async () => {
    const transport = bench.transport();
    for (let i = 0; i < 200; i++) await transport.json('GET', ResourcePath.VERSION);
    expect(server.connections).toBeLessThanOrEqual(2);
  });
});

describe('failures', () => {
  test('T27: an answer that drips is ended by the deadline, and may have been acted on', async () => {
    const clock = new FakeClock();
    const arrived = new Promise<void>((resolve) => {
      server.handler = (_, response) => {
        response.write('{');
        resolve();
      };
    });
    const pending = errorOf(bench.transport({ clock }).json('GET', ResourcePath.VERSION, { timeoutMs: 5_000 }));
    await arrived;
    await clock.advance(5_000);
    expect(await pending).toMatchObject({ name: 'KubeConnectionError', fault: 'timed_out', maybeSent: true });
    expect(clock.pending).toBe(0);
  });

  test('the abort of the caller comes back as it was given', async () => {
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    server.handler = () => controller.abort(reason);
    expect(await errorOf(bench.transport().json('GET', ResourcePath.VERSION, { signal: controller.signal }))).toBe(
      reason,
    );
  });

  test('a connection broken before the answer may have been acted on', async () => {
    server.handler = (_, response) => void response.destroy();
    const error = await errorOf(bench.transport().json('PUT', ResourcePath.VERSION, { body: {} }));
    expect(error).toMatchObject({ fault: 'connection_lost', maybeSent: true });
  });

  test('a refused connection has certainly sent nothing, and names host and port', async () => {
    const gone = server.url;
    await server.stop();
    const error = await errorOf(
      bench
        .transport({ material: () => Promise.resolve({ server: gone, insecureSkipVerify: false, headers: {} }) })
        .json('PUT', ResourcePath.VERSION, { body: {} }),
    );
    expect(error).toBeInstanceOf(KubeConnectionError);
    expect(error).toMatchObject({ fault: 'connection_refused', maybeSent: false });
    expect(String(error)).toContain(gone.replace('http://', ''));
    server = await KubeServer.start();
  });

  test('one that answers in another protocol is told so', async () => {
    const babbler = createServer((socket) => void socket.resume().end('SSH-2.0-nothing\r\n'));
    await new Promise<void>((resolve) => babbler.listen(0, '127.0.0.1', resolve));
    const { port } = babbler.address() as { port: number };
    const error = await errorOf(
      bench
        .transport({ material: () => Promise.resolve(bench.material({ server: `http://127.0.0.1:${port}` })) })
        .json('GET', ResourcePath.VERSION),
    );
    expect(error).toMatchObject({ fault: 'server_error' });
    await new Promise((resolve) => babbler.close(resolve));
  });
});

describe('streams', () => {
  test('resolve at the answer, give the bytes as they come, and hang up when the reader leaves', async () => {
    const { promise: hungUp, resolve: closed } = Promise.withResolvers<void>();
    server.handler = (_, response) => {
      response.on('close', closed);
      response.write('one');
    };
    const chunks = await bench.transport().stream(ResourcePath.VERSION, { watch: true }, new AbortController().signal);
    for await (const chunk of chunks) {
      expect(Buffer.from(chunk).toString()).toBe('one');
      break;
    }
    await hungUp;
    expect(server.seen[0]?.url).toBe('/version?watch=true');
  });

  test('an error answer rejects with StatusError, a break inside the stream with its sentence', async () => {
    server.handler = (_, response) => status(response, 410, 'Expired', 'too old');
    const signal = new AbortController().signal;
    expect(await errorOf(bench.transport().stream(ResourcePath.VERSION, {}, signal))).toMatchObject({
      code: 410,
      reason: 'Expired',
    });
    server.handler = (_, response) => void response.write('x', () => response.destroy());
    const chunks = await bench.transport().stream(ResourcePath.VERSION, {}, signal);
    const error = await errorOf(
      (async () => {
        for await (const _ of chunks);
      })(),
    );
    expect(error).toMatchObject({ fault: 'connection_lost' });
  });
});
