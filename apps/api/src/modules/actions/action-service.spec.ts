import { BinnacleError } from '@binnacle/shared/errors';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { targetSchema } from '@binnacle/shared/names';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ActionBench, ADA, actionBench, problem, scaleTo, VIEWER } from './testing/action-bench.js';

let bench: ActionBench;
beforeEach(async () => {
  bench = await actionBench();
});

describe('a change', () => {
  test('is on the record before it is sent, and its outcome after', async () => {
    const target = bench.cluster.put('web', 3);
    let recorded: LedgerRow[] = [];
    bench.cluster.beforeWrite = async () => {
      recorded = await bench.rows();
      return undefined;
    };
    const { status, row } = await bench.service.perform(ADA, scaleTo(target, 5, { reason: ' busy\u0000 evening ' }));
    expect(recorded).toMatchObject([{ state: 'pending', words: 'scale 3 → 5', reason: 'busy evening' }]);
    expect(status).toBe(200);
    expect(row).toMatchObject({
      state: 'succeeded',
      outcome: { kind: 'following' },
      changes: [{ path: 'spec.replicas', before: 3, after: 5 }],
      actor: { id: 'u1', label: 'ada', via: 'link', address: '127.0.0.1' },
      cluster: { name: 'kind-a', uid: bench.cluster.uid },
      target: { kind: 'Deployment', namespace: 'shop', name: 'web', uid: bench.cluster.held('web').uid },
      command: 'kubectl -n shop scale deployment/web --replicas=5',
    });
    expect(bench.cluster.writes).toEqual([{ id: row.id, replicas: 5 }]);
    expect(bench.cluster.held('web').replicas).toBe(5);
    expect(await bench.ledger.verify()).toMatchObject({ ok: true });
  });

  test.each([
    [{ kind: 'failed', code: 422, reason: 'Invalid', message: 'quota exceeded' }, 'refused_by_cluster', 'failed'],
    [
      { kind: 'failed', code: 403, reason: 'Forbidden', message: 'denied by a webhook' },
      'refused_by_cluster',
      'failed',
    ],
    [{ kind: 'failed', code: 404, reason: 'NotFound', message: 'gone' }, 'not_found', 'failed'],
    [{ kind: 'failed', code: 0, reason: '', message: 'connection refused' }, 'cluster_unreachable', 'failed'],
    [{ kind: 'unknown', because: 'the connection was reset' }, 'outcome_unknown', 'unknown'],
  ] as const)('answered with %j is %s, and its row %s', async (raw, code, state) => {
    bench.cluster.beforeWrite = async () => raw;
    const error = await problem(bench.service.perform(ADA, scaleTo(bench.cluster.put('web', 3), 5)));
    const [row] = await bench.rows();
    expect(error).toMatchObject({ code, extra: { action: row?.id } });
    expect(row).toMatchObject({ state, error: 'message' in raw ? raw.message : raw.because });
  });

  test('whose call throws is unknown, never failed', async () => {
    bench.cluster.afterWrite = async () => {
      throw new TypeError('a bug after sending');
    };
    expect(await problem(bench.service.perform(ADA, scaleTo(bench.cluster.put('web', 3), 5)))).toMatchObject({
      code: 'outcome_unknown',
    });
    expect(await bench.rows()).toMatchObject([{ state: 'unknown' }]);
  });

  test('that is not answered within the deadline is unknown', async () => {
    const called = Promise.withResolvers<void>();
    bench.cluster.afterWrite = () => {
      called.resolve();
      return new Promise(() => undefined);
    };
    const running = problem(bench.service.perform(ADA, scaleTo(bench.cluster.put('web', 3), 5)));
    await called.promise;
    await bench.clock.advance(15_000);
    expect(await running).toMatchObject({ code: 'outcome_unknown', status: 504 });
  });

  test.each([
    [{ kind: 'Pod', apiVersion: 'v1' }, { replicas: 2 }, 'invalid_input'],
    [{ kind: 'Deployment', apiVersion: 'apps/v1' }, { replicas: -1 }, 'invalid_input'],
    [{ kind: 'Deployment', apiVersion: 'apps/v1' }, { replicas: 2, extra: 1 }, 'invalid_input'],
    [{ kind: 'Deployment', apiVersion: 'apps/v1' }, { replicas: '2' }, 'invalid_input'],
    [{ kind: 'Deployment', apiVersion: 'apps/v1' }, undefined, 'invalid_input'],
  ])('of %j by %j is refused before the cluster is asked anything', async (what, input, code) => {
    const target = targetSchema.parse({ ...what, namespace: 'shop', name: 'web' });
    const request = { cluster: 'kind-a', action: 'scale', body: { target, input, reason: '' } };
    expect(await problem(Promise.resolve().then(() => bench.service.perform(ADA, request)))).toMatchObject({ code });
    expect(bench.cluster.calls).toEqual([]);
  });

  test.each([
    [{ action: 'explode' }, 'not_found'],
    [{ cluster: 'other' }, 'unknown_cluster'],
  ])('with %j is not known', async (wrong, code) => {
    const request = { ...scaleTo(bench.cluster.put('web', 3), 5), ...wrong };
    expect(await problem(Promise.resolve().then(() => bench.service.perform(ADA, request)))).toMatchObject({ code });
  });
});

