import { describe, expect } from 'vitest';
import { collectorHasSeen } from '../collector.ts';
import { test } from '../conformance.ts';
import { at, condition, type Kube, names } from '../kube.ts';
import { job } from '../manifests.ts';
import { NOWHERE } from '../rollouts.ts';

/** The image that ends with 1 at once; the pods of a Job end with 0 where the image is any other. */
const CRASHING = { containers: [{ name: 'main', image: 'images.test/crashing:1' }] };
const ENDS_WELL = { containers: [{ name: 'main', image: 'images.test/completing:1' }] };

const has = (type: string) => (object: Kube) => condition(object, type)?.status === 'True';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const said = (type: string, reason: string, message: string) => ({
  type,
  status: 'True',
  reason,
  message,
  lastProbeTime: time,
  lastTransitionTime: time,
});

describe('Job', () => {
  test('is complete when its pod has ended well', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', {}, ENDS_WELL));
    const { status } = await cluster.settled(of('jobs', 'a'), 'complete', has('Complete'));
    const why = ['CompletionsReached', 'Reached expected number of succeeded pods'] as const;
    expect(status).toEqual({
      // First that it will be, when its pods have ended; then that it is.
      conditions: [said('SuccessCriteriaMet', ...why), said('Complete', ...why)],
      startTime: time,
      completionTime: time,
      succeeded: 1,
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
  });

  test('its pods carry its name and uid, and are counted before they go', async ({ cluster, of }) => {
    const made = await cluster.create(of('jobs'), job('a', {}, NOWHERE));
    await cluster.settled(of('jobs', 'a'), 'active', ({ status }) => status.active === 1);
    const [pod] = (await cluster.get(of('pods'))).items;
    expect(pod?.metadata).toMatchObject({
      name: expect.stringMatching(/^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/),
      labels: {
        'batch.kubernetes.io/controller-uid': made.metadata.uid,
        'batch.kubernetes.io/job-name': 'a',
        'controller-uid': made.metadata.uid,
        'job-name': 'a',
      },
      finalizers: ['batch.kubernetes.io/job-tracking'],
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'a', uid: made.metadata.uid, controller: true }],
    });
  });

  test('the pods of a Job that is complete stay, free to go', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', {}, ENDS_WELL));
    await cluster.settled(of('jobs', 'a'), 'complete', has('Complete'));
    const [pod] = (await cluster.get(of('pods'))).items;
    expect(pod?.status.phase).toBe('Succeeded');
    expect(pod?.metadata.finalizers).toBeUndefined();
  });

  test('parallelism bounds how many run, completions how many have to', async ({ cluster, of }) => {
    const watch = await cluster.watch('admin', of('jobs'));
    await cluster.create(of('jobs'), job('a', { completions: 3, parallelism: 2 }, ENDS_WELL));
    let most = 0;
    const { object } = await watch.until('the end', (event) => {
      most = Math.max(most, Number(event.object.status.active ?? 0));
      return has('Complete')(event.object);
    });
    watch.close();
    expect(most).toBe(2);
    expect(object.status.succeeded).toBe(3);
    expect(names(await cluster.get(of('pods')))).toHaveLength(3);
  });

  test('Indexed: every pod has a number of its own', async ({ cluster, of }) => {
    const body = job('a', { completions: 2, parallelism: 2, completionMode: 'Indexed' }, ENDS_WELL);
    await cluster.create(of('jobs'), body);
    const { status } = await cluster.settled(of('jobs', 'a'), 'complete', has('Complete'));
    expect(status.completedIndexes).toBe('0,1');
    const { items } = await cluster.get(of('pods'));
    const index = 'batch.kubernetes.io/job-completion-index';
    for (const [number, { metadata, spec }] of items.entries()) {
      expect(metadata.name).toMatch(new RegExp(`^a-${number}-.{5}$`));
      expect([metadata.labels[index], metadata.annotations[index]]).toEqual([String(number), String(number)]);
      expect(spec.hostname).toBe(`a-${number}`);
      expect(at(spec, 'containers.0.env.0.name')).toBe('JOB_COMPLETION_INDEX');
    }
  });

  test('fails when its pods have failed too often', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', { backoffLimit: 0 }, CRASHING));
    const { status } = await cluster.settled(of('jobs', 'a'), 'failed', has('Failed'));
    const why = ['BackoffLimitExceeded', 'Job has reached the specified backoff limit'] as const;
    expect(status.conditions).toEqual([said('FailureTarget', ...why), said('Failed', ...why)]);
    expect(status.failed).toBe(1);
    expect(status).not.toHaveProperty('completionTime');
  });

  test('tries again after a failure', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', { backoffLimit: 1 }, CRASHING));
    // The second pod is made 10 s after the first has failed.
    const { status } = await cluster.settled(of('jobs', 'a'), 'failed', has('Failed'), 60_000);
    expect(status.failed).toBe(2);
    expect(names(await cluster.get(of('pods')))).toHaveLength(2);
  });

  test('fails when it takes too long, and its pods are deleted', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', { activeDeadlineSeconds: 1 }, NOWHERE));
    const { status } = await cluster.settled(of('jobs', 'a'), 'failed', has('Failed'));
    const why = ['DeadlineExceeded', 'Job was active longer than specified deadline'] as const;
    expect(status.conditions).toEqual([said('FailureTarget', ...why), said('Failed', ...why)]);
    expect(names(await cluster.get(of('pods')))).toEqual([]);
  });

  test('suspended: no pods and no start; resumed: it begins', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', { suspend: true }, ENDS_WELL));
    const suspended = await cluster.settled(of('jobs', 'a'), 'suspended', has('Suspended'));
    expect(suspended.status.conditions).toEqual([said('Suspended', 'JobSuspended', 'Job suspended')]);
    expect(suspended.status).not.toHaveProperty('startTime');
    expect(names(await cluster.get(of('pods')))).toEqual([]);
    await cluster.patch(of('jobs', 'a'), { spec: { suspend: false } });
    const done = await cluster.settled(of('jobs', 'a'), 'complete', has('Complete'));
    expect(done.status.conditions?.[0]).toEqual({ ...said('Suspended', 'JobResumed', 'Job resumed'), status: 'False' });
  });

  test('suspended on its way: its pods are deleted', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', { parallelism: 2 }, NOWHERE));
    await cluster.settled(of('jobs', 'a'), 'active', ({ status }) => status.active === 2 || status.active === 1);
    await cluster.patch(of('jobs', 'a'), { spec: { suspend: true } });
    await cluster.settled(of('jobs', 'a'), 'suspended', (it) => has('Suspended')(it) && it.status.active === undefined);
    expect(names(await cluster.get(of('pods')))).toEqual([]);
  });

  test('ttlSecondsAfterFinished: it is deleted with its pods', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', { ttlSecondsAfterFinished: 0 }, ENDS_WELL));
    await cluster.gone(of('jobs', 'a'));
    const [pod] = names(await cluster.get(of('pods')));
    if (pod !== undefined) await cluster.gone(of('pods', pod));
  });

  test('deleted without a word its pods stay behind, and the server warns of that', async ({ cluster, of }) => {
    await cluster.create(of('jobs'), job('a', {}, NOWHERE));
    await cluster.settled(of('jobs', 'a'), 'active', ({ status }) => status.active === 1);
    await collectorHasSeen(cluster, of);
    const { status, headers, body } = await cluster.request('admin', 'DELETE', of('jobs', 'a'));
    expect(status).toBe(200);
    expect(headers.warning).toBe(
      '299 - "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning"',
    );
    expect(body.metadata.finalizers).toEqual(['orphan']);
    await cluster.gone(of('jobs', 'a'));
    const [pod] = (await cluster.get(of('pods'))).items;
    expect(pod?.metadata.ownerReferences).toBeUndefined();
  });
});
