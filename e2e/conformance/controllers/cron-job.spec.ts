import { describe, expect } from 'vitest';
import { test } from '../conformance.ts';
import { names } from '../kube.ts';
import { cronJob, job } from '../manifests.ts';

const everyMinute = (more: object) => cronJob('a', { schedule: '* * * * *', ...more });

/** The minute has to come, so these take up to one; the other cases run meanwhile. */
describe('CronJob', () => {
  test('makes a Job when its minute comes', { timeout: 120_000 }, async ({ cluster, of }) => {
    const template = { metadata: { labels: { from: 'cron' }, annotations: { note: 'hello' } }, spec: job('a').spec };
    const made = await cluster.create(of('cronjobs'), everyMinute({ jobTemplate: template }));
    const due = await cluster.settled(of('cronjobs', 'a'), 'due', ({ status }) => 'lastScheduleTime' in status, 75_000);
    const lastScheduleTime = String(due.status.lastScheduleTime);
    expect(lastScheduleTime).toMatch(/:00Z$/);
    const minutes = Date.parse(lastScheduleTime) / 60_000;
    const found = await cluster.get(of('jobs', `a-${minutes}`));
    expect(found.metadata).toMatchObject({
      labels: { from: 'cron' },
      annotations: { note: 'hello', 'batch.kubernetes.io/cronjob-scheduled-timestamp': lastScheduleTime },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: 'a', uid: made.metadata.uid, controller: true },
      ],
    });
    expect(due.status.active).toMatchObject([{ kind: 'Job', name: `a-${minutes}`, apiVersion: 'batch/v1' }]);
    // When the Job has ended well it is not active any more, and its end is kept.
    await cluster.settled(of('cronjobs', 'a'), 'done', ({ status }) => {
      return 'lastSuccessfulTime' in status && status.active === undefined;
    });
    await cluster.patch(of('cronjobs', 'a'), { spec: { suspend: true } });
  });

  test('suspended it makes none; what has an owner is deleted with it', { timeout: 120_000 }, async ({
    cluster,
    of,
  }) => {
    const { metadata } = await cluster.create(of('cronjobs'), everyMinute({ suspend: true }));
    // As `kubectl create job --from` does.
    const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'a', uid: metadata.uid, controller: true };
    await cluster.create(of('jobs'), { ...job('by-hand'), metadata: { name: 'by-hand', ownerReferences: [owner] } });
    const other = await cluster.create(of('cronjobs'), { ...everyMinute({}), metadata: { name: 'other' } });
    expect(other.spec.suspend).toBe(false);
    await cluster.settled(of('cronjobs', 'other'), 'due', ({ status }) => 'lastScheduleTime' in status, 75_000);
    expect((await cluster.get(of('cronjobs', 'a'))).status).not.toHaveProperty('lastScheduleTime');
    expect(names(await cluster.get(of('jobs'))).filter((name) => name.startsWith('a-'))).toEqual([]);
    await cluster.delete(of('cronjobs', 'a'));
    await cluster.delete(of('cronjobs', 'other'));
    await cluster.gone(of('jobs', 'by-hand'));
  });

  test('of the Jobs that have ended well only the last few are kept', async ({ cluster, of }) => {
    const { metadata } = await cluster.create(
      of('cronjobs'),
      everyMinute({ suspend: true, successfulJobsHistoryLimit: 1 }),
    );
    const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'a', uid: metadata.uid, controller: true };
    for (const name of ['a-1', 'a-2', 'a-3']) {
      await cluster.create(of('jobs'), { ...job(name), metadata: { name, ownerReferences: [owner] } });
    }
    // More than the limit have ended: the oldest (of those begun in one second the first by name) are deleted, although
    // the CronJob is suspended.
    await cluster.gone(of('jobs', 'a-1'));
    await cluster.gone(of('jobs', 'a-2'));
    expect(names(await cluster.get(of('jobs')))).toEqual(['a-3']);
  });
});