describe('who may', () => {
  test('a role that does not reach is refused, on the record, without the cluster being asked', async () => {
    const error = await problem(bench.service.perform(VIEWER, scaleTo(bench.cluster.put('web', 3), 5)));
    expect(error).toMatchObject({
      code: 'forbidden',
      extra: { permission: 'actions:scale', needs: 'operator', role: 'viewer' },
    });
    expect(await bench.rows()).toMatchObject([{ state: 'refused', words: 'scale to 5', actor: { label: 'vic' } }]);
    expect(bench.cluster.calls).toEqual([]);
  });

  test('the cluster has the last word, and the answer holds the smallest Role', async () => {
    bench.cluster.allowed = false;
    const error = await problem(bench.service.perform(ADA, scaleTo(bench.cluster.put('web', 3), 5)));
    expect(error).toMatchObject({
      code: 'forbidden',
      extra: { verb: 'update', group: 'apps', resource: 'deployments/scale', namespace: 'shop', name: 'web' },
    });
    expect(error.extra?.role).toBe(`apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: "binnacle-scale-deployments"
  namespace: "shop"
rules:
  - apiGroups: ["apps"]
    resources: ["deployments/scale"]
    resourceNames: ["web"]
    verbs: ["update"]
`);
    expect(await bench.rows()).toMatchObject([{ state: 'refused' }]);
    expect(bench.cluster.calls).toEqual(['accessReview']);
  });

  test('a preview is refused and recorded alike, and uses up no key', async () => {
    const request = scaleTo(bench.cluster.put('web', 3), 5, { idempotencyKey: 'k' });
    await problem(bench.service.plan(VIEWER, request));
    await problem(bench.service.perform(VIEWER, request));
    expect((await bench.rows()).map((row) => row.state)).toEqual(['refused', 'refused']);
  });
});

describe('F14: two people change one object', () => {
  test('one wins, the other is told, and nobody’s change is lost', async () => {
    const target = bench.cluster.put('web', 3);
    const eve = { ...ADA, id: 'u3', label: 'eve' };
    const both = await Promise.allSettled([
      bench.service.perform(ADA, scaleTo(target, 5)),
      bench.service.perform(eve, scaleTo(target, 7)),
    ]);
    const won = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.row] : []));
    const lost = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as BinnacleError] : []));
    expect(lost).toMatchObject([{ code: 'conflict', status: 409 }]);
    expect(won).toMatchObject([{ input: { replicas: bench.cluster.held('web').replicas } }]);
    expect((await bench.rows()).map((row) => row.state).sort()).toEqual(['failed', 'succeeded']);
  });

  test('a status that moves under a running rollout is no conflict', async () => {
    const target = bench.cluster.put('web', 3);
    let moves = 2;
    bench.cluster.beforeWrite = async () => {
      if (moves > 0) bench.cluster.touchStatus('web');
      moves -= 1;
      return undefined;
    };
    expect((await bench.service.perform(ADA, scaleTo(target, 5))).row).toMatchObject({ state: 'succeeded' });
    expect(bench.cluster.writes).toHaveLength(1);
  });
});

