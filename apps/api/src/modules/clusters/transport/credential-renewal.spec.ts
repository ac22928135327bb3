import { FakeClock } from '@binnacle/testing/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { json, KubeServer, status } from '../testing/kube-server.js';
import { errorOf, TransportBench } from '../testing/transport-bench.js';
import { ResourcePath } from './resource-path.js';

let bench: TransportBench;
let server: KubeServer;
beforeEach(async () => {
  bench = await TransportBench.start();
  server = bench.server;
});
afterEach(() => bench.close());

describe('F06: credentials', () => {
  /** Accepts one token; hands out tokens from a list, the next after each invalidation. */
  function rotating(accepted: string, tokens: string[]) {
    const counts = { asked: 0, invalidated: 0 };
    server.handler = (request, response) => {
      if (request.headers.authorization === `Bearer ${accepted}`) json(response, { ok: true });
      else status(response, 401, 'Unauthorized', 'no');
    };
    const transport = bench.transport({
      material: () => {
        counts.asked += 1;
        return Promise.resolve(
          bench.material({
            headers: { authorization: `Bearer ${tokens[Math.min(counts.invalidated, tokens.length - 1)]}` },
          }),
        );
      },
      onUnauthorized: () => {
        counts.invalidated += 1;
      },
    });
    return { transport, counts };
  }

  test('one 401 leads to one refresh and one retry, unseen by the caller', async () => {
    const { transport, counts } = rotating('new', ['old', 'new']);
    expect((await transport.json('GET', ResourcePath.VERSION)).body).toEqual({ ok: true });
    expect(counts).toEqual({ asked: 2, invalidated: 1 });
  });

  test('ten requests refused at once share one refresh', async () => {
    const { transport, counts } = rotating('new', ['old', 'new']);
    await Promise.all(Array.from({ length: 10 }, () => transport.json('GET', ResourcePath.VERSION)));
    expect(counts).toEqual({ asked: 2, invalidated: 1 });
  });

  test('a credential that cannot be renewed is not sent again and again', async () => {
    const { transport } = rotating('never', ['same']);
    expect(await errorOf(transport.json('GET', ResourcePath.VERSION))).toMatchObject({ code: 401 });
    expect(server.seen).toHaveLength(1);
  });

  test('material is held until it expires, and asked for once by all', async () => {
    const clock = new FakeClock(0);
    let asked = 0;
    const transport = bench.transport({
      clock,
      material: () => {
        asked += 1;
        return Promise.resolve(bench.material({ expiresAt: clock.wall() + 1_000 }));
      },
    });
    await Promise.all([1, 2, 3].map(() => transport.json('GET', ResourcePath.VERSION)));
    clock.jumpWall(999);
    await transport.json('GET', ResourcePath.VERSION);
    expect(asked).toBe(1);
    clock.jumpWall(1);
    await Promise.all([1, 2, 3].map(() => transport.json('GET', ResourcePath.VERSION)));
    expect(asked).toBe(2);
  });

  test('a failure to get material is passed on and not kept', async () => {
    let fail = true;
    const transport = bench.transport({
      material: () => (fail ? Promise.reject(new Error('plugin')) : Promise.resolve(bench.material())),
    });
    expect(await errorOf(transport.json('GET', ResourcePath.VERSION))).toMatchObject({ message: 'plugin' });
    fail = false;
    await transport.json('GET', ResourcePath.VERSION);
  });
});
