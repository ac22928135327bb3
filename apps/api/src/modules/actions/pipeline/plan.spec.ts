import type { Plan } from '@binnacle/shared/actions';
import { BinnacleError } from '@binnacle/shared/errors';
import { targetSchema } from '@binnacle/shared/names';
import { beforeEach, describe, expect, test } from 'vitest';
import { PREVIEW_MS } from '../preview-token.js';
import { type ActionBench, ADA, actionBench, problem, scaleTo } from '../testing/action-bench.js';

let bench: ActionBench;
beforeEach(async () => {
  bench = await actionBench();
});

describe('the plan', () => {
  const plan = (replicas: number, name = 'web'): Promise<Plan> =>
    bench.service.plan(
      ADA,
      scaleTo(targetSchema.parse({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name }), replicas),
    );

  test('shows what would happen and does nothing', async () => {
    bench.cluster.put('web', 3);
    expect(await plan(5)).toMatchObject({
      words: 'scale 3 → 5',
      effect: '2 pods will be started, 5 in all.',
      warnings: [],
      changes: [{ path: 'spec.replicas', before: 3, after: 5 }],
      command: 'kubectl -n shop scale deployment/web --replicas=5',
    });
    expect([bench.cluster.writes, await bench.rows()]).toEqual([[], []]);
  });

  test.each([
    [0, 'All 3 pods will be stopped.', ['to_zero']],
    [2, '1 pod will be stopped, 2 will remain.', []],
    [3, 'Nothing changes: it already asks for 3.', ['no_change']],
  ])('to %i says: %s', async (replicas, effect, codes) => {
    bench.cluster.put('web', 3);
    const { warnings, ...shown } = await plan(replicas);
    expect([shown.effect, warnings.map((w) => w.code)]).toEqual([effect, codes]);
  });

  test.each([
    [[{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }], ['autoscaler']],
    [[{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' }], []],
    [[{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' }], []],
    [[{ apiVersion: 'example.com/v1', kind: 'Deployment', name: 'web' }], []],
  ])('F16: warns of an autoscaler that targets %j', async (refs, codes) => {
    bench.cluster.put('web', 3);
    bench.cluster.autoscalers = refs.map((scaleTargetRef) => ({ metadata: { name: 'hpa' }, spec: { scaleTargetRef } }));
    expect((await plan(5)).warnings.map((w) => w.code)).toEqual(codes);
  });

  test.each(['forbidden', 'not_found'] as const)('says so when autoscalers cannot be listed: %s', async (code) => {
    bench.cluster.put('web', 3);
    bench.cluster.autoscalers = new BinnacleError(code, 'no');
    expect((await plan(5)).warnings).toMatchObject([
      { code: 'api_server', text: expect.stringContaining('could not be checked') },
    ]);
  });

  test.each([
    [{ 'argocd.argoproj.io/instance': 'shop' }, '', 'Argo CD'],
    [{ 'kustomize.toolkit.fluxcd.io/name': 'apps' }, '', 'Flux'],
    [{}, 'helm-controller', 'Flux'],
    [{}, 'argocd-controller', 'Argo CD'],
  ])('F16: warns of GitOps by label %j or field manager %s', async (labels, manager, tool) => {
    bench.cluster.put('web', 2, labels);
    if (manager !== '') bench.cluster.setReplicas('web', 3, manager);
    expect((await plan(5)).warnings).toMatchObject([{ code: 'gitops', text: expect.stringContaining(tool) }]);
  });

  test('passes on what the API server warns of', async () => {
    bench.cluster.put('web', 3);
    bench.cluster.warnings = ['spec.foo is\ndeprecated'];
    expect((await plan(5)).warnings).toEqual([{ code: 'api_server', text: 'spec.foo is deprecated' }]);
  });

  test.each([
    [{ kind: 'failed', code: 403, reason: 'Forbidden', message: 'exceeded quota' }, 'refused_by_cluster', 422],
    [{ kind: 'failed', code: 401, reason: 'Unauthorized', message: 'expired' }, 'cluster_unauthorized', 502],
    [{ kind: 'unknown', because: 'the connection was reset' }, 'cluster_unreachable', 502],
  ] as const)('that the API server does not accept (%j) is %s', async (answer, code, status) => {
    bench.cluster.put('web', 3);
    bench.cluster.dryRunAnswer = answer;
    const error = await problem(plan(5));
    expect(error).toMatchObject({ code, status, detail: expect.stringContaining('nothing was done') });
  });

  test('of an object that is not there, or another under its name, is refused', async () => {
    expect(await problem(plan(5, 'absent'))).toMatchObject({ code: 'not_found' });
    const target = bench.cluster.put('web', 3);
    const pinned = targetSchema.parse({ ...target, uid: '99999999-9999-4999-8999-999999999999' });
    expect(await problem(bench.service.plan(ADA, scaleTo(pinned, 5)))).toMatchObject({ code: 'conflict' });
  });
});

describe('confirming a preview', () => {
  test('is done when nothing but the status has moved since', async () => {
    const target = bench.cluster.put('web', 3);
    const { previewToken } = await bench.service.plan(ADA, scaleTo(target, 5));
    bench.cluster.touchStatus('web');
    expect((await bench.service.perform(ADA, scaleTo(target, 5, { previewToken }))).row).toMatchObject({
      state: 'succeeded',
    });
  });

  test.each<[string, (bench: ActionBench) => void, number]>([
    ['the number has changed', ({ cluster }) => cluster.setReplicas('web', 4, 'kubectl'), 5],
    ['the spec has changed', ({ cluster }) => cluster.touchSpec('web'), 5],
    ['the object was created anew', ({ cluster }) => cluster.put('web', 3), 5],
    ['another number is confirmed', () => undefined, 6],
  ])('is refused with a fresh plan when %s', async (_, change, confirmed) => {
    const target = bench.cluster.put('web', 3);
    const { previewToken } = await bench.service.plan(ADA, scaleTo(target, 5));
    change(bench);
    const error = await problem(bench.service.perform(ADA, scaleTo(target, confirmed, { previewToken })));
    expect(error).toMatchObject({
      code: 'preview_stale',
      status: 409,
      extra: { plan: { previewToken: expect.any(String) } },
    });
    expect([bench.cluster.writes, await bench.rows()]).toEqual([[], []]);
    const { plan } = error.extra as { plan: Plan };
    const again = scaleTo(target, confirmed, { previewToken: plan.previewToken });
    expect((await bench.service.perform(ADA, again)).row).toMatchObject({ state: 'succeeded' });
  });

  test('is refused when it is too old, forged, or somebody else’s', async () => {
    const target = bench.cluster.put('web', 3);
    const { previewToken } = await bench.service.plan(ADA, scaleTo(target, 5));
    const other = { ...ADA, id: 'u3' };
    expect(await problem(bench.service.perform(other, scaleTo(target, 5, { previewToken })))).toMatchObject({
      code: 'preview_stale',
    });
    for (const forged of ['', 'v1', `${previewToken}x`, previewToken.replace(/^v1\.\d+/, 'v1.9999999999999')]) {
      expect(await problem(bench.service.perform(ADA, scaleTo(target, 5, { previewToken: forged })))).toMatchObject({
        code: 'preview_stale',
      });
    }
    await bench.clock.advance(PREVIEW_MS);
    const error = await problem(bench.service.perform(ADA, scaleTo(target, 5, { previewToken })));
    expect(error).toMatchObject({ code: 'preview_stale', detail: expect.stringContaining('too old') });
    expect(bench.cluster.writes).toEqual([]);
  });
});