describe('F13: one click, one action', () => {
  test('five copies at once are one write, one row, the same reply', async () => {
    const request = scaleTo(bench.cluster.put('web', 3), 5, { idempotencyKey: 'key-1' });
    const replies = await Promise.all(Array.from({ length: 5 }, () => bench.service.perform(ADA, request)));
    expect(bench.cluster.writes).toHaveLength(1);
    expect(await bench.rows()).toHaveLength(1);
    expect(new Set(replies.map((reply) => JSON.stringify(reply)))).toHaveProperty('size', 1);
  });

  test('copies in two processes at once are one write and one row', async () => {
    const other = bench.restart();
    const request = scaleTo(bench.cluster.put('web', 3), 5, { idempotencyKey: 'key-1' });
    let over = false;
    const both = Promise.all([bench.service.perform(ADA, request), other.service.perform(ADA, request)]).finally(() => {
      over = true;
    });
    // Whichever comes second looks again and again by the clock, which goes on only when somebody waits for a moment of it.
    const { clock } = bench;
    const isNear = () => clock.nextAt !== undefined && clock.nextAt - clock.monotonic() <= 1_000;
    while (!over) await clock.advance(isNear() ? 1_000 : 0);
    const replies = await both;
    expect(bench.cluster.writes).toHaveLength(1);
    expect(await bench.rows()).toHaveLength(1);
    expect(new Set(replies.map((reply) => JSON.stringify(reply)))).toHaveProperty('size', 1);
  });

  test('a later repeat, also after a restart and after more has happened, is given the same reply', async () => {
    const target = bench.cluster.put('web', 3);
    const request = scaleTo(target, 5, { idempotencyKey: 'key-1' });
    const first = await bench.service.perform(ADA, request);
    await bench.ledger.recordFollow(first.row.id, { kind: 'healthy', seconds: 2, open: true });
    bench.cluster.setReplicas('web', 9, 'kubectl');
    expect(await bench.restart().service.perform(ADA, request)).toEqual(first);
    expect(bench.cluster.writes).toHaveLength(1);
  });

  test('a failure and a refusal are repeated too', async () => {
    bench.cluster.beforeWrite = async () => ({ kind: 'failed', code: 422, reason: 'Invalid', message: 'quota' });
    const request = scaleTo(bench.cluster.put('web', 3), 5, { idempotencyKey: 'key-1' });
    const failed = await problem(bench.service.perform(ADA, request));
    bench.cluster.beforeWrite = async () => undefined;
    expect(await problem(bench.restart().service.perform(ADA, request))).toEqual(failed);
    const refused = await problem(bench.service.perform(VIEWER, request));
    expect(await problem(bench.restart().service.perform(VIEWER, request))).toEqual(refused);
    expect(await bench.rows()).toHaveLength(2);
  });

  test('another request under the key is refused, running or done; another actor’s key is another key', async () => {
    const target = bench.cluster.put('web', 3);
    const first = bench.service.perform(ADA, scaleTo(target, 5, { idempotencyKey: 'key-1' }));
    const other = scaleTo(target, 6, { idempotencyKey: 'key-1' });
    expect(await problem(bench.service.perform(ADA, other))).toMatchObject({
      code: 'idempotency_mismatch',
      status: 422,
    });
    await first;
    expect(await problem(bench.service.perform(ADA, other))).toMatchObject({ code: 'idempotency_mismatch' });
    expect((await bench.service.perform({ ...ADA, id: 'u3' }, other)).row).toMatchObject({ state: 'succeeded' });
  });

  test('a request that never reached the record leaves its key free', async () => {
    const request = scaleTo(bench.cluster.put('web', 3), 5, { idempotencyKey: 'key-1' });
    bench.cluster.unreachable = true;
    expect(await problem(bench.service.perform(ADA, request))).toMatchObject({ code: 'cluster_unreachable' });
    bench.cluster.unreachable = false;
    expect((await bench.service.perform(ADA, request)).row).toMatchObject({ state: 'succeeded' });
  });
});
